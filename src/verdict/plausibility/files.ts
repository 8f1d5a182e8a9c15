import { countOf, listOf, type Observation, stringOf } from '../../core/observation.ts';
import { EVIDENCE_GATE, type Plan } from '../../core/plan.ts';
import { allowedAt, isFailing } from '../../gates/shared/leak.ts';
import type { Law, Objection } from './law.ts';

/** Where attachments that the plan names are kept. */
const HAND_WRITTEN = `gates/${EVIDENCE_GATE}/attachments/`;

/** Looks at the state of the source, each once. */
const SOURCE: ReadonlySet<string> = new Set(['source', 'source.end']);

/** The version of the judges since which the source is looked at again after the last gate. */
const LOOKS_AT_THE_END = 4;

/** So many changed files are listed by name. */
const LISTED = 200;

/** Files, secrets found in them, and the state of the source: what two facts both say must agree. */
export class Files implements Law {
  readonly types = new Set(['execution.started', 'source', 'source.end', 'artifact', 'attachment', 'after.attachment', 'leak', 'scan']);
  private readonly plan: Plan;
  /** Artifacts that the gates of the plan ask for, and the files of those that were fetched. */
  private readonly asked: ReadonlySet<string>;
  private readonly artifacts = new Map<string, number>();
  private readonly looks = new Set<string>();
  private readonly attached = new Set<string>();
  private readonly leaking = new Map<string, number>();
  private readonly withheld = new Map<string, number>();
  /** Files that a leak calls withheld. */
  private readonly called = new Map<string, number>();
  private readonly scanned = new Set<string>();
  private judge = 0;
  private last = 0;

  constructor(plan: Plan, asked: readonly string[]) {
    this.plan = plan;
    this.asked = new Set(asked);
  }

  fact(o: Observation, object: Objection): void {
    this.last = o.seq;
    if (o.type === 'execution.started') this.judge = countOf(o, 'judge');
    else if (SOURCE.has(o.type)) this.source(o, object);
    else if (o.type === 'leak') this.leak(o, object);
    else if (o.type === 'artifact') this.artifact(o, object);
    else if (o.type === 'scan') this.scan(o, object);
    else this.attachment(o, object);
  }

  end(completed: boolean, object: Objection): void {
    for (const [file, seq] of this.withheld) if (!this.leaking.has(file)) object(seq, `${file} is withheld, and no secret was found in it`);
    for (const [file, seq] of this.leaking)
      if (!this.attached.has(file)) object(seq, `a secret was found in ${file}, which is no file of the bundle`);
    for (const [file, seq] of this.called) if (!this.withheld.has(file)) object(seq, `${file} is not withheld`);
    // Where nothing runs, nobody looks: whoever observed has.
    if (!completed || this.plan.decides) return;
    if (this.judge >= LOOKS_AT_THE_END && !this.looks.has('source.end'))
      object(this.last, 'nobody looked at the source after the last gate');
    for (const glob of this.plan.scan ?? []) if (!this.scanned.has(glob)) object(this.last, `nobody looked for secrets in ${glob}`);
  }

  private source(o: Observation, object: Objection): void {
    if (this.looks.has(o.type)) object(o.seq, 'the state of the source stands there twice');
    this.looks.add(o.type);
    const { dirtyCount } = o;
    if (typeof dirtyCount !== 'number') return;
    const listed = o['dirty'] === undefined ? 0 : listOf(o, 'dirty').length;
    if (listed !== Math.min(dirtyCount, LISTED)) object(o.seq, `${dirtyCount} changed files, and ${listed} are listed`);
  }

  /** Each that the plan asks for is fetched once, or there is a reason why not. */
  private artifact(o: Observation, object: Objection): void {
    const name = stringOf(o, 'name');
    if (!this.asked.has(name)) object(o.seq, `no gate of the plan asks for artifact ${name}`);
    if (this.artifacts.has(name)) object(o.seq, `artifact ${name} is fetched twice`);
    const fetched = ['id', 'digest', 'files'].filter((field) => o[field] !== undefined).length;
    if (fetched !== (o['trouble'] === undefined ? 3 : 0)) object(o.seq, `artifact ${name} was fetched, and was not`);
    this.artifacts.set(name, typeof o['files'] === 'number' ? o['files'] : 0);
  }

  private broughtBy(o: Observation, object: Objection): void {
    if (o['artifact'] === undefined) return;
    const name = stringOf(o, 'artifact');
    const left = this.artifacts.get(name) ?? 0;
    if (left === 0) object(o.seq, `${stringOf(o, 'path')} is of artifact ${name}, which has no such file`);
  }

  private leak(o: Observation, object: Objection): void {
    const { secret, rule, file, path } = o;
    if ((secret === undefined) === (rule === undefined)) object(o.seq, 'a secret is told by its name, or by the rule that found it');
    if (typeof secret === 'string' && !this.plan.secretEnv.includes(secret)) object(o.seq, `${secret} is no secret of the plan`);
    if (file === undefined && path === undefined) object(o.seq, 'nothing says where a secret was found');
    if (file === undefined && this.plan.scan === undefined) object(o.seq, 'a secret was found where nobody looks');
    if (typeof file === 'string') this.leakIn(file, o, object);
  }

  private leakIn(file: string, o: Observation, object: Objection): void {
    const withheld = o['withheld'] === true;
    if (withheld) this.called.set(file, o.seq);
    if (file === 'observations.jsonl') return;
    this.leaking.set(file, o.seq);
    const mustBe = typeof o['rule'] === 'string' && isFailing(o) && allowedAt(o, this.plan.allowSecrets ?? []) < 0;
    if (mustBe && !withheld) object(o.seq, `a secret was found in ${file}, and it is not withheld`);
  }

  private scan(o: Observation, object: Objection): void {
    const glob = stringOf(o, 'glob');
    if (this.plan.scan?.includes(glob) !== true) object(o.seq, `nobody asked for a look at ${glob}`);
    if (this.scanned.has(glob)) object(o.seq, `${glob} was looked at twice`);
    this.scanned.add(glob);
  }

  private attachment(o: Observation, object: Objection): void {
    const file = stringOf(o, 'path');
    this.attached.add(file);
    this.broughtBy(o, object);
    if (!file.startsWith(`gates/${o.gate ?? ''}/`)) object(o.seq, `${file} lies in the folder of another gate`);
    if (o['withheld'] === true) this.withheld.set(file, o.seq);
    if (file.startsWith(HAND_WRITTEN) !== (o['handWritten'] === true))
      object(o.seq, `${file} is ${o['handWritten'] === true ? '' : 'not '}called hand-written`);
    if (o['handWritten'] === true && this.plan.attachments.length === 0)
      object(o.seq, `${stringOf(o, 'original')} is called hand-written, and the plan has no attachments`);
  }
}
