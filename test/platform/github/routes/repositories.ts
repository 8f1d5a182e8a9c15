import { type Call, type Handlers, ok } from '../call.ts';
import { commitLook, repositoryLook, user } from '../looks.ts';
import { Refusal } from '../refusal.ts';

/** https://docs.github.com/rest/repos, /git and /users, as far as they only read. */
export const REPOSITORIES: Handlers = {
  'repos/get': { needs: [], handle: (call) => ok(repositoryLook(call.repository)) },
  'repos/get-commit': { needs: ['contents: read'], handle: (call) => ok(commitLook(call.repository, commit(call, 'ref'))) },
  /** `Metadata: read`, which every token has. `maintain` and `triage` are told as `write` and `read`; what else there is stands in `role_name`. */
  'repos/get-collaborator-permission-level': {
    needs: [],
    handle: (call) => {
      const { username = '' } = call.path;
      const permission = call.repository.permissions.get(username) ?? (call.repository.isPrivate ? 'none' : 'read');
      return ok({ permission, role_name: permission, user: { ...user(username), permissions: undefined } });
    },
  },
  'git/get-ref': {
    needs: ['contents: read'],
    handle: (call) => {
      const ref = `refs/${call.path.ref}`;
      const sha = call.repository.refs.get(ref);
      if (sha === undefined) throw Refusal.notFound();
      return ok({ ref, object: { type: 'commit', sha } });
    },
  },
  /** A workflow's token is no user. */
  'users/get-authenticated': {
    needs: [],
    handle: (call) => {
      if (call.token.kind === 'workflow') throw Refusal.forbidden();
      return ok(user(call.token.login));
    },
  },
  'rate-limit/get': {
    needs: [],
    handle: () => {
      const full = { limit: 5000, used: 0, remaining: 5000, reset: Math.ceil(Date.now() / 1000) + 3600 };
      return ok({ resources: { core: full, search: full }, rate: full });
    },
  },
};

/** Octokit's users know 422 for a SHA that is not there, where contents answer 404. */
function commit(call: Call, name: string): ReturnType<Call['repository']['at']> {
  const ref = call.path[name]!;
  const known = call.repository.commits.has(ref) || !/^[0-9a-f]{40}$/.test(ref);
  if (!known) throw Refusal.conflict(422, `No commit found for SHA: ${ref}`);
  return call.repository.at(ref);
}
