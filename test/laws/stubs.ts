import { z } from 'zod';
import type { AnyJudge, Fold, JudgeContext, RowParser, Want } from '../../src/core/fold.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { Assessment } from '../../src/core/judgement.ts';
import { countOf, type Observation, stringOf } from '../../src/core/observation.ts';
import type { GateKind, GateSpec } from '../../src/gates/shared/kind.ts';
import { judge as evidence } from '../../src/gates/evidence/judge.ts';

/** Four kinds that stand for what is hardest: rows of a file, control, upstream judgements, segments. */

function spec(kind: string): GateSpec {
  return {
    kind,
    summary: 'a stub',
    shape: { any: z.unknown() },
    check: () => [],
    resolve: () => ({}),
    expect: () => ({}),
    measurements: () => ({}),
    defaults: () => [],
    leastDurationMs: () => 0,
  };
}

const row = (name: string, ok: boolean, measured: string): Assessment['defaults'][number] => ({
  name,
  target: 'as expected',
  measured,
  verdict: ok ? 'passed' : 'failed',
});

/** Judges the lines of an attached file: each must say `ok`. */
class RowsFold implements Fold {
  private rows = 0;
  private bad = 0;
  private files = 0;
  private readonly expected: number;
  constructor(context: JudgeContext) {
    this.expected = Number(context.gate.expected['rows']);
  }
  step(o: Observation): void {
    if (o.type === 'attachment') this.files++;
  }
  reads(): RowParser {
    let carry = '';
    const decoder = new TextDecoder();
    return {
      *push(bytes) {
        const lines = (carry + decoder.decode(bytes, { stream: true })).split('\n');
        carry = lines.pop() ?? '';
        yield* lines;
      },
      *end() {
        if (carry !== '') throw new Error('the file is cut short');
        yield* [];
      },
    };
  }
  row(_: Observation, line: Json): void {
    this.rows++;
    if (line !== 'ok') this.bad++;
  }
  wants(): undefined {
    return undefined;
  }
  assessment(): Assessment {
    const { rows, bad } = this;
    const missing = this.files === 1 && rows === this.expected ? {} : { missing: `${rows} of ${this.expected} rows` };
    return {
      counts: { rows, bad },
      measurements: { rows, bad },
      defaults: [row('rows', bad === 0, `${bad} bad`)],
      findings: [],
      ...missing,
    };
  }
}

/** Counts ticks and asks for a stop at the first bad one. */
class ControlFold implements Fold {
  private ticks = 0;
  private want: Want | undefined;
  private readonly expected: number;
  constructor(context: JudgeContext) {
    this.expected = Number(context.gate.expected['ticks']);
  }
  step(o: Observation): void {
    if (o.type !== 'tick') return;
    this.ticks++;
    if (o['bad'] === true) this.want ??= { action: 'abort', because: o.seq };
  }
  wants(): Want | undefined {
    return this.want;
  }
  assessment(): Assessment {
    const missing = this.ticks === this.expected ? {} : { missing: `${this.ticks} of ${this.expected} ticks` };
    const defaults = [row('no bad tick', this.want === undefined, this.want ? 'a bad tick' : 'none')];
    return { counts: { ticks: this.ticks }, measurements: { ticks: this.ticks }, defaults, findings: [], ...missing };
  }
}

/** Passes when the gate that it reads counted more than nothing, and a fact says that it was looked at. */
class UpstreamFold implements Fold {
  private looked = 0;
  private readonly context: JudgeContext;
  constructor(context: JudgeContext) {
    this.context = context;
  }
  step(o: Observation): void {
    if (o.type === 'looked') this.looked++;
  }
  wants(): undefined {
    return undefined;
  }
  assessment(): Assessment {
    const counts = this.context.upstream(this.context.gate.spec['of'] as string)?.counts;
    const ticks = counts?.['ticks'];
    const missing = typeof ticks === 'number' && this.looked === 1 ? {} : { missing: 'nothing to read upstream' };
    return { counts: {}, measurements: {}, defaults: [row('upstream', ticks !== 0, JSON.stringify(ticks))], findings: [], ...missing };
  }
}

/** Slots of several lanes, each exactly once, whichever machine saw them and in whatever order the lanes come. */
class SegmentFold implements Fold {
  private readonly next = new Map<string, number>();
  private disorder = 0;
  private total = 0;
  private readonly lanes: readonly string[];
  private readonly slots: number;
  constructor(context: JudgeContext) {
    this.lanes = context.gate.expected['lanes'] as readonly string[];
    this.slots = Number(context.gate.expected['slots']);
  }
  step(o: Observation): void {
    if (o.type !== 'slot') return;
    const lane = stringOf(o, 'lane');
    const slot = countOf(o, 'slot');
    if ((this.next.get(lane) ?? 0) !== slot) this.disorder++;
    this.next.set(lane, slot + 1);
    this.total += countOf(o, 'value');
  }
  wants(): undefined {
    return undefined;
  }
  assessment(): Assessment {
    const complete = this.disorder === 0 && this.lanes.every((lane) => this.next.get(lane) === this.slots);
    const counts: JsonObject = { total: this.total };
    const missing = complete ? {} : { missing: 'slots are missing' };
    return { counts, measurements: counts, defaults: [row('total', true, String(this.total))], findings: [], ...missing };
  }
}

const kindOf = (name: string, judge: AnyJudge): GateKind => ({ spec: spec(name), judge });

export const STUBS: Readonly<Record<string, GateKind>> = {
  rows: kindOf('rows', { fold: (context) => new RowsFold(context) }),
  control: kindOf('control', { fold: (context) => new ControlFold(context) }),
  upstream: kindOf('upstream', { fold: (context) => new UpstreamFold(context) }),
  segments: kindOf('segments', { fold: (context) => new SegmentFold(context) }),
  evidence: kindOf('evidence', evidence),
};
