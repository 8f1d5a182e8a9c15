import { type Call, type Handlers, ok } from '../call.ts';
import { user } from '../looks.ts';
import type { Team } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { Needs } from '../tokens.ts';

/** https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens: "Members", of the organisation */
const READ: Needs = ['members: read'];

/** https://docs.github.com/rest/teams */
export const TEAMS: Handlers = {
  'teams/get-by-name': {
    needs: READ,
    handle: (call) => {
      const { org = '', team_slug: slug = '' } = call.path;
      team(call);
      return ok({ id: 1, name: slug, slug, organization: { ...user(org), type: 'Organization' } });
    },
  },
  'teams/get-membership-for-user-in-org': {
    needs: READ,
    handle: (call) => {
      const state = team(call).members[call.path['username'] ?? ''];
      if (state === undefined) throw Refusal.notFound();
      return ok({ role: 'member', state });
    },
  },
};

function team(call: Call): Team {
  const found = call.teams.get(`${call.path['org']}/${call.path['team_slug']}`);
  if (!found) throw Refusal.notFound();
  return found;
}
