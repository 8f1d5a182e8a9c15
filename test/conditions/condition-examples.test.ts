import { describe, expect, test } from 'vitest';
import { checkCondition, checkValue, parseCondition, type Scope } from '../../src/conditions/condition.ts';
import type { MeasurementTable } from '../../src/conditions/measurements.ts';
import { judge, tableOf } from './conditions.ts';

const CLASSES = ['pass', 'warn', 'reject', 'blocked'];
const shares = { map: { map: 'number', otherwise: 0, keys: CLASSES }, keys: CLASSES } as const;

const http = tableOf({ status: 'number', headers: { map: 'string' }, body: 'string', json: 'any', durationMs: 'number' });
const container = tableOf({ state: 'string', health: 'string' });
const tests = tableOf({
  total: 'number',
  passed: 'number',
  passRate: 'number',
  coverage: { fields: tableOf({ lines: 'number', branches: 'number' }) },
});
const metrics = tableOf({
  rules: 'number',
  firing: 'number',
  targets: 'number',
  errorRate: 'number',
  p95Seconds: 'number',
  requests: 'number',
});
const asserted = tableOf({ gates: 'any', deploy: 'any', tests: 'number', coverage: 'number', integration: 'number', score: 'number' });
const classification = tableOf({
  comparable: 'number',
  accuracy: 'number',
  recall: { map: 'number', keys: CLASSES },
  confusion: shares,
  status: { map: 'number', otherwise: 0 },
  statusRate: { map: 'number', otherwise: 0 },
  answerShare: shares,
  maxShare: 'number',
  maxOffClassShare: 'number',
  wilson: { fields: tableOf({ lower: 'number', upper: 'number' }) },
  agreement: 'number',
  maxRecallDrop: 'number',
});

