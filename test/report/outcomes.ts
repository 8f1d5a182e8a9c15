import type { Changeset, RatedFile } from '../../src/core/changeset.ts';
import type { Criterion, Judgement } from '../../src/core/judgement.ts';
import type { GatePlan, Plan } from '../../src/core/plan.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { decide } from '../../src/verdict/decision.ts';

/** Outcomes to render: what the four teams would see at the end of a run. */

const HEAD = '9f2c41d86b7a0e35c1f4d2a8897b6e50c3d1f0a2b4958c7e6d5f4a3b2c1d0e9f';
export const SHA = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function gatePlan(id: string, over: Partial<GatePlan> = {}): GatePlan {
  return {
    id,
    kind: 'checks',
    name: id,
    at: { line: 1, column: 1 },
    needs: [],
    if: 'success',
    required: true,
    services: [],
    fresh: false,
    env: {},
    workingDirectory: '.',
    shell: 'default',
    workspace: 'checkout',
    onFailure: [],
    onBlocked: [],
    spec: {},
    expected: {},
    criteria: [],
    defaults: [],
    ...over,
  };
}

export function plan(over: Partial<Plan> = {}): Plan {
  return {
    planVersion: 1,
    name: 'Phase 3 go/no-go',
    configSha256: SHA,
    vars: {},
    overrides: {},
    partial: [],
    selection: { gates: [], skip: [] },
    capturedEnv: {},
    secretEnv: [],
    env: {},
    policy: { requireCleanTree: true, allowWarnings: true },
    attachments: [],
    services: [],
    gates: [],
    excluded: [],
    waivers: [],
    signOff: {},
    ...over,
  };
}

export const FILE: RatedFile = { path: 'src/a.ts', status: 'changed', risk: 'high', rule: 'src/**', additions: 3, deletions: 0 };

export function changesetOf(files: readonly RatedFile[], over: Partial<Changeset> = {}): Changeset {
  return {
    base: 'origin/main',
    baseCommit: 'b'.repeat(40),
    mergeBase: 'b'.repeat(40),
    head: 'd'.repeat(40),
    risk: 'high',
    answer: 'needs-approval',
    approvedBy: [],
    fileCount: files.length,
    additions: 3,
    deletions: 0,
    binaryCount: 0,
    countByRisk: { low: 0, medium: 0, high: files.length, critical: 0 },
    files,
    omitted: 0,
    ...over,
  };
}

export function criterion(name: string, target: string, measured: string, verdict: Verdict = 'passed'): Criterion {
  return { name, target, measured, verdict };
}

export function judgement(gate: string, over: Partial<Judgement> = {}): Judgement {
  const verdict = over.verdict ?? 'passed';
  return {
    gate,
    kind: 'checks',
    name: gate,
    required: true,
    verdict,
    raw: verdict,
    reason: '',
    criteria: [],
    counts: {},
    measurements: {},
    findings: [],
    ...over,
  };
}

