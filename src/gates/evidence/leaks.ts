import type { Criterion, Finding } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { AllowedSecret } from '../../core/plan.ts';
import { TOO_MANY_BEGINNINGS } from '../../redact/rules/all.ts';
import { allowedAt, isFailing } from '../shared/leak.ts';

/** The record of what was seen: what was taken out of it stands in no file of the product. */
const RECORD = 'observations.jsonl';

/** Places of one false alarm that are named. */
const NAMED = 3;

/** Secrets that were found: those that let the evidence fail, those that warn, and false alarms. */
export class LeakTally {
  private readonly allowed: readonly AllowedSecret[];
  private readonly failing: Observation[] = [];
  private readonly warning: Observation[] = [];
  private readonly falseAlarms = new Map<number, Observation[]>();

  constructor(allowed: readonly AllowedSecret[]) {
    this.allowed = allowed;
  }

  take(o: Observation): void {
    const index = allowedAt(o, this.allowed);
    if (index >= 0) this.falseAlarms.set(index, [...(this.falseAlarms.get(index) ?? []), o]);
    else (isFailing(o) ? this.failing : this.warning).push(o);
  }

  /** Found, and not allowed. */
  get count(): number {
    return this.failing.length + this.warning.length;
  }

  criteria(): readonly Criterion[] {
    const failing = { name: 'no secrets', target: '= 0', measured: inWords(this.failing) };
    const rows: Criterion[] = [{ ...failing, verdict: this.failing.length === 0 ? 'passed' : 'failed' }];
    if (this.warning.length > 0) rows.push({ name: 'possible secrets', target: '= 0', measured: inWords(this.warning), verdict: 'warned' });
    return rows;
  }

  /** @param executionId of this execution, which the folder of originals is called by */
  findings(executionId: string): readonly Finding[] {
    const found = byFile([...this.failing, ...this.warning]).map(({ first, more }): Finding => {
      const others = more === 0 ? '' : ` and ${more} more in that file`;
      return {
        title: 'Secret found',
        message: `${leakInWords(first)}${others} (${becameOf(first, executionId)})${adviceOn(first)}`,
        seq: first.seq,
        ...(!isFailing(first) && { verdict: 'warned' }),
      };
    });
    return [...found, ...this.allowed.map((one, index) => falseAlarm(one, this.falseAlarms.get(index) ?? []))];
  }
}

/** What one rule found in one file: the first place, and how many more there are. */
function byFile(leaks: readonly Observation[]): readonly { readonly first: Observation; readonly more: number }[] {
  const groups = new Map<string, { first: Observation; more: number }>();
  for (const o of leaks) {
    const key = JSON.stringify([o['secret'], o['rule'], o['file'], o['file'] === undefined ? o['path'] : '']);
    const group = groups.get(key);
    if (group) group.more++;
    else groups.set(key, { first: o, more: 0 });
  }
  return [...groups.values()];
}

/** What to do about what was recognised by its form: it may be none. */
function adviceOn({ rule, file, path }: Observation): string {
  const name = file ?? path;
  if (typeof rule !== 'string' || typeof name !== 'string' || rule === TOO_MANY_BEGINNINGS) return '';
  return `. Revoke it; if it is none, allow it in evidence.allow-secrets: { rule: ${rule}, path: "${name}", reason: … }`;
}

function becameOf(o: Observation, executionId: string): string {
  if (o['file'] === undefined) return 'in a file outside of the evidence';
  if (o['withheld'] !== true) return 'redacted';
  if (o['rule'] === TOO_MANY_BEGINNINGS)
    return `searched up to there, and withheld; its original is in the quarantine folder: ${executionId}/${stringOf(o, 'file')}`;
  return `the file is withheld; its original is in the quarantine folder: ${executionId}/${stringOf(o, 'file')}`;
}

/** A file that the product wrote tells more than the record of what was seen. */
function inWords(leaks: readonly Observation[]): string {
  const first = leaks.find(({ file }) => file !== RECORD) ?? leaks[0];
  if (!first) return '0 found';
  return `${leaks.length} found${leaks.length === 1 ? ': ' : ', such as '}${leakInWords(first)}`;
}

function leakInWords(o: Observation): string {
  const what = typeof o['rule'] === 'string' ? `${o['rule']}${o['example'] === true ? ' (an example)' : ''}` : stringOf(o, 'secret');
  return `${what} in ${placeOf(o)}`;
}

function placeOf(o: Observation): string {
  const { file, path, line } = o;
  const name = file ?? path;
  return `${typeof name === 'string' ? name : 'a file'}${typeof line === 'number' ? `:${line}` : ''}`;
}

function falseAlarm({ rule, path, reason }: AllowedSecret, found: readonly Observation[]): Finding {
  const title = 'Secret allowed';
  const [first] = found;
  if (!first) return { title, message: `${rule} in ${path}: nothing was found, so the entry can go (${reason})`, note: true };
  const places = found.slice(0, NAMED).map(placeOf).join(', ');
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  return { title, message: `${rule} in ${places}${more} is no secret: ${reason}`, seq: first.seq, note: true };
}
