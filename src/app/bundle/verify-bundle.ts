import fs from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../core/errors.ts';
import { jsonText } from '../../core/json.ts';
import { atOnce, type Pieces } from '../../core/pieces.ts';
import { holdsPart, type Plan } from '../../core/plan.ts';
import type { Status } from '../../core/decision.ts';
import { type BagInfo, TAGS } from '../../evidence/bag.ts';
import { checkingBag } from '../../evidence/bag-check.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { hashing } from '../../evidence/hash.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { readingObservations } from '../../evidence/reader.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import type { EvidenceProblem } from '../../evidence/problem.ts';
import { listTree } from '../../evidence/tree.ts';
import { derivePlan } from '../../plan/load.ts';
import { RENDER_VERSION, renderings } from '../../report/render.ts';
import { JUDGE_VERSION } from '../../verdict/version.ts';
import { otherVersion, otherVersionInWords } from './recorded-by.ts';
import type { ExitCode } from '../io.ts';
import { configOf, type Judged, judging, planOfPart } from './judge-bundle.ts';

/** What the caller knows from elsewhere. Without any of it a bundle is at best consistent. */
export interface Expectations {
  readonly head: string | undefined;
  readonly plan: string | undefined;
  /** Its first 7 digits or more. */
  readonly commit: string | undefined;
  /** `RUN_ID/ATTEMPT`. */
  readonly run: string | undefined;
  readonly requireGo: boolean;
}

export const NOTHING_EXPECTED: Expectations = { head: undefined, plan: undefined, commit: undefined, run: undefined, requireGo: false };

/** The files of a bundle that are not attachments. */
const { data: _data, gates: _gates, prior: _prior, ...FILES } = BUNDLE;
const RECORDS: ReadonlySet<string> = new Set(Object.values(FILES));

/** As executions are named, and whatever else is a plain name. */
const EXECUTION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** One thing that was checked, reported apart from the others. */
export interface Check {
  readonly name: 'bag' | 'seals' | 'facts' | 'attachments' | 'plan' | 'parts' | 'judgement' | 'renderings' | 'expectations';
  /** `unchecked`: it could not be looked at, for the reason in `note`. */
  readonly result: 'holds' | 'differs' | 'incomplete' | 'unchecked';
  readonly problems: readonly EvidenceProblem[];
  readonly note?: string;
  /** Nobody asked for it, so it holds of itself. */
  readonly unasked?: true;
}

export interface Verification {
  readonly executionId: string;
  readonly status: Status | null;
  readonly head: string | null;
  readonly planSha256: string | null;
  /** An expectation that only an outside source can give was met: `--head`. */
  readonly anchored: boolean;
  readonly checks: readonly Check[];
  readonly exitCode: ExitCode;
}

/** Derives everything in a bundle's folder again from its primary files and compares. Trusts nothing in it. */
export function verifyBundle(folder: string, expectations: Expectations): Verification {
  return atOnce(verifying(folder, expectations));
}

/** The same, piece by piece. */
export function* verifying(folder: string, expectations: Expectations): Pieces<Verification> {
  const bag = yield* checkingBag(folder);
  const bagCheck = checkOf('bag', bag.problems, bag.incomplete);
  const plan = readPlan(folder);
  const other = otherVersion(folder);
  if (!plan.plan && other && plan.check.result === 'differs')
    return conclude([bagCheck, yield* sealsOf(folder), unchecked('plan', otherVersionInWords(other))], undefined, expectations);
  if (!plan.plan) return conclude([bagCheck, plan.check], undefined, expectations);
  const judged = yield* tryJudge(folder, plan.plan);
  if ('name' in judged) return conclude([bagCheck, plan.check, judged], undefined, expectations);
  return conclude(
    [
      checkOf('bag', [...bag.problems, ...infoProblems(bag.info, judged)], bag.incomplete),
      checkOf('seals', judged.seals.problems, judged.seals.incomplete),
      checkOf('attachments', yield* attachmentProblems(folder, plan.plan, judged)),
      factsCheck(judged),
      planCheck(plan.check, judged),
      ...(yield* partsChecks(folder, plan.plan)),
      judgementCheck(judged),
      renderingsCheck(folder, judged),
      expectationsCheck(judged, expectations),
    ],
    judged,
    expectations,
  );
}

