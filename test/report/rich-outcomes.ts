import type { Judgement } from '../../src/core/judgement.ts';
import type { GatePlan, Plan } from '../../src/core/plan.ts';
import { thousands } from '../../src/core/thousands.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { criterion, gatePlan, judgement, outcome, plan } from './outcomes.ts';

/** One release process of seven gates, and four ways in which it may end: what a reviewer would see of each. */

const GATES: readonly GatePlan[] = [
  gatePlan('precheck', { name: 'Tools', at: { line: 24, column: 3 } }),
  gatePlan('tests', {
    kind: 'tests',
    name: 'Integration tests',
    at: { line: 31, column: 3 },
    needs: ['precheck'],
    workingDirectory: 'services',
  }),
  gatePlan('cycles', { kind: 'cycles', name: 'Stop and start, 10 times', at: { line: 44, column: 3 }, needs: ['precheck'] }),
  gatePlan('health-30m', { kind: 'health', name: 'Health checks, 30 min', at: { line: 51, column: 3 }, needs: ['cycles'] }),
  gatePlan('latency', { kind: 'metrics', name: 'Latency under load', at: { line: 62, column: 3 }, needs: ['health-30m'] }),
  gatePlan('routes', { name: 'Public routes', at: { line: 75, column: 3 }, needs: ['precheck'], required: false }),
  gatePlan('evidence', { kind: 'evidence', name: 'Evidence' }),
];

const precheck = judgement('precheck', {
  name: 'Tools',
  criteria: [
    criterion('node', '>=20', 'v24.21.0'),
    criterion('python3', '>=3.11', '3.11.2'),
    criterion('disk /', 'free > 0.2', 'free = 0.61'),
  ],
  counts: { total: 3, passed: 3, failed: 0 },
});
const cycles = judgement('cycles', {
  kind: 'cycles',
  name: 'Stop and start, 10 times',
  criteria: [criterion('all cycles complete', '10 of 10', '10 of 10'), criterion('leftovers', '= 0', '0')],
  counts: { cycles: 10, expectedCycles: 10, leftovers: 0 },
});
const routes = judgement('routes', {
  name: 'Public routes',
  required: false,
  criteria: [criterion('GET /healthz', 'status == 200', 'status = 200'), criterion('GET /api/models', 'status == 200', 'status = 200')],
  counts: { total: 2, passed: 2, failed: 0 },
});
const evidence = judgement('evidence', {
  kind: 'evidence',
  name: 'Evidence',
  criteria: [criterion('no secrets', '= 0', '0 found'), criterion('clean tree', 'no uncommitted change', 'clean')],
  counts: { secrets: 0 },
});

function tests(over: Partial<Judgement> = {}): Judgement {
  return judgement('tests', {
    kind: 'tests',
    name: 'Integration tests',
    criteria: [
      criterion('tests', '> 0', '42'),
      criterion('unwaived failures', '≤ 0', '0'),
      criterion('collection errors', '= 0', '0'),
      criterion('differences', '= 0', '0 between 2 runs'),
    ],
    counts: { total: 42, passed: 42, failed: 0, unwaivedFailures: 0, runs: 2 },
    ...over,
  });
}

function health(failures: number, checks: number, over: Partial<Judgement> = {}): Judgement {
  return judgement('health-30m', {
    kind: 'health',
    name: 'Health checks, 30 min',
    criteria: [
      criterion(
        'every expected check happened',
        `${thousands(checks)} of ${thousands(checks)}`,
        `${thousands(checks)} of ${thousands(checks)}`,
      ),
      criterion('failures', '≤ 0', String(failures), failures === 0 ? 'passed' : 'failed'),
      criterion('stalls', '= 0', '0'),
      criterion('p95Ms < 200.0', 'p95Ms < 200', 'p95Ms = 12.4'),
    ],
    counts: { checks, expectedChecks: checks, intervals: checks / 6, failures },
    ...over,
  });
}

function latency(verdict: Verdict, measured: string, over: Partial<Judgement> = {}): Judgement {
  return judgement('latency', {
    kind: 'metrics',
    name: 'Latency under load',
    verdict,
    criteria: [
      criterion('p95Seconds < 0.2', 'p95Seconds < 0.2', measured, verdict),
      criterion('errorRate < 0.001', 'errorRate < 0.001', verdict === 'passed' ? 'errorRate = 0.0002' : measured, verdict),
    ],
    counts: { queries: 2, samples: verdict === 'passed' ? 60 : 0 },
    ...over,
  });
}

function skipped(gate: GatePlan, why: string): Judgement {
  const { id, kind, name, required } = gate;
  const reason = why;
  return judgement(id, { kind, name, required, verdict: 'skipped', reason, criteria: [criterion('ran', 'the gate runs', why, 'skipped')] });
}

