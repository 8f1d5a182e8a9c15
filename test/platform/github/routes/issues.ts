import { type Call, created, type Handlers, ok, page } from '../call.ts';
import { user } from '../looks.ts';
import type { Issue } from '../records.ts';
import type { Needs } from '../tokens.ts';

const READ: Needs = ['issues: read', 'pull-requests: read'];
const WRITE: Needs = ['issues: write', 'pull-requests: write'];

/** https://docs.github.com/rest/issues/issues and /labels; a pull request is an issue too. */
export const ISSUES: Handlers = {
  'issues/get': { needs: READ, handle: (call) => ok(look(call, of(call))) },
  'issues/list-for-repo': {
    needs: ['issues: read'],
    handle: (call) => page(call, listed(call), (some) => some.map((one) => look(call, one))),
  },
  'issues/create': {
    needs: ['issues: write'],
    handle: (call) => {
      const body = call.body as { title: string; body?: string; labels?: readonly (string | { name: string })[] };
      const labels = (body.labels ?? []).map((label) => (typeof label === 'string' ? label : label.name));
      return created(look(call, call.repository.issue({ title: body.title, body: body.body ?? '', labels, author: call.token.login })));
    },
  },
  'issues/list-labels-on-issue': { needs: READ, handle: (call) => page(call, of(call).labels, (some) => some.map(labelLook)) },
  'issues/add-labels': {
    needs: WRITE,
    handle: (call) => {
      const { labels } = of(call);
      const given = call.body as { labels?: readonly string[] } | readonly string[];
      const added = 'labels' in given ? (given.labels ?? []) : (given as readonly string[]);
      labels.push(...added.filter((name) => !labels.includes(name)));
      return ok(labels.map(labelLook));
    },
  },
};

const of = (call: Call): Issue => call.repository.issueAt(call.number('issue_number'));

/** Newest first; `labels` wants all of them. */
function listed(call: Call): readonly Issue[] {
  const { state = 'open', labels = '' } = call.query;
  const wanted = labels.split(',').filter(Boolean);
  return [...call.repository.issues.values()]
    .filter((one) => (state === 'all' || one.state === state) && wanted.every((label) => one.labels.includes(label)))
    .reverse();
}

function look(call: Call, issue: Issue): unknown {
  const html = `https://github.com/${call.repository.fullName}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
  return {
    id: issue.number,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    user: user(issue.author),
    labels: issue.labels.map(labelLook),
    html_url: html,
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
    ...(issue.pull && { pull_request: { html_url: html } }),
  };
}

const labelLook = (name: string): unknown => ({ name, color: 'ededed' });
