import { describe, expect, it } from 'vitest';
import { requireTime } from '../../src/app/action/time-limit.ts';
import { load } from '../plan/load.ts';

/** A soak, and half an hour before it. */
const plan = (soak: string) =>
  load(`version: 1
name: Widget
services: { web: { run: "true", port: 4180, health: / } }
gates:
  warm: { kind: health, services: [web], interval: 10s, duration: 30m }
  soak: { kind: health, needs: [warm], services: [web], interval: 10s, duration: ${soak} }
`).plan;

const HOSTED = { timeoutMinutes: undefined, runner: 'github-hosted', passedMs: 0 };
const OWN = { timeoutMinutes: 7200, runner: 'self-hosted', passedMs: 0 };

describe('the time of a job', () => {
  it.each([
    [
      'a plan without a least duration',
      load('version: 1\nname: Widget\ngates: { a: { run: "true" } }\n').plan,
      { ...HOSTED, timeoutMinutes: 1 },
    ],
    ['5 h 55 min on a hosted runner', plan('325m'), HOSTED],
    ['two days on a self-hosted one that says so', plan('48h'), OWN],
    ['what fits into the rest of the job', plan('265m'), { ...HOSTED, passedMs: 3_600_000 }],
  ])('is enough for %s', (_, made, job) => {
    expect(() => requireTime(made, job)).not.toThrow();
  });

  it.each([
    ['a soak of 5 h 45 min that is not all of the plan', plan('345m'), HOSTED, 'at least 6 h 14 min 40 s, and this job ends after 6 h,'],
    ['what leaves no time to seal and upload', plan('326m'), HOSTED, 'at least 5 h 55 min 40 s'],
    ['what the job has no time left for', plan('266m'), { ...HOSTED, passedMs: 3_600_000 }, 'of which 1 h have passed'],
    ['a job that is shorter', plan('1h'), { ...HOSTED, timeoutMinutes: 60 }, 'raise "timeout-minutes" of the job'],
    ['more minutes than a hosted runner gives', plan('48h'), { ...HOSTED, timeoutMinutes: 7200 }, 'this job ends after 6 h,'],
    ['a self-hosted runner whose job has the usual limit', plan('48h'), { ...OWN, timeoutMinutes: undefined }, 'this job ends after 6 h,'],
    ['a runner that does not say what it is', plan('48h'), { ...OWN, runner: undefined }, 'this job ends after 6 h,'],
    ['five days and more', plan('120h'), OWN, 'this job ends after 5 d,'],
  ])('is not enough for %s', (_, made, job, words) => {
    expect(() => requireTime(made, job)).toThrow(words);
  });
});
