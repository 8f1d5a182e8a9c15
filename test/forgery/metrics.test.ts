import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from '../e2e/harness.ts';
import { type Asked, fake, series } from '../golden/prometheus.ts';
import { forgeEach, untoldOf } from './each.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** A run that looked at metrics for a while, looked back, and rolled a release out. */
const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-forged-'));
let server: { url: string; close(): void };
let bundle: string;
let lines: Line[];

/** Looks at one query that fail once, in between. */
const BLIND = 'vector(0.3)';
let blind = 1;

const reply = (asked: Asked): object | undefined => {
  if (asked.query === BLIND && blind-- === 0) return undefined;
  const asksAge = asked.query.includes('timestamp(');
  const answer = JSON.stringify(series(() => (asksAge ? '3' : '0.1'))(asked));
  return JSON.parse(asksAge ? answer.replaceAll('"metric":{}', '"metric":{"now":"0"}') : answer) as object;
};

beforeAll(async () => {
  server = await fake(reply);
  project.write(
    'gates.yml',
    `version: 1
gates:
  watch:
    kind: metrics
    prometheus: { url: "${server.url}", timeout: 2s }
    queries: { rate: "rate(x[1m])", other: vector(0.3) }
    interval: 1s
    duration: 4s
    consecutive-error-limit: 1
    criteria: [ "rate < 0.5", "other < 0.5" ]
  behind:
    kind: metrics
    needs: [watch]
    prometheus: { url: "${server.url}", timeout: 2s }
    queries: { rate: "rate(x[1m])" }
    interval: 1s
    window: 5s
    criteria: [ "rate < 0.5" ]
  out:
    kind: rollout
    needs: [behind]
    run: echo $GATE_WEIGHT > weight; rm -f $GATE_DIR/*
    stages: [ { name: canary, weight: 10, bake: 2s }, { name: since, weight: 10, window: 1s }, { name: full, weight: 100, bake: 1s } ]
    prometheus: { url: "${server.url}", timeout: 2s }
    queries: { errors: vector(0.1) }
    interval: 1s
    criteria: [ "errors < 0.5" ]
    rollback: { run: "true", within: 5s, checks: [ { command: "true" } ] }
`,
  );
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.stderr + ran.stdout).toContain('GO  Ready for release');
  bundle = project.bundle();
  lines = linesOf(bundle);
});
afterAll(() => {
  server.close();
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const OWN = new Set(['sample', 'prometheus', 'stage', 'changed']);

describe('metrics that somebody writes anew', () => {
  it('hold when nothing was changed, though a command cleaned the folder of its gate', () => {
    expect(lines.filter(({ type, code }) => type === 'sample' && code !== undefined)).toHaveLength(1);
    expect(lines.filter(({ role }) => role === 'answers')).toHaveLength(3);
    expect(forge(bundle, scratch, (all) => all)).toMatchObject({ accepted: true, status: 'GO', problems: [] });
  });

  it('are refused with their place, or stand in the table of what can not be told', () => {
    const { tried, accepted, unplaced } = forgeEach(bundle, scratch, OWN);
    expect(tried).toBeGreaterThan(200);
    expect(unplaced).toEqual([]);
    expect(accepted).toEqual(untoldOf(lines, OWN));
  });

  const only = (type: string, change: (line: Line) => Line) => (all: Line[]) =>
    all.map((line) => (line.type === type ? change(line) : line));

  it.each<[string, (all: Line[]) => Line[], RegExp]>([
    ['of other values', only('sample', (line) => ({ ...line, values: [['{}', '0.01']] })), /that were kept do not say so/],
    [
      'that were never asked for',
      only('sample', ({ values: _values, ages: _ages, quantiles: _quantiles, warnings: _warnings, at: _at, skewMs: _skew, ...line }) => ({
        ...line,
        code: 'TIMEOUT',
        detail: 'no answer within 2000 ms',
      })),
      /Prometheus answered, by what was kept of it/,
    ],
    [
      'of a bake that took no time',
      (all) => {
        const t = all.find(({ type }) => type === 'changed')?.['t'];
        const from = all.findIndex(({ type }) => type === 'changed');
        const to = all.findIndex(({ type, gate }) => type === 'gate.ended' && gate === 'out');
        return all.map((line, at) => (at > from && at < to && line.type !== 'seal' ? { ...line, t } : line));
      },
      /its wall clock is \d+ ms ahead of|that was to come/,
    ],
    ['with ages of the future', only('sample', (line) => ({ ...line, ages: [['x', 'now', '-5']] })), /that were kept do not say so/],
    ['after a command that took less than no time', only('step', (line) => ({ ...line, durationMs: -1 })), /it took -1 ms/],
    [
      'without the answers',
      (all) =>
        all.map((line) => (line.type === 'execution.started' ? { ...line, judge: 6 } : line)).filter(({ role }) => role !== 'answers'),
      /./,
    ],
  ])('%s are refused', (_, change, words) => {
    const forged = forge(bundle, scratch, change);
    expect(forged.accepted).toBe(false);
    expect(forged.problems.join('\n')).toMatch(words);
  });
});
