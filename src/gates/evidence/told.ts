import type { Json } from '../../core/json.ts';
import type { Criterion, Finding } from '../../core/judgement.ts';
import { countOf, listOf, type Observation, stringOf } from '../../core/observation.ts';
import { isObject } from '../../probes/target.ts';

/** What a trusted job asked GitHub about the evidence of another one. */
export class Told {
  private accepted: Observation | undefined;
  /** By name, as they came to the job that observed. */
  private readonly fetched = new Map<string, Observation>();
  private readonly artifacts: Observation[] = [];

  step(o: Observation): void {
    if (o.type === 'attempt.accepted') this.accepted = o;
    else if (o.type === 'artifact') this.fetched.set(stringOf(o, 'name'), o);
    else if (o.type === 'artifact.told') this.artifacts.push(o);
  }

  /** A row where artifacts were asked for; what nobody could tell is a note. */
  criteria(): readonly Criterion[] {
    const asked = this.artifacts.filter((o) => o['trouble'] === undefined);
    if (asked.length === 0) return [];
    const wrong = asked.flatMap((o) => this.difference(o) ?? []);
    const row = { name: 'artifacts', target: 'as GitHub has them' };
    const right = `${asked.map((o) => stringOf(o, 'name')).join(', ')}: the same bytes`;
    return [{ ...row, measured: wrong.length === 0 ? right : wrong.join('; '), verdict: wrong.length === 0 ? 'passed' : 'blocked' }];
  }

  findings(): readonly Finding[] {
    const unasked = this.artifacts.filter((o) => o['trouble'] !== undefined);
    return [
      ...(this.accepted ? [acceptedInWords(this.accepted)] : []),
      ...unasked.map((o): Finding => ({
        title: 'Compared with GitHub',
        message: `artifact ${stringOf(o, 'name')} was not compared: ${stringOf(o, 'trouble')}`,
        seq: o.seq,
        note: true,
      })),
    ];
  }

  private difference(o: Observation): string | undefined {
    const name = stringOf(o, 'name');
    const seen = this.fetched.get(name);
    const [digest, id] = [seen?.['digest'], seen?.['id']];
    if (o['digest'] === undefined) return `this run has no artifact ${name} with number ${stringOf(o, 'id')}`;
    if (id !== o['id']) return `GitHub was asked for another artifact than ${name}`;
    return digest === o['digest'] ? undefined : `GitHub has other bytes of artifact ${name} than those that were judged`;
  }
}

function acceptedInWords(o: Observation): Finding {
  const jobs = listOf(o, 'jobs').map((job) => {
    const [name, startedAt] = isObject(job) ? [job['name'], job['startedAt']] : [];
    return `"${textOf(name)}" (last started ${textOf(startedAt)})`;
  });
  return {
    title: 'Earlier attempt',
    message: `the evidence is of attempt ${countOf(o, 'attempt')} of its run, uploaded ${stringOf(o, 'uploadedAt')}; no job that ran then was started again: ${jobs.join(', ')}`,
    seq: o.seq,
    note: true,
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : 'unknown';
}
