import { formatDuration } from '../../core/duration.ts';
import { notRunText } from '../../core/not-run.ts';
import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { countOf, MalformedObservation, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { isFuture, unwrittenSince } from '../../core/origin.ts';
import { folderOf, type RunTrouble } from '../shared/trouble.ts';
import type { Manifest } from './manifest.ts';
import { recordParser, type Row } from './records.ts';
import type { ClassificationSpec } from './spec.ts';
import { Tally } from './tally.ts';

/** The facts of one run, in their order: what lay there before, the command's end, what lay there after, the records. */
export class Run {
  readonly number: number;
  readonly tally: Tally;
  private readonly spec: ClassificationSpec;
  private before: Observation | undefined;
  private step: Observation | undefined;
  private after: Observation | undefined;
  private attachment: Observation | undefined;
  private disorder: string | undefined;
  private unreadable: string | undefined;

  constructor(number: number, spec: ClassificationSpec, manifest: Manifest) {
    this.number = number;
    this.spec = spec;
    this.tally = new Tally(spec.classes, manifest, spec.fields.status !== undefined);
  }

  takeBefore(o: Observation): void {
    this.inOrder(o, this.before === undefined);
    this.before = o;
  }

  takeStep(o: Observation): void {
    this.inOrder(o, this.before !== undefined && this.step === undefined);
    if (stringOf(o, 'run') !== this.spec.run) throw new MalformedObservation(o, 'run', 'the command of the gate');
    this.step = o;
  }

  takeAfter(o: Observation): void {
    this.inOrder(o, this.step !== undefined && this.after === undefined);
    this.after = o;
  }

  /** The parser for the results of the run; undefined when there is nothing to judge in them. */
  reads(o: Observation): RowParser | undefined {
    this.inOrder(o, this.after?.['code'] === undefined && this.after !== undefined && this.attachment === undefined);
    this.attachment = o;
    if (o['withheld'] === true) this.unreadable = `${stringOf(o, 'original')}: withheld, a secret was found in it`;
    if (this.unreadable !== undefined || this.ofFile() !== undefined) return undefined;
    if (this.spec.results.appendOnly && o['from'] !== this.kept())
      throw new MalformedObservation(o, 'from', 'where the earlier results end');
    const parser = recordParser(stringOf(o, 'original'), this.columns(), this.firstLine());
    // A file that is not of its format blocks this run, not what was judged before.
    return untilMistake(parser, (message) => (this.unreadable = message));
  }

  row(o: Observation, row: Json): void {
    this.tally.take(stringOf(o, 'original'), row as unknown as Row);
  }

  /** Whether all of its facts are there. */
  over(): boolean {
    return this.after !== undefined && (this.after['code'] !== undefined || this.attachment !== undefined);
  }

  /** How the command ended, unless as it should. */
  ofCommand(): RunTrouble | undefined {
    const { step, spec } = this;
    if (!step) return undefined;
    if (step['timedOut'] === true) return { verdict: 'failed', text: `still running after ${formatDuration(spec.runTimeoutMs ?? 0)}` };
    if (step['aborted'] !== false) return { verdict: 'blocked', text: 'broken off' };
    if (typeof step['spawnError'] === 'string') return { verdict: 'blocked', text: notRunText(step['spawnError'], folderOf(step)) };
    if (typeof step['signal'] === 'string') return { verdict: 'failed', text: `ended by ${step['signal']}` };
    const exit = countOf(step, 'exit');
    return exit === 0 ? undefined : { verdict: 'failed', text: `exit code ${exit}` };
  }

  /** What is wrong with the results as a file. */
  ofResults(): RunTrouble | undefined {
    const trouble = this.ofFile();
    if (trouble) return trouble;
    return this.unreadable === undefined ? undefined : { verdict: 'blocked', text: this.unreadable };
  }

  /** Why its measurements can't be judged. */
  missing(): string | undefined {
    if (this.disorder !== undefined) return this.disorder;
    if (!this.over()) return 'the run is not over';
    const results = this.ofResults();
    if (results) return results.text;
    const command = this.ofCommand();
    if (command?.verdict === 'blocked') return command.text;
    return this.tally.trouble() ?? this.uncomparable();
  }

  /** Nothing can be measured over answers of which none is a class. */
  private uncomparable(): string | undefined {
    const { confusion, unknown } = this.tally;
    return confusion.comparable() === 0 ? `no answer is one of the classes: ${unknown.text() ?? 'none'}` : undefined;
  }

  /** The results, where they hold what lay there before. */
  twin(): Observation | undefined {
    return this.after?.['twinAt'] === undefined ? undefined : this.after;
  }

  durationMs(): number | undefined {
    return this.step && numberOf(this.step, 'durationMs');
  }

  /** Ms between the end of the one before it and its own beginning. */
  pauseAfter(earlier: Run): number | undefined {
    return earlier.step && this.before && Math.round(this.before.t - earlier.step.t);
  }

  private ofFile(): RunTrouble | undefined {
    const { after, before } = this;
    if (!after || !before) return undefined;
    const blocked = (text: string): RunTrouble => ({ verdict: 'blocked', text });
    const path = stringOf(after, 'path');
    if (after['code'] !== undefined) return blocked(`${path}: ${after['code'] === 'NOT_FOUND' ? 'not found' : stringOf(after, 'code')}`);
    const unwritten = timeTrouble(after, before);
    if (unwritten !== undefined) return blocked(`${path}: ${unwritten}`);
    if (after['twice'] === true) return blocked(`${path}: $GATE_DIR and the working directory hold different results of the run`);
    return this.spec.results.appendOnly ? this.ofPrefix(path, after, before) : undefined;
  }

  private ofPrefix(path: string, after: Observation, before: Observation): RunTrouble | undefined {
    if (after['unseenBefore'] === true) return { verdict: 'blocked', text: `${path}: nobody looked what it held before the run` };
    if (this.kept() === 0) return undefined;
    if (before['endsLine'] !== true) return { verdict: 'blocked', text: `${path}: ended within a line before the run` };
    if (stringOf(before, 'sha256') !== stringOf(after, 'prefixSha256')) {
      return { verdict: 'failed', text: `${path}: line ${countOf(after, 'rewrittenLine')} was rewritten` };
    }
    return undefined;
  }

  /** Bytes of earlier results before the run; none where they are another file. */
  private kept(): number {
    const { before, after } = this;
    return before && after && after['place'] === before['place'] && before['exists'] === true ? countOf(before, 'bytes') : 0;
  }

  private firstLine(): number {
    return this.before && this.spec.results.appendOnly && this.kept() > 0 ? countOf(this.before, 'lines') + 1 : 1;
  }

  private columns(): readonly string[] {
    const { case: id, expected, actual, status } = this.spec.fields;
    return status === undefined ? [id, expected, actual] : [id, expected, actual, status];
  }

  private inOrder(o: Observation, holds: boolean): void {
    if (!holds) this.disorder ??= `${o.type} of run ${this.number} stands where it can't (seq ${o.seq})`;
  }
}

/** Whether the file was written during the run, by its times and by what it was before. */
function timeTrouble(after: Observation, before: Observation): string | undefined {
  const [modifiedAt, seenAt] = [numberOf(after, 'modifiedAt'), numberOf(after, 'at')];
  const same =
    before['exists'] === true &&
    before['place'] === after['place'] &&
    ['modifiedAt', 'changedAt', 'bytes', 'inode'].every((fact) => before[fact] === after[fact]);
  const future = isFuture(modifiedAt, seenAt);
  const why = unwrittenSince(numberOf(before, 'at'), { modifiedAt, seenAt, future, earlier: same || after['earlier'] === true });
  return why === undefined || future ? why : 'was not written during the run';
}
