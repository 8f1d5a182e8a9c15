import { type Call, created, type Handlers, ok, page } from '../call.ts';
import { repositoryLook, user } from '../looks.ts';
import type { Status } from '../records.ts';
import { Refusal } from '../refusal.ts';

const DESCRIPTION_CHARACTERS = 140;
const CONTEXT_CHARACTERS = 255;

/** https://docs.github.com/rest/commits/statuses */
export const STATUSES: Handlers = {
  'repos/create-commit-status': { needs: ['statuses: write'], handle: (call) => created(look(create(call))) },
  'repos/list-commit-statuses-for-ref': {
    needs: ['statuses: read'],
    handle: (call) => page(call, ofRef(call), (some) => some.map(look)),
  },
  'repos/get-combined-status-for-ref': { needs: ['statuses: read'], handle: (call) => ok(combined(call)) },
};

function create(call: Call): Status {
  const body = call.body as { state: Status['state']; context?: string; description?: string | null; target_url?: string | null };
  const sha = call.path.sha!;
  if (!call.repository.commits.has(sha)) throw Refusal.invalid(`No commit found for SHA: ${sha}`);
  if ((body.description?.length ?? 0) > DESCRIPTION_CHARACTERS)
    throw Refusal.invalid('Description is too long (maximum is 140 characters)');
  if ((body.context?.length ?? 0) > CONTEXT_CHARACTERS) throw Refusal.invalid('Context is too long (maximum is 255 characters)');
  if (body.target_url && !/^https?:\/\//.test(body.target_url)) throw Refusal.invalid('Target url must use http(s) scheme');
  return call.repository.status({
    sha,
    state: body.state,
    context: body.context ?? 'default',
    description: body.description ?? null,
    targetUrl: body.target_url ?? null,
    author: call.token.login,
  });
}

/** Newest first. */
function ofRef(call: Call): readonly Status[] {
  const { sha } = call.repository.at(call.path.ref!);
  return call.repository.statuses.filter((one) => one.sha === sha).reverse();
}

function combined(call: Call): unknown {
  const all = ofRef(call);
  const newest = all.filter((one, index) => all.findIndex((other) => other.context === one.context) === index);
  return {
    state: worst(newest.map((one) => one.state)),
    sha: call.repository.at(call.path.ref!).sha,
    total_count: newest.length,
    statuses: newest.map(look),
    repository: repositoryLook(call.repository),
  };
}

function worst(states: readonly Status['state'][]): string {
  if (states.some((state) => state === 'error' || state === 'failure')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}

function look(status: Status): Record<string, unknown> {
  return {
    id: status.id,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: user(status.author),
  };
}
