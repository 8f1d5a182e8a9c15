import type { RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import type { AbsentMeasurement } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import { documentParser } from '../../formats/document.ts';
import { type ByClass, Confusion } from '../../stats/confusion.ts';
import { isObject } from '../../probes/target.ts';
import { Ids } from './ids.ts';
import { idOf, isResults, placeOf, recordParser, type Row, textOf } from './records.ts';
import type { ClassificationSpec } from './spec.ts';

const VERDICTS = { block: 'blocked', warn: 'warned', pass: 'passed' } as const;

/** Earlier results: the summary of an earlier execution that was a GO, or a file of results. */
export class Baseline {
  private readonly spec: ClassificationSpec;
  private readonly gate: string;
  private readonly confusion: Confusion;
  private readonly seen = new Ids();
  private found: ByClass | undefined;
  private execution: string | undefined;
  /** Why there is none, by the facts. */
  private none: string | undefined;
  /** Why what there is can't be used. */
  private trouble: string | undefined;

  constructor(spec: ClassificationSpec, gate: string) {
    this.spec = spec;
    this.gate = gate;
    this.confusion = new Confusion(spec.classes);
  }

  /** Takes the fact that there is no baseline. */
  takeNone(o: Observation): void {
    this.none = stringOf(o, 'why');
  }

  reads(o: Observation): RowParser | undefined {
    const path = stringOf(o, 'original');
    if (o['withheld'] === true) {
      this.trouble ??= `${path}: withheld, a secret was found in it`;
      return undefined;
    }
    const { case: id, expected, actual } = this.spec.fields;
    const parser = isResults(path) ? recordParser(path, [id, expected, actual]) : documentParser(path);
    return untilMistake(parser, (message) => (this.trouble = message));
  }

  row(o: Observation, row: Json): void {
    const path = stringOf(o, 'original');
    if (isResults(path)) this.record(path, row as unknown as Row);
    else this.summary(path, row);
  }

  /** Recall of each class then. */
  recall(): ByClass | undefined {
    if (this.trouble !== undefined) return undefined;
    return this.found ?? (this.seen.size > 0 ? this.confusion.recall() : undefined);
  }

  /** Id of the execution that it comes from; undefined for a file of results. */
  executionId(): string | undefined {
    return this.execution;
  }

  /** What criteria that need it amount to where there is none. What is there and can't be used always blocks. */
  absent(): AbsentMeasurement | undefined {
    if (this.recall()) return undefined;
    if (this.trouble !== undefined) return { why: `baseline: ${this.trouble}`, verdict: 'blocked' };
    if (this.none === undefined) return { why: 'nobody looked for a baseline', verdict: 'blocked' };
    return { why: `no baseline: ${this.none}`, verdict: VERDICTS[this.spec.baseline?.ifNone ?? 'block'] };
  }

  private record(path: string, row: Row): void {
    const [, rawId, expected, actual] = row;
    const id = idOf(rawId);
    const label = this.spec.classes.indexOf(textOf(expected));
    if (id === undefined || label < 0 || this.seen.add(id) === undefined) {
      this.trouble ??= `${path}: ${placeOf(path, row)}: ${id === undefined ? 'has no id' : label < 0 ? 'expects no class of the gate' : `"${id}" stands twice`}`;
      return;
    }
    const answer = this.spec.classes.indexOf(textOf(actual));
    this.confusion.add(label, answer < 0 ? undefined : answer);
  }

  /** Takes summary.json of an earlier bundle: this gate's recall there. */
  private summary(path: string, document: Json): void {
    const status = at(document, 'status');
    if (status !== 'GO') {
      this.trouble ??= `${path}: ${typeof status === 'string' ? `the execution was ${status}, only a GO is a baseline` : 'is no summary of an execution'}`;
      return;
    }
    const id = at(document, 'executionId');
    const recall = at(document, 'gates', this.gate, 'counts', 'recall');
    if (typeof id !== 'string' || !isShares(recall)) {
      this.trouble ??= `${path}: holds no recall of gate "${this.gate}"`;
      return;
    }
    this.execution = id;
    this.found = Object.fromEntries(Object.entries(recall).filter(([name]) => this.spec.classes.includes(name)));
  }
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((found, key) => (isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined), value);
}

function isShares(value: Json | undefined): value is Readonly<Record<string, number>> {
  return isObject(value) && Object.values(value).every((share) => typeof share === 'number' && share >= 0 && share <= 1);
}
