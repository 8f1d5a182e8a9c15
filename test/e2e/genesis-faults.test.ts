import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyExample, type Keys, onFreePorts, PROGRAMS, rewrite, withPid } from './fixtures/genesis.ts';
import { type Finished, Stand } from './fixtures/stand.ts';
import { needs } from '../platform/programs.ts';

const FLAGS_OFF = ['echo USE_SPICE=false >> state/live.env', 'echo USE_PIPELEX=false >> state/live.env'];

/** Sets the share of the canary, which has a fault from then on. */
const spoiled = (fault: string): Keys => ({ run: `echo ${fault} > state/fault; node scripts/deploy.mjs --percentage=$GATE_WEIGHT` });

/** Prometheus can't answer before the rollback has begun. */
const BLIND = {
  run: 'rm -f state/fault; node scripts/deploy.mjs --percentage=$GATE_WEIGHT && kill -STOP $(cat state/prometheus.pid)',
  prometheus: { timeout: '500ms' },
  rollback: { run: ['kill -CONT $(cat state/prometheus.pid)', ...FLAGS_OFF, 'node scripts/deploy.mjs --rollback'] },
};

/** What is wrong, and the keys of the example's rollout that are other then. Each rollout begins when the one before is over. */
const FAULTS: Readonly<Record<string, Keys>> = {
  // First: one that comes after errors sees them while they are still within the range of its queries.
  blind: BLIND,
  errors: spoiled('errors'),
  slow: spoiled('slow'),
  // However much slower a busy machine makes it.
  slower: { ...spoiled('slow:250'), criteria: [{ name: 'P95', pass: 'p95Seconds < 0.2', warn: 'p95Seconds <= 60.0' }] },
  silent: spoiled('silent'),
  wrong: spoiled('wrong'),
  fallback: spoiled('fallback'),
  nobody: { run: 'rm -f state/fault; node scripts/deploy.mjs --percentage=0' },
  'never-well': { ...spoiled('errors'), rollback: { run: 'true', within: '2s' } },
  'no-way-back': { ...spoiled('errors'), rollback: { run: 'node scripts/no-such-script.mjs --rollback' } },
};

/** The rollout of the example with the canary's stage alone, and these keys; it looks back over 2 s, so that a look sees no other stage. */
function rehearsal(rollout: Keys, { rollback, prometheus, ...keys }: Keys): Keys {
  const {
    needs: _,
    stages,
    ...rest
  } = JSON.parse(JSON.stringify(rollout).replaceAll('[4s]', '[2s]')) as Record<string, Keys> & {
    stages: readonly Keys[];
  };
  return {
    ...rest,
    ...keys,
    if: 'always',
    'initial-delay': '2s',
    stages: stages.filter(({ name }) => name === 'canary'),
    prometheus: { ...rest['prometheus'], ...(prometheus as Keys) },
    rollback: { ...rest['rollback'], hold: '500ms', ...(rollback as Keys) },
  };
}

describe('a canary of the example', needs(...PROGRAMS), () => {
  let stand: Stand;
  let run: Finished;

  beforeAll(async () => {
    stand = new Stand();
    copyExample(stand.folder);
    rewrite(stand.folder, (of) => ({
      services: { ...of.services, prometheus: withPid(of, 'prometheus') },
      gates: Object.fromEntries(Object.entries(FAULTS).map(([id, keys]) => [id, rehearsal(of.gates['rollout'] ?? {}, keys)])),
    }));
    run = await stand.finished(await stand.project.gate(['run', 'gates.yml', ...(await onFreePorts(stand))]));
  }, 300_000);
  afterAll(() => stand.close());

  it.each([
    ['errors', 'change (canary) failed: error rate: errorRate '],
    ['slow', 'change (canary) failed: P95: p95Seconds '],
    ['silent', 'SPICE tasks (canary) failed: spiceTasks = 0'],
    ['wrong', 'change (canary) failed: test pass rate: testPassRate 0.9'],
    ['fallback', 'change (canary) failed: no fallback spike: fallbackRate '],
    ['nobody', 'requests (canary) failed: requests = 0'],
  ])('with %s is stopped by one criterion, and goes back', (id, words) => {
    const bad = run.bad(id);
    expect(bad[0]).toMatch(/^rollback failed: canary \(10 %\): .*; rolled back, rollback confirmed and held$/);
    expect(bad[1]).toContain('stages failed: 0 of 1; canary (10 %): ');
    const criteria = bad.slice(2).filter((row) => row.includes(' failed: '));
    expect(criteria[0]).toContain(words);
    // Nobody uses the new feature where nobody comes.
    expect(criteria.slice(1).map((row) => row.split(' failed')[0])).toEqual(id === 'nobody' ? ['SPICE tasks (canary)'] : []);
    expect(run.facts('after.step').filter(({ gate }) => gate === id)).toHaveLength(2);
  });

  it('that only warns is stopped when it did so a 4th time in a row', () => {
    const [rollback, stages] = run.bad('slower');
    expect(rollback).toMatch(/^rollback failed: canary \(10 %\): 4 looks in a row.*; rolled back, rollback confirmed and held$/);
    expect(stages).toContain('4 looks in a row did not pass, at most 3 may; P95 (canary): p95Seconds ');
    expect(run.gate('slower').counts).toMatchObject({ stages: { canary: { looks: 4, warned: 4, failed: 0 } } });
  });

  it('that is not seen is blocked, and goes back', () => {
    expect(run.gate('blind').verdict, run.bad('blind').join('\n')).toBe('blocked');
    const [rollback, stages] = run.bad('blind');
    expect(rollback).toMatch(/^rollback blocked: canary \(10 %\): while its weight changed: .*; rolled back, rollback confirmed and held$/);
    expect(stages).toContain('no answer, asked 4 times; ');
  });

  it.each([
    ['never-well', 'FAILED: traffic possibly still at 10 %: not well within 2s: traffic: '],
    ['no-way-back', 'FAILED: traffic still at 10 %: its command ended with exit code 1'],
  ])('that does not come back (%s) is the first thing that is said', (id, words) => {
    expect(run.bad(id)[0]).toContain(`rollback failed: ${words}`);
    // Before the name of the run, and before its decision.
    const begins = (text: string, end: string): string => text.slice(0, text.indexOf(end)).replaceAll(/\\|\s+/g, ' ');
    const alarm = `${id}: rollback: ${words}`.slice(0, 60);
    expect(begins(run.ran.stdout, '\nGenesis release\n')).toContain(alarm);
    expect(begins(run.text('data/report.md'), '**Do not release')).toContain(alarm);
  });

  it('is heard of where its traffic goes, however much else there is to say', () => {
    const said = (words: string): number => run.ran.stderr.split(`: ${words}`).length - 1;
    const all = Object.keys(FAULTS).length;
    expect([said('canary, 10 %'), said('rolling back from canary (10 %)'), said('rolled back, validated')]).toEqual([all, all, all - 2]);
  });

  it('tells who is on call, for each', () => {
    const notes = fs.readFileSync(path.join(stand.folder, 'state/notifications.log'), 'utf8').trim().split('\n');
    const pair = ['incidents: the rollout was stopped', 'postmortems: please write one'];
    expect(notes).toEqual(Object.keys(FAULTS).flatMap(() => pair));
  });

  it('makes a NO-GO, whose bundle is whole and verifies', () => {
    expect(run.said).toEqual(['NO-GO', 1]);
  });
});
