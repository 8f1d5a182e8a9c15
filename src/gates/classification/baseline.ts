import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import type { AbsentMeasurement, Finding } from '../../core/judgement.ts';
import { listOf, type Observation, stringOf } from '../../core/observation.ts';
import { satisfies, VERDICTS, type Verdict } from '../../core/verdict.ts';
import { documentParser } from '../../formats/document.ts';
import { type ByClass, maxRecallDrop } from '../../stats/confusion.ts';
import { isObject } from '../../probes/target.ts';
import { externalFinding, foreignAttachment } from '../shared/origin.ts';
import { isOfExecution, LAST_GO } from './baseline-from.ts';
import type { Manifest } from './manifest.ts';
import { isResults, recordParser, type Row } from './records.ts';
import { SharedCases } from './shared-cases.ts';
import type { ClassificationSpec } from './spec.ts';
import type { Tally } from './tally.ts';

const IF_NONE = { block: 'blocked', warn: 'warned', pass: 'passed' } as const;

/** What the fold knows besides the facts. */
export interface BaselineParts {
  readonly spec: ClassificationSpec;
  /** Id of the gate. */
  readonly gate: string;
  /** Name of the configuration. */
  readonly configuration: string;
  readonly manifest: Manifest;
  /** A trusted job asks GitHub for the last GO: what the job that ran the gates says of it does not count alone. */
  readonly isTold: boolean;
}

/** Earlier results: of an earlier execution that was a GO, or of a file. Runs are compared with them over the cases that both have. */
export class Baseline {
  private readonly parts: BaselineParts;
  private readonly shared: SharedCases;
  private findings: Finding[] = [];
  /** Recall of each class, where only a summary tells of it. */
  private found: ByClass | undefined;
  private execution: string | undefined;
  /** Runs that the execution had. */
  private runs: number | undefined;
  /** Why there is none, by the facts. */
  private none: string | undefined;
  /** Why what there is can't be used. */
  private trouble: string | undefined;
  private told: Observation | undefined;
  /** SHA-256 of the files of it. */
  private readonly files: string[] = [];
  private seq = 0;

  constructor(parts: BaselineParts) {
    this.parts = parts;
    this.shared = new SharedCases(parts.spec.classes, parts.manifest);
  }

  /** Takes the fact that there is no baseline, or none that can be compared with. */
  takeNone(o: Observation): void {
    if (o['trouble'] === true) this.trouble ??= stringOf(o, 'why');
    else this.none = stringOf(o, 'why');
  }

  /** Takes what GitHub tells of the last GO. */
  takeTold(o: Observation): void {
    this.told = o;
  }

  /** Takes the fact that a file of it is not there: what was named is no bundle. */
  takeMissing(o: Observation): void {
    this.trouble ??= `${stringOf(o, 'path')}: not found`;
  }

  reads(o: Observation): RowParser | undefined {
    const path = stringOf(o, 'original');
    this.seq = o.seq;
    this.files.push(stringOf(o, 'sha256'));
    if (o['withheld'] === true) {
      this.trouble ??= `${path}: withheld, a secret was found in it`;
      return undefined;
    }
    this.takeOrigin(o, path);
    const { case: id, expected, actual } = this.parts.spec.fields;
    if (isResults(path)) this.shared.begin();
    const parser = isResults(path) ? recordParser(path, [id, expected, actual]) : documentParser(path);
    return untilMistake(parser, (message) => (this.trouble ??= message));
  }

  row(o: Observation, row: Json): void {
    const path = stringOf(o, 'original');
    if (isResults(path)) this.shared.take(path, row as unknown as Row);
    else if (path.endsWith('decision.json')) this.decision(path, row);
    else this.summary(path, row);
  }

  /** The largest drop of a class's recall; undefined where there is nothing to compare with. */
  dropOf(tally: Tally): number | undefined {
    if (this.absent()) return undefined;
    if (this.shared.files > 0) return maxRecallDrop(this.shared.recall(), this.shared.recallNow(tally));
    return this.found && maxRecallDrop(this.found, tally.confusion.recall());
  }

  /** Id of the execution that it comes from; undefined for a file of results. */
  executionId(): string | undefined {
    return this.execution;
  }

  /** What criteria that need it amount to where there is none. What is there and can't be used blocks. */
  absent(): AbsentMeasurement | undefined {
    const trouble = this.trouble ?? this.shared.trouble ?? this.untold();
    if (trouble !== undefined) return { why: `baseline: ${trouble}`, verdict: 'blocked' };
    if (this.none !== undefined) return this.isNone(this.none);
    return this.shared.files > 0 ? this.incomparable() : this.unread();
  }

  /** What is compared with, and where it comes from. */
  notes(): readonly Finding[] {
    if (this.absent()) return this.findings;
    const { from = '' } = this.parts.spec.baseline ?? {};
    const what = this.execution === undefined ? from : `execution ${this.execution}`;
    const over = this.shared.files > 0 ? `, over ${this.shared.size} of ${this.parts.manifest.size} cases` : '';
    return [...this.findings, { title: 'Baseline', message: `compared with ${what}${over}`, seq: this.seq, note: true }];
  }

