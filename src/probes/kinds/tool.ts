import semver from 'semver';
import type { Json } from '../../core/json.ts';
import { pattern, text } from '../../language/keys.ts';
import type { ProbeKindSpec } from '../kind.ts';
import { operand } from '../operands.ts';
import { blocked, passed, unrecorded } from '../rows.ts';
import { probeSchema } from '../shapes.ts';
import { endedByItself, type Step } from '../step.ts';

/** Stands for the last minor version or patch, whichever it will be. */
const LAST = 999_999;

/** What may stand before a version; npm's own reader overlooks a `=` too many. */
const COMPARED_BY: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '=', '~', '^']);

/** Ways in which tools tell their version, the usual one first. */
export const VERSION_QUESTIONS = ['--version', '-version', 'version'];

const schema = probeSchema('tool', {
  tool: pattern(/^[A-Za-z0-9_./+:\\-]+$/, 'the name of a command').describe(
    'A command that must be callable. Its version is the one in the line that names it or begins with one.',
  ),
  version: text('a version range such as ">=20"').optional().describe('Range that its version must be in, as npm writes it.'),
});

export type ToolTarget = Step & {
  readonly tool: string;
  readonly version?: string;
};

export const tool: ProbeKindSpec<typeof schema, ToolTarget> = {
  schema,
  reads: { version: operand('string', 'its version, as major.minor.patch; one that is not out yet ends in -rc.1 or the like') },
  timeout: 'toolTimeoutMs',
  isOurs: true,

  check({ version }) {
    if (version === undefined || isRange(version)) return [];
    return [{ path: ['version'], message: `found "${version}", expected a version range such as ">=20" or "^3.11"` }];
  },

  target: (raw) => ({ tool: raw.tool, ...(raw.version !== undefined && { version: raw.version }) }),

  name: ({ tool: called, version }) => (version === undefined ? called : `${called} ${version}`),

  rows({ version: range }, got) {
    const { version } = got;
    if (got['callable'] !== true || typeof version !== 'string') return [unrecorded('version')];
    if (range === undefined) return [passed(version === '' ? 'callable' : version, 'callable')];
    const several = severalIn(got['versions']);
    if (several !== undefined) return [blocked(several, range, `it tells several versions: ${several}`)];
    if (version === '') return [blocked('no version', range, 'it does not tell its version')];
    return [inRange(version, range) ? passed(version, range) : blocked(version, range, `version ${version} is not ${range}`)];
  },

  /** Only a tool that ended well can be called. */
  agrees: ({ got }, step) => got['callable'] !== true || (endedByItself(step) && step['exit'] === 0),
};

/** Those that it named, where nobody knows which of them is its own. */
function severalIn(versions: Json | undefined): string | undefined {
  return Array.isArray(versions) && versions.length > 0 ? versions.map(String).join(', ') : undefined;
}

function isRange(text: string): boolean {
  return semver.validRange(text) !== null && (text.match(/[<>=~^]+/g) ?? []).every((operator) => COMPARED_BY.has(operator));
}

/** A version that is not out yet is as good as the one before it: 20.0.0-rc.1 is newer than any 19, and is not yet a 20. */
function inRange(version: string, range: string): boolean {
  const { major = 0, minor = 0, patch = 0, prerelease = [] } = semver.parse(version) ?? {};
  const before = patch > 0 ? [major, minor, patch - 1] : minor > 0 ? [major, minor - 1, LAST] : [major - 1, LAST, LAST];
  const tried = prerelease.length > 0 && !before.includes(-1) ? [version, before.join('.')] : [version];
  return tried.some((known) => semver.satisfies(known, range));
}
