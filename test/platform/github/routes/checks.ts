import { type Call, created, type Handlers, ok, page } from '../call.ts';
import { ACTIONS_APP } from '../looks.ts';
import type { Annotation, CheckRun } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { now } from '../repository.ts';

interface Output {
  readonly title?: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations?: readonly Annotation[];
}

interface Write {
  readonly name?: string;
  readonly head_sha?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: Output;
}

const TITLE_CHARACTERS = 255;
const TEXT_BYTES = 65_535;
const ANNOTATION_BYTES = 65_536;

/** https://docs.github.com/rest/checks/runs */
export const CHECKS: Handlers = {
  'checks/create': { needs: ['checks: write'], handle: (call) => created(look(call, create(call))) },
  'checks/update': { needs: ['checks: write'], handle: (call) => ok(look(call, update(call))) },
  'checks/get': { needs: ['checks: read'], handle: (call) => ok(look(call, find(call))) },
  'checks/list-annotations': {
    needs: ['checks: read'],
    handle: (call) => page(call, find(call).annotations, (some) => some.map((one) => annotationLook(call, find(call), one))),
  },
  'checks/list-for-ref': {
    needs: ['checks: read'],
    handle: (call) => {
      const runs = ofRef(call);
      return page(call, runs, (some) => ({ total_count: runs.length, check_runs: some.map((run) => look(call, run)) }));
    },
  },
};

function create(call: Call): CheckRun {
  if (call.token.kind === 'user') throw Refusal.forbidden('You must authenticate via a GitHub App.');
  const body = call.body as Write & { readonly name: string; readonly head_sha: string };
  if (!call.repository.commits.has(body.head_sha)) throw Refusal.invalid(`No commit found for SHA: ${body.head_sha}`);
  if (body.status === 'completed' && body.conclusion === undefined) throw Refusal.invalid('Missing conclusion: a completed run needs one');
  if (body.conclusion !== undefined && (body.status ?? 'completed') !== 'completed') {
    throw Refusal.invalid(`Conclusion with status ${body.status}: it makes a run completed`);
  }
  checkOutput(body.output);
  const completed = body.conclusion !== undefined;
  return call.repository.checkRun({
    headSha: body.head_sha,
    author: call.token.login,
    name: body.name,
    externalId: body.external_id ?? '',
    ...(body.details_url !== undefined && { detailsUrl: body.details_url }),
    status: completed ? 'completed' : (body.status ?? 'queued'),
    conclusion: body.conclusion ?? null,
    startedAt: body.started_at ?? now(),
    completedAt: completed ? (body.completed_at ?? now()) : null,
    title: body.output?.title ?? null,
    summary: body.output?.summary ?? null,
    text: body.output?.text ?? null,
    annotations: [...(body.output?.annotations ?? [])],
  });
}

/**
 * Annotations are appended, everything else of an output is replaced. A workflow's token may not change status and conclusion since
 * March 2025 (github.blog/changelog/2025-02-12-notice-of-upcoming-deprecations-and-breaking-changes-for-github-actions); which status
 * GitHub answers then is not documented, 422 is taken.
 */
function update(call: Call): CheckRun {
  const run = find(call);
  const body = call.body as Write;
  const forbidden = (['status', 'conclusion', 'completed_at'] as const).filter((name) => body[name] !== undefined);
  if (forbidden.length > 0) throw Refusal.invalid(`A workflow may not change ${forbidden.join(', ')} of a check run`);
  checkOutput(body.output);
  run.name = body.name ?? run.name;
  run.externalId = body.external_id ?? run.externalId;
  if (body.details_url !== undefined) run.detailsUrl = body.details_url;
  if (body.output) {
    run.title = body.output.title ?? run.title;
    run.summary = body.output.summary;
    run.text = body.output.text ?? run.text;
    run.annotations.push(...(body.output.annotations ?? []));
  }
  return run;
}

/** The limits that GitHub documents in words only. Texts are counted in bytes, the stricter reading of "characters". */
function checkOutput(output: Output | undefined): void {
  if (!output) return;
  if (output.title !== undefined && output.title.length > TITLE_CHARACTERS) throw Refusal.invalid('output.title: 255 characters at most');
  for (const name of ['summary', 'text'] as const) {
    if (Buffer.byteLength(output[name] ?? '') > TEXT_BYTES) throw Refusal.invalid(`output.${name}: ${TEXT_BYTES} bytes at most`);
  }
  for (const [index, one] of (output.annotations ?? []).entries()) {
    const problem = annotationProblem(one);
    if (problem) throw Refusal.invalid(`output.annotations[${index}]: ${problem}`);
  }
}

function annotationProblem(one: Annotation): string | undefined {
  if (one.start_line < 1) return 'lines start at 1';
  if (one.end_line < one.start_line) return 'end_line before start_line';
  if ((one.start_column ?? one.end_column) !== undefined && one.start_line !== one.end_line) return 'columns only within one line';
  if ((one.title?.length ?? 0) > TITLE_CHARACTERS) return 'title: 255 characters at most';
  if (Buffer.byteLength(one.message) > ANNOTATION_BYTES) return 'message: 64 KB at most';
  if (Buffer.byteLength(one.raw_details ?? '') > ANNOTATION_BYTES) return 'raw_details: 64 KB at most';
  if (one.path === '' || one.path.startsWith('/') || one.path.includes('\\')) return 'path: relative to the repository, with /';
  return undefined;
}

function find(call: Call): CheckRun {
  const run = call.repository.checkRuns.get(call.number('check_run_id'));
  if (!run) throw Refusal.notFound();
  return run;
}

/** `filter: latest` (the default) keeps the newest run of each name. */
function ofRef(call: Call): readonly CheckRun[] {
  const { sha } = call.repository.at(call.path.ref!);
  const { check_name: name, status, filter } = call.query;
  const runs = [...call.repository.checkRuns.values()]
    .filter((run) => run.headSha === sha && run.name === (name ?? run.name) && run.status === (status ?? run.status))
    .reverse();
  return filter === 'all' ? runs : runs.filter((run, index) => runs.findIndex((other) => other.name === run.name) === index);
}

function look(call: Call, run: CheckRun): unknown {
  const html = `https://github.com/${call.repository.fullName}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: html,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${call.url}/annotations`,
    },
    check_suite: { id: 1 },
    app: { ...ACTIONS_APP, slug: run.author.replace(/\[bot\]$/, '') },
    pull_requests: [],
  };
}

function annotationLook(call: Call, run: CheckRun, one: Annotation): unknown {
  return { title: null, raw_details: null, start_column: null, end_column: null, ...one, blob_href: blob(call, run, one.path) };
}

const blob = (call: Call, run: CheckRun, path: string): string =>
  `https://github.com/${call.repository.fullName}/blob/${run.headSha}/${path}`;
