import type { Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import type { Assessment } from '../../core/judgement.ts';
import type { Observation } from '../../core/observation.ts';
import { type LookTally, lookTally } from './tally.ts';
import { DATA_ROW, LIMIT_ROWS, looksOf, type MetricsSpec } from './spec.ts';

/** One series of looks; too many bad ones in a row end it. */
class MetricsFold implements Fold {
  private readonly context: JudgeContext<MetricsSpec>;
  private readonly expected: number;
  private readonly looks: LookTally;
  private want: Want | undefined;

  constructor(context: JudgeContext<MetricsSpec>) {
    this.context = context;
    this.expected = looksOf(context.gate.spec);
    this.looks = lookTally(context);
  }

  step(o: Observation): void {
    if (o.type === 'sample') this.looks.sample(o);
    else if (o.type === 'missed') this.looks.miss(o);
    if (this.looks.isLost()) this.want ??= { action: 'stop', because: o.seq };
  }

  wants(): Want | undefined {
    return this.want;
  }

  assessment(): Assessment {
    const { looks } = this;
    const { passed, warned, failed, errors, looks: seen } = looks.runs;
    const missing = looks.missing();
    return {
      counts: { looks: seen, expectedLooks: this.expected, passed, warned, failed, errors, last: looks.last, ...looks.last },
      measurements: looks.last,
      defaults: this.context.gate.defaults.flatMap(({ name, target }) => {
        const row = LIMIT_ROWS[name];
        if (name === DATA_ROW) return looks.dataRow(name, target);
        return row ? looks.limitRow(name, target, row.limit, row.words) : [];
      }),
      criteria: looks.criteria(),
      ...(missing !== undefined && { missing }),
      findings: looks.findings,
    };
  }
}

export const judge: Judge<MetricsSpec> = { fold: (context) => new MetricsFold(context) };