function conclude(checks: readonly Check[], judged: Judged | undefined, expectations: Expectations): Verification {
  const has = (result: Check['result']): boolean => checks.some((check) => check.result === result);
  return {
    executionId: judged?.collector.identity('executionId') ?? '',
    status: judged?.decision.status ?? null,
    head: judged?.seals.head ?? null,
    planSha256: judged?.planSha256 ?? null,
    anchored: expectations.head !== undefined,
    checks,
    exitCode: has('incomplete') || !judged ? 2 : has('differs') ? 1 : has('unchecked') ? 2 : 0,
  };
}

/** Whether everything by which is decided holds. Reports that another version rendered need not be like ours: they are rendered again. */
export function isSound(checks: readonly Check[]): boolean {
  return checks.every(({ name, result }) => result === 'holds' || (name === 'renderings' && result === 'unchecked'));
}

/**
 * Whether nothing was found against it. What another version resolved, judged and rendered is compared with nothing: its bag, its seals and its
 * files hold, and its facts can be judged anew.
 */
export function isUntouched(checks: readonly Check[]): boolean {
  return checks.every(({ result }) => result === 'holds' || result === 'unchecked');
}

function checkOf(name: Check['name'], problems: readonly EvidenceProblem[], incomplete?: string): Check {
  if (incomplete !== undefined) return { name, result: 'incomplete', problems, note: incomplete };
  return { name, result: problems.length > 0 ? 'differs' : 'holds', problems };
}

function unchecked(name: Check['name'], note: string): Check {
  return { name, result: 'unchecked', problems: [], note };
}

/** Seals hold or not, whatever the facts mean. */
function* sealsOf(folder: string): Pieces<Check> {
  const planSha256 = sha256OfBytes(readWhole(path.join(folder, BUNDLE.plan), MOST.plan));
  const recording = path.join(folder, BUNDLE.observations);
  const { problems, incomplete } = yield* readingObservations(recording, planSha256, () => {}, { ofOtherVersion: true });
  return checkOf('seals', problems, incomplete);
}

/** The plan that the configuration gives; the bundle's own is only compared with it. */
function readPlan(folder: string): { plan: Plan | undefined; check: Check } {
  const missing = [BUNDLE.plan, BUNDLE.config].filter((file) => !fs.existsSync(path.join(folder, file)));
  if (missing.length > 0) return { plan: undefined, check: checkOf('plan', [], `${missing.join(', ')} is missing`) };
  const text = readWhole(path.join(folder, BUNDLE.plan), MOST.plan).toString('utf8');
  try {
    const config = readWhole(path.join(folder, BUNDLE.config), MOST.config);
    const plan = derivePlan(config.toString('utf8'), config, JSON.parse(text) as Plan);
    const same = jsonText(plan) === text;
    const problems = same
      ? []
      : [{ file: BUNDLE.plan, line: firstDifference(text, jsonText(plan)), message: 'is not what the configuration gives' }];
    return { plan, check: checkOf('plan', problems) };
  } catch (error) {
    const message =
      error instanceof ConfigurationError ? `the configuration gives no plan: ${error.message.split('\n')[0]}` : 'is not a plan';
    return { plan: undefined, check: checkOf('plan', [{ file: BUNDLE.plan, message }]) };
  }
}

function* tryJudge(folder: string, plan: Plan): Pieces<Judged | Check> {
  try {
    return yield* judging(folder, plan);
  } catch (error) {
    return checkOf('judgement', [], error instanceof Error ? error.message : String(error));
  }
}