/** An outcome over these judgements; the decision is the real one. */
export function outcome(judgements: readonly Judgement[], over: Partial<Outcome> & { plan?: Plan } = {}): Outcome {
  const planned = over.plan ?? plan({ gates: judgements.map(({ gate, kind, name }) => gatePlan(gate, { kind, name })) });
  return {
    executionId: '20261121-041609-4f2a9c',
    head: HEAD,
    startedAt: '2026-11-21T04:16:09.123Z',
    finishedAt: '2026-11-21T04:49:11.904Z',
    durationMs: 1_982_781.402,
    facts: {
      started: {
        seq: 1,
        t: 0,
        type: 'execution.started',
        executionId: '20261121-041609-4f2a9c',
        at: '2026-11-21T04:16:09.123Z',
        node: 'v24.21.0',
        os: 'linux 6.1.0',
        arch: 'x64',
        machine: 'a1b2c3',
        producer: 'gate-action 0.1.0',
        judge: 1,
        render: 1,
      },
      source: {
        seq: 2,
        t: 3.1,
        type: 'source',
        vcs: 'git',
        commit: '4c1f7d9e2b3a5c6d7e8f9a0b1c2d3e4f5a6b7c8d',
        branch: 'release/3.0',
        dirtyCount: 0,
        dirty: [],
      },
    },
    timeline: judgements
      .filter(({ verdict }) => verdict !== 'skipped')
      .map(({ gate }, index) => ({ gate, startedT: index * 390_000 + 120.5, endedT: (index + 1) * 390_000 - 1900, reason: 'completed' })),
    files: [
      { path: 'data/gates/precheck/stdout-1.log', sha256: SHA, bytes: 2160, gate: 'precheck', source: 'run' },
      { path: 'data/gates/evidence/RELEASE_CHECKLIST.md', sha256: HEAD, bytes: 812, source: 'commit', handWritten: true },
    ],
    steps: [
      {
        t: 1200.5,
        gate: 'precheck',
        name: 'run-1',
        run: 'node --version && python3 --version',
        exit: 0,
        timedOut: false,
        aborted: false,
        durationMs: 183.2,
        leftovers: 0,
        stdout: 'data/gates/precheck/stdout-1.log',
        stderr: 'data/gates/precheck/stderr-1.log',
      },
    ],
    errors: [],
    decision: decide(planned, judgements),
    ...over,
    plan: planned,
  };
}

const precheck = judgement('precheck', {
  name: 'Tools',
  criteria: [
    criterion('node', '>=20', 'v24.21.0'),
    criterion('sqlite3', '>=3.40', '3.40.1'),
    criterion('disk /', 'free > 0.2', 'free = 0.61'),
  ],
  counts: { total: 3, passed: 3, failed: 0 },
});
const cycles = judgement('cycles', {
  kind: 'cycles',
  name: 'Stop and start, 10 times',
  criteria: [criterion('all cycles complete', '= 10', '10 of 10'), criterion('leftovers', '= 0', '0')],
  counts: { cycles: 10, expectedCycles: 10, leftovers: 0 },
});
const health = judgement('health-30m', {
  kind: 'health',
  name: 'Health checks, 30 min',
  criteria: [
    criterion('every expected check happened', '= 2160', '2,160 of 2,160'),
    criterion('failures', '<= 0', '0'),
    criterion('stalls', '= 0', '0'),
    criterion('p95Ms < 200.0', 'p95Ms < 200', 'p95Ms = 12.4'),
  ],
  counts: { checks: 2160, expectedChecks: 2160, intervals: 360, failures: 0 },
});
const assertions = judgement('assertions', {
  kind: 'assert',
  criteria: [criterion('Gate2.TotalChecks', 'gates["health-30m"].counts.checks == 2160', 'gates["health-30m"].counts.checks = 2160')],
});
const evidence = judgement('evidence', {
  kind: 'evidence',
  name: 'Evidence',
  criteria: [criterion('no secrets', '= 0', '0 found'), criterion('clean tree', 'no uncommitted change', 'clean')],
  counts: { secrets: 0 },
});
const SIGN_OFF = { cto: ['@cto'], qa: ['@qa-lead', '@qa-deputy'] };

export function planOf(judgements: readonly Judgement[], over: Partial<Plan> = {}): Plan {
  return plan({
    gates: judgements.map(({ gate, kind, name, required }) => gatePlan(gate, { kind, name, required })),
    signOff: SIGN_OFF,
    ...over,
  });
}

export function go(): Outcome {
  const judgements = [precheck, cycles, health, assertions, evidence];
  return outcome(judgements, { plan: planOf(judgements) });
}