  /** Why what the job that ran the gates compared with is not what GitHub tells of. */
  private untold(): string | undefined {
    const { told, none } = this;
    if (!this.parts.isTold) return undefined;
    if (!told) return 'nobody asked GitHub for the last GO';
    if (told['trouble'] !== undefined) return `GitHub could not be asked for the last GO: ${stringOf(told, 'trouble')}`;
    if (told['none'] !== undefined) return none === undefined ? `GitHub knows none: ${stringOf(told, 'none')}` : undefined;
    const last = `GitHub knows ${stringOf(told, 'executionId')} as the last GO (run ${stringOf(told, 'runId')})`;
    if (none !== undefined) return `${last}, and the job that ran the gates had none: hand it over (\`history: true\`)`;
    return isSame(this.files, listOf(told, 'files')) ? undefined : `${last}, and its files are not those that were compared with`;
  }

  private takeOrigin(o: Observation, path: string): void {
    const { producedBy } = this.parts.spec.baseline ?? {};
    if (producedBy === undefined) return;
    if (producedBy === 'external') this.findings.push(externalFinding(o));
    const why = foreignAttachment(o, producedBy);
    const hint = producedBy === 'commit' ? '; say where it comes from with "produced-by"' : '';
    if (why !== undefined) this.trouble ??= `${path} ${why}${hint}`;
  }

  /** Cases of another manifest: the execution before is none; what was named by its path was to be used. */
  private incomparable(): AbsentMeasurement | undefined {
    if (this.runs !== undefined && this.runs !== this.shared.files)
      return { why: `baseline: results of ${this.shared.files} of ${this.runs} runs`, verdict: 'blocked' };
    const why = this.shared.tooFew();
    if (why === undefined) return undefined;
    const named = this.parts.spec.baseline?.from !== LAST_GO;
    return named ? { why: `baseline: ${why}: renew it`, verdict: 'blocked' } : this.isNone(`${this.execution ?? 'the last GO'}: ${why}`);
  }

  /** A summary is enough where it was named, and in a plan of before cases were compared. */
  private unread(): AbsentMeasurement | undefined {
    const { baseline } = this.parts.spec;
    const isEnough = this.found !== undefined && !(baseline?.byCase === true && isOfExecution(baseline.from));
    return isEnough ? undefined : { why: 'nobody looked for a baseline', verdict: 'blocked' };
  }

  private isNone(why: string): AbsentMeasurement {
    return { why: `no baseline: ${why}`, verdict: IF_NONE[this.parts.spec.baseline?.ifNone ?? 'block'] };
  }

  /** Takes decision.json of an earlier bundle: the gate passed there, in an execution of this configuration. */
  private decision(path: string, document: Json): void {
    const { gate, configuration, spec } = this.parts;
    const id = this.ofGo(path, document);
    if (id === undefined) return;
    const gates = at(document, 'gates');
    const record = Array.isArray(gates) ? (gates as readonly Json[]).find((one) => at(one, 'id') === gate) : undefined;
    const [raw, runs] = [at(record, 'raw'), at(record, 'counts', 'runs')];
    if (!isVerdict(raw) || !satisfies(raw)) this.trouble ??= `${path}: gate "${gate}" did not pass there`;
    else if (spec.baseline?.from === LAST_GO && at(document, 'name') !== configuration)
      this.trouble ??= `${path}: is of another configuration`;
    else if (typeof runs !== 'number') this.trouble ??= `${path}: does not say how often gate "${gate}" ran`;
    else this.runs = runs;
  }

  /** Takes summary.json of an earlier bundle: this gate's recall there. */
  private summary(path: string, document: Json): void {
    const { gate, spec } = this.parts;
    if (this.ofGo(path, document) === undefined) return;
    const recall = at(document, 'gates', gate, 'counts', 'recall');
    if (!isShares(recall)) this.trouble ??= `${path}: holds no recall of gate "${gate}"`;
    else this.found = Object.fromEntries(Object.entries(recall).filter(([name]) => spec.classes.includes(name)));
  }

  /** @returns the id of the execution, which was a GO */
  private ofGo(path: string, document: Json): string | undefined {
    const [status, id] = [at(document, 'status'), at(document, 'executionId')];
    if (status === 'GO' && typeof id === 'string') return (this.execution = id);
    this.trouble ??= `${path}: ${typeof status === 'string' && status !== 'GO' ? `the execution was ${status}, only a GO is a baseline` : 'is no record of an execution'}`;
    return undefined;
  }
}

function isSame(seen: readonly string[], told: readonly Json[]): boolean {
  return JSON.stringify(seen.toSorted()) === JSON.stringify(told.map(String).toSorted());
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((found, key) => (isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined), value);
}

function isVerdict(value: Json | undefined): value is Verdict {
  return VERDICTS.some((verdict) => verdict === value);
}

function isShares(value: Json | undefined): value is Readonly<Record<string, number>> {
  return isObject(value) && Object.values(value).every((share) => typeof share === 'number' && share >= 0 && share <= 1);
}