/** What bag-info.txt says of the execution follows from its observations. */
function infoProblems(info: BagInfo | undefined, { collector, seals }: Judged): EvidenceProblem[] {
  // It names the folder in which a bundle is kept: nothing that leads elsewhere can be one.
  if (!EXECUTION_ID.test(collector.identity('executionId') ?? '')) {
    return [{ file: BUNDLE.observations, seq: 1, message: 'execution.started has an executionId that no execution has' }];
  }
  if (!info || seals.finishedAt === undefined) return [];
  const differs =
    info.executionId !== collector.identity('executionId') ||
    info.baggingDate !== seals.finishedAt.slice(0, 10) ||
    info.software !== collector.identity('producer');
  return differs ? [{ file: TAGS.info, message: 'is not of the execution that the observations are of' }] : [];
}

/** Every file below data/ is one of the records, or named with its hash by exactly one observation, and the reverse. */
function* attachmentProblems(folder: string, plan: Plan, judged: Judged): Pieces<EvidenceProblem[]> {
  const { files } = listTree(folder);
  const present = new Set(files.filter((file) => file.startsWith(`${BUNDLE.gates}/`)));
  const isPart = (file: string): boolean => holdsPart(plan) && file.startsWith(`${BUNDLE.prior}/`);
  const foreign = files.filter((file) => file.startsWith(`${BUNDLE.data}/`) && !present.has(file) && !RECORDS.has(file) && !isPart(file));
  const problems: EvidenceProblem[] = foreign.map((file) => ({ file, message: 'no bundle holds such a file' }));
  const named = new Set<string>();
  for (const { path: file, sha256, bytes } of judged.collector.named()) {
    if (named.has(file)) problems.push({ file, message: 'two observations name it' });
    named.add(file);
    if (!present.has(file)) {
      problems.push({ file, message: 'an observation names it, and it is missing' });
      continue;
    }
    const found = yield* hashing(path.join(folder, file));
    if (found.sha256 !== sha256 || found.bytes !== bytes) problems.push({ file, message: 'differs from what its observation says' });
  }
  for (const file of present) if (!named.has(file)) problems.push({ file, message: 'no observation names it' });
  return problems;
}

/** The evidence that a bundle holds whole: of the stage before, or of the execution that observed. */
function* partsChecks(folder: string, plan: Plan): Pieces<readonly Check[]> {
  if (!holdsPart(plan)) return [];
  const part = path.join(folder, BUNDLE.prior);
  const what = plan.decides ? 'the execution that observed' : 'the stage before';
  if (!fs.existsSync(part)) return [checkOf('parts', [{ file: BUNDLE.prior, message: `the evidence of ${what} is missing` }])];
  const check = yield* (plan.decides ? partCheck : stageCheck)(part, planOfPart(configOf(folder), plan));
  return [{ ...check, problems: check.problems.map((problem) => ({ ...problem, file: `${BUNDLE.prior}/${problem.file}` })) }];
}

/** Whether a bundle holds, is of this plan, and is one after which the next stage may begin. */
export function* stageCheck(folder: string, plan: Plan): Pieces<Check> {
  const verified = yield* verifyPart(folder, plan);
  const check = checkOfPart(verified);
  const { status } = verified;
  if (check.result !== 'holds' || status === 'PARTIAL') return check;
  return checkOf('parts', [{ file: BUNDLE.decision, message: `the decision is ${status ?? 'not there'}: no stage may come after it` }]);
}

/** Whether a bundle holds and is of this plan. */
function* partCheck(folder: string, plan: Plan): Pieces<Check> {
  return checkOfPart(yield* verifyPart(folder, plan));
}

function* verifyPart(folder: string, plan: Plan): Pieces<Verification> {
  const verified = yield* verifying(folder, { ...NOTHING_EXPECTED, plan: sha256OfBytes(jsonText(plan)) });
  // What another version made of the configuration has another hash.
  const isForeign = verified.checks.some(({ name, result }) => name === 'plan' && result === 'unchecked');
  return isForeign ? yield* verifying(folder, NOTHING_EXPECTED) : verified;
}

function checkOfPart({ checks, exitCode }: Verification): Check {
  if (isSound(checks)) return checkOf('parts', []);
  const problems = checks.flatMap((check) => check.problems);
  const notes = checks.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));
  return exitCode === 1 ? checkOf('parts', problems) : checkOf('parts', problems, notes.join('; '));
}