/** Conditions as release teams write them, each with a scope in which it passes and one in which it does not. */
const EXAMPLES: readonly (readonly [string, MeasurementTable, Scope, Scope])[] = [
  ['status == 200', http, { status: 200 }, { status: 503 }],
  ['status != 404', http, { status: 401 }, { status: 404 }],
  ['status > 0', http, { status: 422 }, { status: 0 }],
  [
    'json.spice_enabled == false && json.pipelex_enabled == false',
    http,
    { json: { spice_enabled: false, pipelex_enabled: false } },
    { json: { spice_enabled: false, pipelex_enabled: true } },
  ],
  [
    '["Genesis System Health","SPICE Performance","Pipelex Workflows","Error Rates & Latency"].all(t, json.exists(d, d.title == t))',
    http,
    {
      json: ['Error Rates & Latency', 'SPICE Performance', 'Other', 'Pipelex Workflows', 'Genesis System Health'].map((title, id) => ({
        id,
        title,
      })),
    },
    { json: [{ title: 'SPICE Performance' }] },
  ],
  ['rules >= 30', metrics, { rules: 30 }, { rules: 29 }],
  ['firing == 0', metrics, { firing: 0 }, { firing: 1 }],
  ['errorRate <= 0.01', metrics, { errorRate: 0.01 }, { errorRate: 0.0101 }],
  ['p95Seconds < 0.2', metrics, { p95Seconds: 0.1 }, { p95Seconds: 0.2 }],
  ['requests > 0.0', metrics, { requests: 0.5 }, { requests: 0 }],
  [
    'deploy.jobs.deploy.environment == "production"',
    asserted,
    { deploy: { jobs: { deploy: { environment: 'production' } } } },
    { deploy: { jobs: { deploy: { environment: 'dev' } } } },
  ],
  [
    '"gate" in deploy.jobs.deploy.needs',
    asserted,
    { deploy: { jobs: { deploy: { needs: ['build', 'gate'] } } } },
    { deploy: { jobs: { deploy: { needs: ['build'] } } } },
  ],
  ['score >= 8.0', asserted, { score: 8.9 }, { score: 7.99 }],
  [
    'gates["cycles"].counts.leftovers == 0',
    asserted,
    { gates: { cycles: { counts: { leftovers: 0 } } } },
    { gates: { cycles: { counts: { leftovers: 1 } } } },
  ],
  [
    'gates["health-30m"].counts.checks == 2160',
    asserted,
    { gates: { 'health-30m': { counts: { checks: 2160 } } } },
    { gates: { 'health-30m': { counts: { checks: 2159 } } } },
  ],
  [
    'gates["integration"].counts.perRun.all(r, r.passed == 42 && r.failed == 0)',
    asserted,
    {
      gates: {
        integration: {
          counts: {
            perRun: [
              { passed: 42, failed: 0 },
              { passed: 42, failed: 0 },
            ],
          },
        },
      },
    },
    {
      gates: {
        integration: {
          counts: {
            perRun: [
              { passed: 42, failed: 0 },
              { passed: 40, failed: 2 },
            ],
          },
        },
      },
    },
  ],
  ['total == 54', tests, { total: 54 }, { total: 53 }],
  ['coverage.lines >= 0.85', tests, { coverage: { lines: 0.85 } }, { coverage: { lines: 0.8499 } }],
  [
    'state == "running" && health == "healthy"',
    container,
    { state: 'running', health: 'healthy' },
    { state: 'running', health: 'starting' },
  ],
  ['free > 0.20', tableOf({ free: 'number' }), { free: 0.21 }, { free: 0.2 }],
  ['ageSeconds < 86400.0', tableOf({ ageSeconds: 'number' }), { ageSeconds: 5 }, { ageSeconds: 90_000 }],
  ['size(json) == 0', tableOf({ json: 'any' }), { json: [] }, { json: [{ number: 1 }] }],
  ['json.actual != "blocked"', tableOf({ json: 'any' }), { json: { actual: 'warn' } }, { json: { actual: 'blocked' } }],
  [
    'json.min_interval >= 2.5 && json.retry_cap >= 6.0',
    tableOf({ json: 'any' }),
    { json: { min_interval: 3, retry_cap: 8 } },
    { json: { min_interval: 2, retry_cap: 8 } },
  ],
  ['recall["pass"] >= 0.60', classification, { recall: { pass: 0.6 } }, { recall: { pass: 0.59 } }],
  ['confusion["reject"]["pass"] == 0', classification, { confusion: {} }, { confusion: { reject: { pass: 1 } } }],
  ['status["422"] == 0', classification, { status: {} }, { status: { 422: 1 } }],
  ['statusRate["429"] <= 0.05', classification, { statusRate: { 200: 1 } }, { statusRate: { 429: 0.06 } }],
  [
    'answerShare["pass"]["blocked"] < 0.30',
    classification,
    { answerShare: { pass: { pass: 1 } } },
    { answerShare: { pass: { blocked: 0.3 } } },
  ],
  [
    'maxShare <= 0.70 && maxOffClassShare <= 0.30',
    classification,
    { maxShare: 0.7, maxOffClassShare: 0.3 },
    { maxShare: 0.71, maxOffClassShare: 0.3 },
  ],
  ['wilson.lower > 0.60', classification, { wilson: { lower: 0.61 } }, { wilson: { lower: 0.6 } }],
  [
    'json.verdict == "ALLOW" && json.steps == 7',
    tableOf({ json: 'any' }),
    { json: { verdict: 'ALLOW', steps: 7 } },
    { json: { verdict: 'DENY' } },
  ],
  [
    'size(rows) == 1 && rows[0].status == "completed" && rows[0].risk_level == "low"',
    tableOf({ rows: { list: 'any' } }),
    { rows: [{ status: 'completed', risk_level: 'low' }] },
    { rows: [] },
  ],
];

describe('conditions of release teams', () => {
  test.each(EXAMPLES)('%s', (source, table, good, bad) => {
    expect(checkCondition(parseCondition(source), table)).toEqual([]);
    expect(judge(source, good, table).verdict).toBe('passed');
    expect(judge(source, bad, table).verdict).toBe('failed');
    expect(judge(source, {}, table).verdict).toBe('blocked');
  });

  test.each([
    '10.0 * gates["tests"].counts.passRate',
    '10.0 * gates["tests"].counts.suites["integration"].passRate',
    '0.4 * integration + 0.3 * tests + 0.3 * coverage',
  ])('%s is a number', (source) => {
    expect(checkValue(parseCondition(source), asserted, 'number')).toEqual([]);
  });
});
