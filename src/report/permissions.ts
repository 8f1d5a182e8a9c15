import { log } from './escape.ts';
import type { Note } from './note.ts';
import { listInWords } from './words.ts';

/** A way to show the decision, or to learn what a gate asks for. */
export type Channel = 'check-run' | 'commit-status' | 'comment' | 'artifact' | 'history' | 'approvals' | 'changes' | 'configuration';

interface Needs {
  /** What can't be done without it. */
  readonly purpose: string;
  /** The line below `permissions:` of the job; the runner gives the artifact service its own token. */
  readonly permission?: readonly [scope: string, access: 'read' | 'write'];
}

const CHANNELS: Readonly<Record<Channel, Needs>> = {
  'check-run': { purpose: 'the check run', permission: ['checks', 'write'] },
  'commit-status': { purpose: 'the commit status', permission: ['statuses', 'write'] },
  comment: { purpose: 'the comment on the pull request', permission: ['pull-requests', 'write'] },
  artifact: { purpose: 'the evidence as an artifact' },
  history: { purpose: 'the artifacts of earlier runs', permission: ['actions', 'read'] },
  approvals: { purpose: 'the reviews of the pull request', permission: ['pull-requests', 'read'] },
  changes: { purpose: 'the change, as GitHub compares it,', permission: ['contents', 'read'] },
  configuration: { purpose: 'the configuration at the base commit', permission: ['contents', 'read'] },
};

/**
 * Why a request did not succeed. `limited`: a rate limit · `unavailable`: GitHub's side or the connection · `garbled`: an answer that is cut
 * short, or not the API's · `endless`: a list that is too long to be read to its end · `distrusted`: the certificate is not trusted ·
 * `denied`: the token may not (401, 403, and 404, by which GitHub hides what a token may not see) · `invalid`: anything else.
 */
export type RefusalKind = 'limited' | 'unavailable' | 'garbled' | 'endless' | 'distrusted' | 'denied' | 'invalid';

/** Why something could not be sent or read: an answer of GitHub, or no answer at all. */
export interface Refusal {
  readonly channel: Channel;
  readonly kind: RefusalKind;
  /** HTTP status; absent where there was no answer. */
  readonly status?: number;
  /** What GitHub, or the connection, said. */
  readonly message?: string;
  /** Of a rate limit: how long it lasts, where GitHub says it. */
  readonly waitMs?: number;
}

/** The YAML that a job lacks, ready to be copied; undefined where no permission is asked for. */
export function permissionYaml(...channels: readonly Channel[]): string | undefined {
  const scopes = new Map<string, 'read' | 'write'>();
  for (const channel of channels) {
    const [scope, access] = CHANNELS[channel].permission ?? [];
    if (scope !== undefined && access !== undefined && scopes.get(scope) !== 'write') scopes.set(scope, access);
  }
  if (scopes.size === 0) return undefined;
  return ['permissions:', ...[...scopes].map(([scope, access]) => `  ${scope}: ${access}`)].join('\n');
}

/** What could not be done, why, and the permission that would mend it; one line of harmless text. */
export function refusalInWords(refusal: Refusal): string {
  const { channel } = refusal;
  const lacks = CHANNELS[channel].permission;
  const permission = lacks && `the job needs \`permissions: { ${lacks.join(': ')} }\``;
  return `${CHANNELS[channel].purpose} could not be ${verb(refusal)}: ${whyRefused(refusal, permission)}`;
}

/** Why a request did not succeed, and GitHub's own words; one line of harmless text. @param permission what would mend a denial */
export function whyRefused(refusal: Omit<Refusal, 'channel'>, permission?: string): string {
  const said = log(refusal.message ?? '').trim();
  return `${reason(refusal, permission)}${said === '' ? '' : ` (${said})`}`;
}

function verb({ channel }: Refusal): string {
  return CHANNELS[channel].permission?.[1] === 'read' ? 'read' : 'written';
}

function reason({ kind, status, message = '', waitMs }: Omit<Refusal, 'channel'>, permission: string | undefined): string {
  if (kind === 'distrusted') return "this runner does not trust GitHub's certificate: name the authority in NODE_EXTRA_CA_CERTS";
  if (kind === 'garbled') return "GitHub's answer is not whole, or not what its API promises";
  if (kind === 'endless') return 'the list is too long to be read to its end';
  if (kind === 'limited') return limited(waitMs);
  if (kind === 'invalid' && status === undefined) return 'GitHub does not hand it out';
  if (status === undefined) return 'GitHub did not answer';
  if (status === 401) return 'the token is not valid, or it has expired: see the input `token`';
  if (status === 403) return forbidden(message, permission);
  if (status === 404) return `there is no such thing, or the token may not see it${permission ? `: ${permission}` : ''}`;
  if (status >= 500) return `GitHub answered ${status}, also after every retry`;
  return `GitHub answered ${status}`;
}

function limited(waitMs: number | undefined): string {
  const until = waitMs === undefined ? 'for now' : `for another ${Math.ceil(waitMs / 60_000)} min`;
  return `GitHub takes no more requests of this token ${until}`;
}

/** What GitHub says with 403, in its own words; of few it is a permission that is missing. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/issue is locked|conversation.*locked/i, 'the conversation is locked'],
  [/SAML/i, 'the organization demands single sign-on: authorize the token for it'],
  [/IP allow list/i, "this runner's address is not on the organization's IP allow list"],
  [/archived/i, 'the repository is archived'],
  [/authenticate via a GitHub App/i, "a person's token can't write it: use the workflow's own, or an app's"],
];

function forbidden(message: string, permission: string | undefined): string {
  const known = FORBIDDEN.find(([pattern]) => pattern.test(message))?.[1];
  if (known !== undefined) return known;
  const lacking = message === '' || /not accessible by|permission|must have admin/i.test(message);
  return lacking && permission !== undefined ? permission : 'GitHub forbids it';
}

/** Who may only read: a pull request from a fork, or one of Dependabot's. */
export type ReadOnly = 'fork' | 'dependabot';

const READ_ONLY: Readonly<Record<ReadOnly, string>> = {
  fork: 'This pull request comes from a fork, so its token can only read.',
  dependabot: 'This pull request is by Dependabot, so its token can only read.',
};

/** What is not there because the token can only read, and where to look instead. */
export function readOnlyNote(who: ReadOnly, missing: readonly Channel[]): Note {
  const things = missing.map((channel) => CHANNELS[channel].purpose);
  const lost = things.length === 0 ? '' : ` ${sentence(listInWords(things))} can't be written from here.`;
  return {
    words: `${READ_ONLY[who]}${lost} The decision stands in the job's exit code, this summary and the evidence; a workflow on workflow_run can report it from trusted code.`,
  };
}

function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