/** Another version may resolve a configuration differently: a plan of its own is no tampering. */
function planCheck(check: Check, { collector }: Judged): Check {
  const { judge } = collector.versions();
  if (check.result !== 'differs' || judge === JUDGE_VERSION) return check;
  return unchecked('plan', 'resolved by another version');
}

/** Whether a run can have recorded these facts. Another version may have recorded others. */
function factsCheck({ collector, doubts }: Judged): Check {
  if (collector.versions().judge !== JUDGE_VERSION) return unchecked('facts', 'recorded by another version');
  return checkOf(
    'facts',
    doubts.map(({ seq, message }) => ({ file: BUNDLE.observations, ...(seq > 0 && { seq }), message })),
  );
}

function judgementCheck({ collector, inconsistencies }: Judged): Check {
  const { judge } = collector.versions();
  if (judge !== JUDGE_VERSION)
    return unchecked('judgement', otherVersionInWords({ judge, producer: collector.identity('producer') ?? 'another program' }));
  return checkOf(
    'judgement',
    inconsistencies.map(({ seq, message }) => ({ file: BUNDLE.observations, seq, message })),
  );
}

function renderingsCheck(folder: string, { outcome, collector }: Judged): Check {
  const { judge, render } = collector.versions();
  if (!outcome) return unchecked('renderings', 'there is no final seal to render from');
  if (judge !== JUDGE_VERSION) return unchecked('renderings', 'they show the verdicts of another version');
  const comparable = renderings(outcome).filter(({ record }) => record || render === RENDER_VERSION);
  const check: Check = checkOf(
    'renderings',
    comparable.flatMap(({ name, text }) => renderingProblem(folder, `${BUNDLE.data}/${name}`, text)),
  );
  if (render === RENDER_VERSION || check.result !== 'holds') return check;
  return { ...check, result: 'unchecked', note: 'report.md and report.html were not compared: another render version wrote them' };
}

function renderingProblem(folder: string, file: string, expected: string): EvidenceProblem[] {
  const source = path.join(folder, file);
  if (!fs.existsSync(source)) return [{ file, message: 'missing' }];
  const bytes = readWhole(source, MOST.record);
  // Bytes, not text: what is not UTF-8 decodes to the same replacement character as the character itself.
  if (bytes.equals(Buffer.from(expected))) return [];
  const text = bytes.toString('utf8');
  return [{ file, line: firstDifference(text, expected), message: 'is not what the evidence gives' }];
}

function expectationsCheck(judged: Judged, expected: Expectations): Check {
  const { collector, commit, seals, planSha256, decision } = judged;
  const run = `${collector.identity('runId') ?? ''}/${collector.identity('runAttempt') ?? ''}`;
  const problems = [
    ...differing('head', expected.head, seals.head),
    ...differing('plan', expected.plan, planSha256),
    ...differing('commit', wholeCommit(expected.commit, commit), commit),
    ...differing('run', expected.run, run),
    ...differing('decision', expected.requireGo ? 'GO' : undefined, decision.status),
  ];
  const check = checkOf(
    'expectations',
    problems.map((message) => ({ file: BUNDLE.observations, message })),
  );
  const { requireGo, ...named } = expected;
  const isNone = !requireGo && Object.values(named).every((one) => one === undefined);
  return isNone ? { ...check, unasked: true } : check;
}

/** A commit may be named by its first digits. */
function wholeCommit(expected: string | undefined, found: string | undefined): string | undefined {
  return expected !== undefined && found?.startsWith(expected.toLowerCase()) === true ? found : expected;
}

function differing(what: string, expected: string | undefined, found: string | undefined): string[] {
  return expected === undefined || expected === found ? [] : [`the ${what} is ${found ?? 'not there'}, expected ${expected}`];
}

function firstDifference(text: string, expected: string): number {
  const wanted = expected.split('\n');
  const at = text.split('\n').findIndex((line, index) => line !== wanted[index]);
  return at < 0 ? text.split('\n').length : at + 1;
}
