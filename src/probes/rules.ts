import semver from 'semver';
import type { Json, JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import { fileRows } from './file-rules.ts';
import { blocked, failed, passed, type ProbeVerdict } from './rows.ts';
import type { Reads } from './sight.ts';
import { entriesOf, isObject, optionalText } from './target.ts';

/** Stands for the last minor version or patch, whichever it will be. */
const LAST = 999_999;

type Rule = (plan: ProbePlan, got: JsonObject, reads: Reads) => readonly ProbeVerdict[];

/** What POSIX shells say of a command that can't be executed, and that is not there. */
export const SHELL_COULD_NOT: ReadonlyMap<number, 'PERMISSION' | 'NOT_FOUND'> = new Map([
  [126, 'PERMISSION'],
  [127, 'NOT_FOUND'],
]);

const RULES: Readonly<Record<string, Rule>> = {
  http: httpRows,
  tcp: (_plan, got, reads) => opened(got, true, reads),
  'port-free': (_plan, got, reads) => opened(got, false, reads),
  command: commandRows,
  tool: toolRows,
  file: fileRows,
  disk: () => [],
  'env-file': (plan, got) =>
    got['exists'] === false ? [failed('NOT_FOUND', 'no such file', 'a file')] : equalRows(entriesOf(plan, 'equals'), got),
  env: envRows,
  process: (_plan, got, reads) => (reads('running') || reads('count') ? [] : [fact(got['running'], 'running', 'not running')]),
  container: containerRows,
  sqlite: (_plan, got) => (got['exists'] === false ? [failed('NOT_FOUND', 'no such file', 'a database')] : []),
};

/** What holds without a condition, and what the probe's own keys require; one row for each. */
export function rowsOf(plan: ProbePlan, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  const rule = RULES[plan.kind];
  return rule ? rule(plan, got, reads) : [blocked(plan.kind, 'a kind of probe', `no judge for ${plan.kind} probes`)];
}

function httpRows(_plan: ProbePlan, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  const { status } = got;
  if (typeof status !== 'number') return [unrecorded('status')];
  if (reads('status')) return [];
  const measured = `status = ${status}`;
  return [status >= 200 && status <= 299 ? passed(measured, '2xx') : failed('STATUS', measured, '2xx')];
}

function commandRows(_plan: ProbePlan, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  const { exitCode, signal } = got;
  if (typeof signal === 'string') return [failed('SIGNAL', signal, 'exitCode = 0')];
  if (typeof exitCode !== 'number') return [unrecorded('exit code')];
  if (reads('exitCode')) return [];
  const measured = `exitCode = ${exitCode}`;
  const code = SHELL_COULD_NOT.get(exitCode);
  if (code !== undefined) return [{ ...blocked(measured, 'exitCode = 0', 'the command could not be executed'), code }];
  return [exitCode === 0 ? passed(measured, 'exitCode = 0') : failed('EXIT', measured, 'exitCode = 0')];
}

function toolRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  const { version } = got;
  const range = optionalText(plan, 'version');
  if (got['callable'] !== true || typeof version !== 'string') return [unrecorded('version')];
  if (range === undefined) return [passed(version === '' ? 'callable' : version, 'callable')];
  if (version === '') return [blocked('no version', range, 'it does not tell its version')];
  return [inRange(version, range) ? passed(version, range) : blocked(version, range, `version ${version} is not ${range}`)];
}

/** A version that is not out yet is as good as the one before it: 20.0.0-rc.1 is newer than any 19, and is not yet a 20. */
function inRange(version: string, range: string): boolean {
  const { major = 0, minor = 0, patch = 0, prerelease = [] } = semver.parse(version) ?? {};
  const before = patch > 0 ? [major, minor, patch - 1] : minor > 0 ? [major, minor - 1, LAST] : [major - 1, LAST, LAST];
  const tried = prerelease.length > 0 && !before.includes(-1) ? [version, before.join('.')] : [version];
  return tried.some((known) => semver.satisfies(known, range));
}

/** Why a variable that is there is not there for commands. */
const WITHHELD = 'withheld from commands and probes, as a secret or credential is: name it in an `env`';

function envRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  const variable = optionalText(plan, 'variable') ?? '';
  const equals = optionalText(plan, 'equals');
  if (got['withheld'] === true) return [failed(undefined, WITHHELD, 'set')];
  return equals === undefined ? [fact(got['set'], 'set', 'not set, or empty')] : equalRows([[variable, equals]], got);
}

function containerRows(_plan: ProbePlan, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  const { state } = got;
  if (got['exists'] === false) return [failed('NOT_FOUND', 'no such container', 'state = running')];
  if (typeof state !== 'string') return [unrecorded('state')];
  if (reads('state')) return [];
  return [state === 'running' ? passed('running', 'running') : failed(undefined, state, 'running')];
}

function opened(got: JsonObject, wanted: boolean, reads: Reads): readonly ProbeVerdict[] {
  const { open } = got;
  if (typeof open !== 'boolean') return [unrecorded('open')];
  if (reads('open')) return [];
  const [measured, target] = wanted ? [open ? 'open' : 'closed', 'open'] : [open ? 'taken' : 'free', 'free'];
  return [open === wanted ? passed(measured, target) : failed(undefined, measured, target)];
}

/** One row for each wanted value. Of a secret only `same` is known, and neither side is shown. */
function equalRows(wanted: readonly (readonly [string, string])[], got: JsonObject): readonly ProbeVerdict[] {
  const values = ownObject(got['seen']);
  const same = ownObject(got['same']);
  return wanted.map(([key, value]) => {
    const equal = Object.hasOwn(same, key) ? same[key] : undefined;
    if (typeof equal === 'boolean') return fact(equal, `${key} is equal`, `${key} differs`);
    const target = `${key} = ${value}`;
    const actual = Object.hasOwn(values, key) ? values[key] : undefined;
    if (typeof actual !== 'string') return failed(undefined, `${key} is not there`, target);
    return actual === value ? passed(`${key} = ${actual}`, target) : failed(undefined, `${key} = ${actual}`, target);
  });
}

function fact(value: Json | undefined, yes: string, no: string): ProbeVerdict {
  if (typeof value !== 'boolean') return unrecorded(yes);
  return value ? passed(yes, yes) : failed(undefined, no, yes);
}

function unrecorded(what: string): ProbeVerdict {
  return blocked('nothing', what, `no ${what} was recorded`);
}

function ownObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
