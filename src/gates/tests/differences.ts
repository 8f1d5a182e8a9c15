import type { Criterion, Finding } from '../../core/judgement.ts';
import { significant } from '../../core/ratio.ts';
import { idOf } from './names.ts';
import type { Run } from './run.ts';

/** Runs that are compared: every one with the first, test by test and output by output. */
export class Differences {
  private readonly runs: readonly Run[];
  private readonly expected: number;

  /** @param expected how many runs there must be */
  constructor(runs: readonly Run[], expected: number) {
    this.runs = runs;
    this.expected = expected;
  }

  /** Tests whose outcome, and outputs whose bytes, were not the same in every run. */
  count(): number {
    return this.tests().different + this.outputs().length;
  }

  /** Share of the tests whose outcome was the same in every run; undefined without any. */
  agreement(): number | undefined {
    const { different, among } = this.tests();
    return among === 0 ? undefined : significant((among - different) / among);
  }

  row(): Pick<Criterion, 'measured' | 'verdict'> {
    const over = this.runs.filter((run) => run.over() && run.missing() === undefined).length;
    const { different, among } = this.tests();
    const outputs = this.outputs();
    const missing = this.missingOutputs();
    const parts = [`${different} of ${among} tests in ${over} runs`, ...(outputs.length > 0 ? [`outputs ${outputs.join(', ')}`] : [])];
    if (different + outputs.length > 0) return { measured: parts.join('; '), verdict: 'failed' };
    if (over < this.expected) return { measured: `${over} of ${this.expected} runs can be compared`, verdict: 'blocked' };
    if (missing !== undefined) return { measured: missing, verdict: 'blocked' };
    return { measured: `${parts.join('; ')}; ${this.proof()}`, verdict: 'passed' };
  }

  /** Names that hold what is other in every run: such tests can't be compared, and seem to differ. */
  private unstable(): readonly Finding[] {
    const names = new Set(this.runs.flatMap((run) => run.unstable));
    if (names.size === 0) return [];
    const [first = ''] = names;
    const message = `${names.size} names of tests look like addresses, ids or times, and are other in every run: ${first}`;
    return [{ title: 'Names that change', message }];
  }

  findings(): readonly Finding[] {
    const named = this.runs.slice(1).flatMap((run) => this.namedIn(run));
    return [
      ...named,
      ...this.unstable(),
      ...this.outputs().map((name) => ({ title: name, message: 'its bytes were not the same after every run' })),
    ];
  }

  /** What so many runs can show: a test that goes either way by chance shows it with 1 - 2^(1-n). */
  private proof(): string {
    const missed = 1 / (1 << Math.min(30, this.expected - 1));
    return this.expected < 2
      ? 'one run proves nothing about the next'
      : `a test that fails every other time is caught in ${Math.floor((1 - missed) * 100)} % of cases`;
  }

  private tests(): { different: number; among: number } {
    const [first, ...others] = this.runs;
    const different = new Set<number>();
    let among = first?.outcomes.compare(first.outcomes).among ?? 0;
    for (const run of others) {
      const compared = first?.outcomes.compare(run.outcomes);
      for (const test of compared?.different ?? []) different.add(test);
      among = Math.max(among, compared?.among ?? 0);
    }
    return { different: different.size, among };
  }

  /** Tests of a later run that failed there and did not in the first, or the reverse. */
  private namedIn(run: Run): readonly Finding[] {
    const [first] = this.runs;
    if (!first) return [];
    const only = (mine: Run, other: Run) =>
      mine.failures.filter((failure) => !mine.flaky.has(failure) && other.outcomes.of(failure.row) === 0);
    return [
      ...only(run, first).map(({ row, seq }) => ({
        title: idOf(row),
        message: `${row.outcome} in run ${run.number}, not so in run 1`,
        seq,
      })),
      ...only(first, run).map(({ row, seq }) => ({
        title: idOf(row),
        message: `${row.outcome} in run 1, not so in run ${run.number}`,
        seq,
      })),
    ];
  }

  private outputs(): readonly string[] {
    const names = new Set(this.runs.flatMap(({ outputs }) => [...outputs.keys()]));
    return [...names].filter((name) => new Set(this.runs.map(({ outputs }) => outputs.get(name))).size > 1).sort();
  }

  private missingOutputs(): string | undefined {
    return this.runs.map((run) => run.ofOutputs()).find((missing) => missing !== undefined);
  }
}
