import { type Call, created, type Handlers, ok, page } from '../call.ts';
import { user } from '../looks.ts';
import type { Comment } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { now } from '../repository.ts';
import type { Needs } from '../tokens.ts';

const BODY_BYTES = 65_536;
const WRITE: Needs = ['issues: write', 'pull-requests: write'];
const READ: Needs = ['issues: read', 'pull-requests: read'];

/** https://docs.github.com/rest/issues/comments, of issues and pull requests alike */
export const COMMENTS: Handlers = {
  'issues/list-comments': { needs: READ, handle: (call) => page(call, ofIssue(call), (some) => some.map((one) => look(call, one))) },
  'issues/get-comment': { needs: READ, handle: (call) => ok(look(call, find(call))) },
  'issues/create-comment': {
    needs: WRITE,
    handle: (call) => {
      const issue = call.repository.issueAt(call.number('issue_number'));
      // Those who may write may go on, an app may not: probot/stale#25, renovatebot/renovate#6215.
      if (issue.locked && call.token.kind === 'workflow') throw Refusal.forbidden('Unable to create comment because issue is locked.');
      return created(look(call, call.repository.comment(issue.number, call.token.login, body(call))));
    },
  },
  'issues/update-comment': {
    needs: WRITE,
    handle: (call) => {
      const comment = find(call);
      comment.body = body(call);
      comment.updatedAt = now();
      return ok(look(call, comment));
    },
  },
  'issues/delete-comment': {
    needs: WRITE,
    handle: (call) => {
      call.repository.comments.delete(find(call).id);
      return { status: 204 };
    },
  },
};

function body(call: Call): string {
  const { body } = call.body as { readonly body: string };
  if (body.trim() === '') throw Refusal.invalid('Body cannot be blank');
  if (Buffer.byteLength(body) > BODY_BYTES) throw Refusal.invalid(`Body is too long (maximum is ${BODY_BYTES} characters)`);
  return body;
}

function find(call: Call): Comment {
  const comment = call.repository.comments.get(call.number('comment_id'));
  if (!comment) throw Refusal.notFound();
  return comment;
}

function ofIssue(call: Call): readonly Comment[] {
  const { number } = call.repository.issueAt(call.number('issue_number'));
  const since = call.query.since ?? '';
  return [...call.repository.comments.values()].filter((one) => one.issue === number && one.updatedAt >= since);
}

function look(call: Call, comment: Comment): unknown {
  const kind = call.repository.issueAt(comment.issue).pull ? 'pull' : 'issues';
  return {
    id: comment.id,
    body: comment.body,
    user: user(comment.author),
    html_url: `https://github.com/${call.repository.fullName}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.author.endsWith('[bot]') ? 'NONE' : 'MEMBER',
  };
}
