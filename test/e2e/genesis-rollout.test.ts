import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bounds, copyExample, onFreePorts, PROGRAMS } from './fixtures/genesis.ts';
import { type Finished, Stand } from './fixtures/stand.ts';
import { needs } from '../platform/programs.ts';

interface Seen {
  readonly at: number;
  readonly status: number;
  readonly build?: string;
  /** How long it took by the customer's clock, and by that of the service, which is not late on a busy machine. */
  readonly ms: number;
  readonly serviceMs: number;
}

/** What the example's service takes at least. */
const WORK_MS = 30;

describe('the release of the example', needs(...PROGRAMS), () => {
  let stand: Stand;
  let run: Finished;
  let seen: readonly Seen[];

  beforeAll(async () => {
    stand = new Stand();
    copyExample(stand.folder);
    const ran = await stand.project.gate(['run', 'gates.yml', ...(await onFreePorts(stand))]);
    run = await stand.finished(ran);
    const lines = fs.readFileSync(path.join(stand.folder, 'state/load.jsonl'), 'utf8').trim().split('\n');
    seen = lines.map((line) => JSON.parse(line) as Seen);
  }, 240_000);
  afterAll(() => stand.close());

  /** What customers saw while stages were looked at. */
  function during(...stages: readonly string[]): readonly Seen[] {
    const wanted = run.facts('stage').filter(({ name }) => stages.includes(name as string));
    const looks = run.facts('sample').filter((fact) => fact['changing'] !== true && wanted.some(({ stage }) => stage === fact['stage']));
    const times = looks.map((fact) => Number(fact['at']));
    return seen.filter(({ at }) => at >= Math.min(...times) && at <= Math.max(...times));
  }

  const share = (of: readonly Seen[]): number => of.filter(({ build }) => build === 'canary').length / of.length;

  it('is a GO at 100 %', () => {
    expect([run.said, run.decision.gates.flatMap(({ id }) => run.bad(id)).filter((row) => !row.includes(' warned: '))]).toEqual([
      ['GO', 0],
      ['unwaived failures waived: 0 (4 failed and waived)'],
    ]);
    expect(run.gate('rollout').counts).toMatchObject({ stagesPassed: 5, expectedStages: 5, rollback: 'none' });
    expect(run.facts('stage').map(({ weight }) => weight)).toEqual([0, 10, 50, 80, 100]);
  });

  it('has a table of each stage in its report', () => {
    const heads = run.text('data/report.md').match(/^### rollout: .+$/gm) ?? [];
    const stages = ['pre (0 %)', 'canary (10 %)', 'gradual (50 %)', 'majority (80 %)', 'full (100 %)'];
    expect(heads.map((head) => head.replaceAll('\\', ''))).toEqual(stages.map((stage) => `### rollout: ${stage}`));
  });

  it('moved the traffic: every customer was answered, by the canary as often as the weight says', () => {
    expect(during('pre', 'full').filter(({ status }) => status !== 200)).toEqual([]);
    expect(share(during('pre'))).toBe(0);
    expect(share(during('canary'))).toBeGreaterThan(0.03);
    expect(share(during('canary'))).toBeLessThan(0.2);
    expect(share(during('majority'))).toBeGreaterThan(0.65);
    expect(share(during('full'))).toBe(1);
  });

  it('measured a P95 within one bucket of what it was for its customers', async () => {
    const all = during('full');
    expect(all.filter(({ ms, serviceMs }) => !(serviceMs >= WORK_MS - 1 && serviceMs <= ms))).toEqual([]);
    const times = all.map(({ serviceMs }) => serviceMs).toSorted((a, b) => a - b);
    const truth = (times[Math.ceil(0.95 * times.length) - 1] ?? 0) / 1000;
    const samples = run.facts('sample').filter(({ gate, query }) => gate === 'rollout' && query === 'p95Seconds');
    const [, measured] = ((samples.at(-1)?.['values'] ?? []) as [string, string][])[0] ?? [];
    const upper = await bounds();
    const bucketOf = (seconds: number): number => upper.findIndex((bound) => seconds <= bound);
    expect(Math.abs(bucketOf(Number(measured)) - bucketOf(truth)), `${measured} and ${truth}`).toBeLessThanOrEqual(1);
  });
});
