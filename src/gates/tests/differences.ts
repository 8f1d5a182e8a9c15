import type { Criterion, Finding } from '../../core/judgement.ts';
import { significant } from '../../core/ratio.ts';
import { idOf } from './names.ts';
import type { Run, Seen } from './run.ts';

/** Tests that differ and did not fail of which so many are named. */
const MOST_NAMED = 20;

/** Runs that are compared: every one with the first, test by test and output by output. */
export class Differences {
  private readonly runs: readonly Run[];
  private readonly expected: number;
  private compared: { readonly different: number; readonly among: number } | undefined;

  /** @param expected how many runs there must be */
  constructor(runs: readonly Run[], expected: number) {
    this.runs = runs;
    this.expected = expected;
  }

  /** Tests whose outcome, and outputs whose bytes, were not the same in every run; undefined while nobody knows that there are none. */
  count(): number | undefined {
    const found = this.tests().different + this.outputs().length;
    return found === 0 && this.incomplete() !== undefined ? undefined : found;
  }

  /** Share of the tests whose outcome was the same in every run; undefined without any, or where a run can't be compared. */
  agreement(): number | undefined {
    const { different, among } = this.tests();
    return among === 0 || this.whole() < this.expected ? undefined : significant((among - different) / among);
  }

  row(): Pick<Criterion, 'measured' | 'verdict'> {
    const { different, among } = this.tests();
    const outputs = this.outputs();
    const incomplete = this.incomplete();
    const parts = [
      `${different} of ${among} tests ended differently in ${this.whole()} runs`,
      ...(outputs.length > 0 ? [`outputs ${outputs.join(', ')}`] : []),
    ];
    if (different + outputs.length > 0) return { measured: parts.join('; '), verdict: 'failed' };
    if (incomplete !== undefined) return { measured: incomplete, verdict: 'blocked' };
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
    const named = this.comparable()
      .slice(1)
      .flatMap((run) => this.namedIn(run));
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

  /** The runs whose tests can be compared: of one that left no report, or was broken off, nothing is known. */
  private comparable(): readonly Run[] {
    return this.runs.filter((run) => run.over() && (run.ofResults() ?? run.ofCommand()?.text ?? run.ofTests()) === undefined);
  }

  /** How many runs left all that they should. */
  private whole(): number {
    return this.runs.filter((run) => run.over() && run.missing() === undefined).length;
  }

  /** Why it is not known that there are no differences. */
  private incomplete(): string | undefined {
    const whole = this.whole();
    return whole < this.expected ? `${whole} of ${this.expected} runs can be compared` : (this.missingOutputs() ?? this.unwritten());
  }

  private tests(): { readonly different: number; readonly among: number } {
    this.compared ??= this.compare();
    return this.compared;
  }

  private compare(): { readonly different: number; readonly among: number } {
    const [first, ...others] = this.comparable();
    const different = new Set<number>();
    let among = first?.outcomes.compare(first.outcomes).among ?? 0;
    for (const run of others) {
      const compared = first?.outcomes.compare(run.outcomes);
      for (const test of compared?.different ?? []) different.add(test);
      among = Math.max(among, compared?.among ?? 0);
    }
    return { different: different.size, among };
  }

  /** Tests that did not end in a later run as in the first: those that failed, and some that did not. */
  private namedIn(run: Run): readonly Finding[] {
    const [first] = this.comparable();
    if (!first) return [];
    const failed = [...failedOnlyIn(run, first), ...failedOnlyIn(first, run)];
    const told = new Set(failed.map(({ title }) => title));
    const others = [...seenOnlyIn(run, first), ...seenOnlyIn(first, run)].filter(({ title }) => !told.has(title) && told.add(title));
    return [...failed, ...others.slice(0, MOST_NAMED)];
  }

  /** Outputs with other bytes, or that only some of the runs made. One that a run did not write anew tells nothing of that run. */
  private outputs(): readonly string[] {
    const runs = this.runs.filter((run) => run.over() && run.ofOutputs() === undefined);
    const names = new Set(runs.flatMap(({ files }) => [...files.outputs.keys()]));
    return [...names]
      .filter((name) => new Set(runs.filter((run) => !isStale(run, name)).map(({ files }) => files.outputs.get(name))).size > 1)
      .sort();
  }

  private missingOutputs(): string | undefined {
    return this.runs.map((run) => run.ofOutputs()).find((missing) => missing !== undefined);
  }

  /** Outputs that some runs wrote, and another left as it found them. */
  private unwritten(): string | undefined {
    const names = new Set(this.runs.flatMap(({ files }) => [...files.outputs.keys()]));
    const stale = this.runs.flatMap((run) =>
      [...names].filter((name) => isStale(run, name)).map((name) => `${name} was not written in run ${run.number}`),
    );
    return stale[0];
  }
}

/** What lay there under this name before the run lay there after it, too. */
function isStale(run: Run, name: string): boolean {
  return !run.files.outputs.has(name) && run.files.quarantined.some((o) => o['role'] === 'output' && o['original'] === name);
}

function failedOnlyIn(mine: Run, other: Run): readonly Finding[] {
  const failed = mine.failures.filter((failure) => !mine.flaky.has(failure));
  return onlyIn(
    failed.map((failure) => ({ ...failure, compared: failure.row })),
    mine,
    other,
  );
}

function seenOnlyIn(mine: Run, other: Run): readonly Finding[] {
  return onlyIn(mine.seen, mine, other);
}

function onlyIn(tests: readonly Seen[], mine: Run, other: Run): readonly Finding[] {
  return tests
    .filter(({ compared }) => other.outcomes.of(compared) < mine.outcomes.of(compared))
    .map(({ row, compared, seq }) => ({
      title: idOf(row),
      message: `${row.outcome} in run ${mine.number}, not so ${other.outcomes.of(compared) > 0 ? 'often ' : ''}in run ${other.number}`,
      seq,
    }));
}