function gateNamed(id: string): GatePlan {
  return GATES.find((gate) => gate.id === id) ?? gatePlan(id);
}

function ended(judgements: readonly Judgement[], over: Partial<Plan> = {}, rest: Partial<Outcome> = {}): Outcome {
  return outcome(judgements, { plan: plan({ gates: GATES, signOff: { cto: ['@cto'], qa: ['@qa-lead'] }, ...over }), ...rest });
}

export function richGo(): Outcome {
  return ended([precheck, tests(), cycles, health(0, 2160), latency('passed', 'p95Seconds = 0.137'), routes, evidence]);
}

export function richNoGo(): Outcome {
  const failing = tests({
    verdict: 'failed',
    raw: 'failed',
    reason: 'unwaived failures: 2, limit 0',
    criteria: [
      criterion('tests', '> 0', '42'),
      criterion('unwaived failures', '≤ 0', '2', 'failed'),
      criterion('collection errors', '= 0', '0'),
      criterion('differences', '= 0', '0 between 2 runs'),
    ],
    counts: { total: 42, passed: 39, failed: 3, unwaivedFailures: 2, runs: 2 },
    findings: [
      {
        title: 'tests.test_router::test_falls_back_to_the_small_model',
        message:
          "AssertionError: assert 'large' == 'small'\n  where 'large' = route(Request(tokens=12)).model\nExpected the fallback after 3 timeouts",
        file: 'tests/test_router.py',
        line: 88,
        seq: 412,
      },
      {
        title: 'tests.test_memory::test_recall_after_restart[sqlite]',
        message: 'sqlite3.OperationalError: database is locked',
        file: 'tests/test_memory.py',
        line: 31,
        seq: 413,
      },
    ],
  });
  const sick = health(1, 2160, {
    verdict: 'failed',
    raw: 'failed',
    reason: 'failures: 1, limit 0',
    findings: [{ title: 'memory-engine', message: 'slot 217 of 360: CONNECTION_REFUSED after 0.4 ms', seq: 1318 }],
  });
  const astray = judgement('routes', {
    name: 'Public routes',
    required: false,
    verdict: 'warned',
    raw: 'failed',
    reason: 'GET /api/models: status 404, expected status == 200',
    criteria: [
      criterion('GET /healthz', 'status == 200', 'status = 200'),
      criterion('GET /api/models', 'status == 200', 'status = 404', 'failed'),
    ],
    counts: { total: 2, passed: 1, failed: 1 },
    findings: [{ title: 'GET /api/models', message: 'status = 404: {"detail":"Not Found"}', seq: 2601 }],
  });
  const left = skipped(gateNamed('latency'), 'not run: health-30m failed');
  return ended(
    [precheck, failing, cycles, sick, left, astray, evidence],
    {},
    {
      errors: [
        { gate: 'health-30m', subject: 'memory-engine', code: 'CONNECTION_REFUSED', count: 1 },
        { gate: 'routes', subject: 'GET /api/models', code: 'STATUS', count: 2 },
      ],
    },
  );
}

export function richBlocked(): Outcome {
  const blind = latency('blocked', 'no data: the query gave an empty result in 60 of 60 intervals', {
    reason: 'p95Seconds < 0.2: no data: the query gave an empty result in 60 of 60 intervals',
    findings: [{ title: 'prometheus', message: 'http_request_duration_seconds_bucket{job="gateway"} has no series', seq: 3120 }],
  });
  const waived = tests({
    verdict: 'waived',
    raw: 'failed',
    reason: '1 failure is waived by @qa-lead until 2026-12-31: wrong signature in the test',
    criteria: [criterion('tests', '> 0', '42'), criterion('unwaived failures', '≤ 0', '0 (1 waived)', 'waived')],
    counts: { total: 42, passed: 41, failed: 1, unwaivedFailures: 0, runs: 2 },
    findings: [
      {
        title: 'tests.test_voice::test_spice_self_play',
        message: 'waived (low): TypeError: play() takes 2 positional arguments but 3 were given',
        file: 'tests/test_voice.py',
        line: 140,
        seq: 415,
      },
    ],
  });
  return ended([precheck, waived, cycles, health(0, 2160), blind, routes, evidence]);
}

export function richPartial(): Outcome {
  const chosen = new Set(['precheck', 'cycles', 'health-30m', 'evidence']);
  return ended([precheck, cycles, health(0, 72), evidence], {
    gates: GATES.filter(({ id }) => chosen.has(id)),
    partial: ['only cycles, health-30m were selected', 'the variable "soak" was overridden'],
    overrides: { soak: '1m' },
    selection: { gates: ['cycles', 'health-30m'], skip: [] },
    excluded: GATES.filter(({ id }) => !chosen.has(id)).map(({ id }) => ({ id, why: 'not-selected' })),
  });
}