export function noGo(): Outcome {
  const judgements = [
    precheck,
    cycles,
    judgement('health-30m', {
      kind: 'health',
      name: 'Health checks, 30 min',
      verdict: 'failed',
      reason: 'failures: 1, limit 0',
      criteria: [
        criterion('every expected check happened', '= 2160', '2,160 of 2,160'),
        criterion('failures', '<= 0', '1', 'failed'),
        criterion('stalls', '= 0', '0'),
        criterion('p95Ms < 200.0', 'p95Ms < 200', 'p95Ms = 12.4'),
      ],
      counts: { checks: 2160, expectedChecks: 2160, intervals: 360, failures: 1 },
      findings: [{ title: 'Failed check', message: 'memory-engine, slot 217: CONNECTION_REFUSED after 0.4 ms', seq: 1318 }],
    }),
    judgement('routes', {
      name: 'Public routes',
      required: false,
      verdict: 'warned',
      raw: 'failed',
      reason: 'GET /api/lc/results: status 404, expected anything but 404',
      criteria: [criterion('GET /api/lc/results', 'status != 404', 'status = 404', 'failed')],
      counts: { total: 4, passed: 3, failed: 1 },
      findings: [{ title: 'Unexpected answer', message: 'GET /api/lc/results answered 404', seq: 2601, file: 'api/routes.py', line: 88 }],
    }),
    judgement('assertions', {
      kind: 'assert',
      verdict: 'skipped',
      reason: 'not run: health-30m failed',
      criteria: [criterion('ran', 'the gate runs', 'not run: health-30m failed', 'skipped')],
    }),
    evidence,
  ];
  return outcome(judgements, {
    plan: planOf(judgements),
    errors: [
      { gate: 'health-30m', subject: 'memory-engine', code: 'CONNECTION_REFUSED', count: 1 },
      { gate: 'routes', subject: 'GET /api/lc/results', code: 'STATUS', count: 2 },
    ],
  });
}

export function blocked(): Outcome {
  const judgements = [
    judgement('precheck', {
      name: 'Tools',
      verdict: 'blocked',
      reason: 'sqlite3: not found on PATH (NOT_FOUND), expected >=3.40',
      criteria: [criterion('node', '>=20', 'v24.21.0'), criterion('sqlite3', '>=3.40', 'not found on PATH (NOT_FOUND)', 'blocked')],
      counts: { total: 2, passed: 1, failed: 0 },
    }),
    ...['cycles', 'health-30m', 'assertions'].map((id) =>
      judgement(id, {
        verdict: 'skipped',
        reason: 'not run: precheck blocked',
        criteria: [criterion('ran', 'the gate runs', 'not run: precheck blocked', 'skipped')],
      }),
    ),
    evidence,
  ];
  return outcome(judgements, {
    plan: planOf(judgements),
    facts: { ...go().facts, source: { seq: 2, t: 1, type: 'source', vcs: null } },
    durationMs: 912.5,
    finishedAt: '2026-11-21T04:16:10.035Z',
  });
}

export function partial(): Outcome {
  const waived = judgement('tests', {
    kind: 'tests',
    name: 'Integration tests',
    verdict: 'waived',
    raw: 'failed',
    reason: 'unwaivedFailures: 0, 1 waived by @qa-lead until 2026-12-31: wrong signature in the test',
    criteria: [criterion('unwaivedFailures', '= 0', '0 (1 waived)', 'waived'), criterion('total > 0', 'total > 0', 'total = 42')],
    counts: { total: 42, passed: 41, failed: 1 },
  });
  const judgements = [precheck, waived, evidence];
  return outcome(judgements, {
    plan: planOf(judgements, {
      partial: ['only precheck, tests were selected', 'the variable "soak" was overridden'],
      overrides: { soak: '1m' },
      excluded: [
        { id: 'cycles', why: 'not-selected' },
        { id: 'routes', why: 'skipped-by-user' },
      ],
      purpose: 'deployment',
    }),
  });
}

/** An execution that broke off before anything was recorded. */
export function empty(): Outcome {
  return { ...outcome([], { timeline: [], files: [], steps: [], facts: {} }), durationMs: 0 };
}
