import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProbePlan } from '../../src/core/plan.ts';
import { LOOKS } from '../../src/live/looks/registry.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { judgeProbe } from '../../src/probes/judge.ts';
import { anyProbe, PROBE_KINDS, type ProbeKind, probeKind, specOf } from '../../src/probes/registry.ts';
import { sharedKeys } from '../../src/probes/shapes.ts';
import { CHECK_SITE, checkProbe, resolveProbe } from '../../src/probes/spec.ts';
import { FIXTURES, type Fixture } from './fixtures.ts';

/** The fixture of a kind; a new kind has none yet, and each test below says so. */
function fixtureOf(kind: ProbeKind): Fixture {
  expect(Object.keys(FIXTURES), `test/probes/fixtures.ts has no "${kind}"`).toContain(kind);
  return FIXTURES[kind];
}

function planOf(kind: ProbeKind): ProbePlan {
  return resolveProbe(anyProbe.parse(fixtureOf(kind).written), CHECK_SITE);
}

describe.each(PROBE_KINDS)('the probe kind %s', (kind) => {
  it('has a pure file and a look', () => {
    expect(LOOKS[kind], `src/live/looks/registry.ts has no "${kind}"`).toBeTypeOf('function');
    for (const folder of ['src/probes/kinds', 'src/live/looks']) {
      expect(fs.existsSync(path.join(folder, `${kind}.ts`)), `${folder}/${kind}.ts`).toBe(true);
    }
  });

  it('has a fixture that parses to its target', () => {
    const { written, target, name } = fixtureOf(kind);
    const raw = anyProbe.parse(written);
    expect(probeKind(raw)).toBe(kind);
    expect(checkProbe(raw, CHECK_SITE)).toEqual([]);
    const plan = resolveProbe(raw, CHECK_SITE);
    expect(plan).toMatchObject({ kind, name });
    expect(JSON.parse(JSON.stringify(plan.target))).toStrictEqual(target);
    expect(anyProbe.safeParse({ ...written, nonsense: 1 }).success).toBe(false);
  });

  it('has a fixture that holds, and one that breaks', () => {
    const { holds, breaks } = fixtureOf(kind);
    expect(judgeProbe(planOf(kind), { got: holds })).toMatchObject({ verdict: 'passed' });
    expect(judgeProbe(planOf(kind), { got: breaks })).toMatchObject({ verdict: specOf(kind)?.isOurs ? 'blocked' : 'failed' });
  });

  it('does not hold by what was not recorded, or not seen', () => {
    const { holds } = fixtureOf(kind);
    expect(judgeProbe(planOf(kind), { got: {} }).verdict).not.toBe('passed');
    expect(judgeProbe(planOf(kind), { code: 'MISSED', got: holds }).verdict).toBe('blocked');
    expect(judgeProbe(planOf(kind), { code: 'TIMEOUT', got: holds }).verdict).not.toBe('passed');
  });

  it('describes each of its keys, and needs a condition when it has no default', () => {
    const { written, holds } = fixtureOf(kind);
    const { schema, needsExpect } = specOf(kind)!;
    for (const [key, { description }] of Object.entries(schema.shape)) expect(description, key).toMatch(/\S/);
    expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining([kind, ...Object.keys(sharedKeys)]));
    const { expect: _, ...keys } = written;
    const bare = anyProbe.parse(keys);
    const problems = checkProbe(bare, CHECK_SITE);
    if (needsExpect === undefined) {
      expect(problems).toEqual([]);
      expect(judgeProbe(resolveProbe(bare, CHECK_SITE), { got: holds })).toMatchObject({ verdict: 'passed' });
    } else expect(problems).toEqual([{ path: [kind], message: expect.stringContaining(`such as "${needsExpect}"`) }]);
  });

  it('has conditions that read what it may read', () => {
    const { written } = fixtureOf(kind);
    const { needsExpect } = specOf(kind)!;
    const checks = [written, ...(needsExpect === undefined ? [] : [{ ...written, name: 'example', expect: needsExpect }])];
    const text = JSON.stringify({ version: 1, gates: { g: { kind: 'checks', checks } } });
    const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
    expect(loadPlan(input).plan.gates[0]?.kind).toBe('checks');
  });
});

describe('the registries', () => {
  it('have the same kinds', () => {
    expect(Object.keys(LOOKS)).toEqual(PROBE_KINDS);
    expect(Object.keys(FIXTURES)).toEqual(PROBE_KINDS);
  });
});
