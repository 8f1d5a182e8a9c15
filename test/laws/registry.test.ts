import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import type { Sketch } from '../facts.ts';
import { kinds } from '../../src/gates/registry.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { changeOf } from '../gates/change/facts.ts';
import { attachment as kept, but, jsonl, RIGHT, scenarioOf as classified } from '../gates/classification/facts.ts';
import { cycles } from '../gates/cycles/facts.ts';
import { expected as ofDurability, scenarioOf as durable } from '../gates/durability/facts.ts';
import { lawsOf, type Sample } from './laws.ts';
import { announcedBy, assessmentsOf, measuredIn, mistypedIn, namesIn } from './measured.ts';
import { filesOf, judge, type Observed, record, type Scenario } from './transcript.ts';

/** A scenario over a real configuration: what is expected is what its plan says. */
function scenarioOf(text: string, observed: Observed, files: Readonly<Record<string, string>> = {}): Scenario {
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return { plan: loadPlan(input).plan, registry: kinds, files: filesOf(files), observed };
}

const SERVICES = `version: 1
services:
  api: { run: node api.js, port: 7000, health: /healthz, pid-file: state/api.pid }
  load: { run: node load.js }
`;
const WATCHED = SERVICES.replace('health: /healthz', 'health: /healthz, progress: { http: /m, value: json.n, within: 2s }');
const COUNTER = '  db: { health: { tcp: "127.0.0.1:5432" }, progress: { http: "http://127.0.0.1:1/m", value: json.n, within: 2s } }\n';

const SLOTS = 6;
/** A check a second of two services, and looks at their progress. */
const health: Sketch[] = Array.from({ length: SLOTS }, (_, slot): Sketch[] => [
  { type: 'check', service: 'api', slot, late: 0.5, us: 900 + slot, got: { status: 200 }, t: 1000 * slot },
  { type: 'check', service: 'db', slot, late: 0.2, us: 300, got: { open: true }, t: 1000 * slot + 500 },
  { type: 'progress', service: 'api', value: slot, t: 1000 * slot + 600 },
  { type: 'progress', service: 'db', value: slot, t: 1000 * slot + 600 },
]).flat();

const step: Sketch = { type: 'step', name: 'check-2', run: 'true', exit: 0, timedOut: false, aborted: false, durationMs: 3, leftovers: 0 };

const ACCESS = `version: 1
gates:
  g:
    kind: access
    base-url: http://127.0.0.1:7000
    identities: { anonymous: {}, reader: { headers: { X-Role: reader } }, op: { headers: { X-Role: op } } }
    rules:
      - { request: { url: /v1/status }, allow: [op, reader], deny: [anonymous], expect: json.ok }
      - { request: { url: /v1/infer, method: POST, json: { a: 1 } }, allow: [op], deny: [reader, anonymous], denied-status: [403, 302] }
      - { request: { url: /v1/memory, method: DELETE }, deny: [op, reader, anonymous] }
    sandbox:
      - { run: in-sandbox true, expect: allowed }
      - { run: in-sandbox write note, expect: allowed }
      - { run: in-sandbox cat /etc/passwd, expect: denied, denied-exit: [77] }
      - { run: in-sandbox connect 127.0.0.1:1, expect: denied, denied-exit: [77, 78], control: connect 127.0.0.1:1 }
    criteria: [ "allowed == 5", "denied == 8" ]
`;

const TESTS = `version: 1
gates:
  g:
    kind: tests
    run: run-tests
    runs: 2
    reports: junit.xml
    coverage: coverage-final.json
    base: main
    components: [ { name: a, match: a.ts } ]
    outputs: out.json
    tolerated-exit-codes: [1]
    suites: [ { name: unit, match: "tests/unit/**", criteria: [ "passRate == 1.0" ] } ]
    criteria: [ "total == 2", "passed == 1", "coverage.lines >= 0.5", "coverage.changedLines >= 0.5", "differences == 0" ]
waivers: [ { gate: g, match: two, severity: low, owner: "@qa", reason: known, expires: 2099-01-01 } ]
`;
const JUNIT = `<testsuite name="s"><testcase classname="tests.unit.a" name="one"/><testcase classname="tests.e2e.b" name="two"><failure message="x"/></testcase></testsuite>`;
const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
/** Of a format that counts all there is: lines, branches and statements. */
const ISTANBUL = JSON.stringify({
  'a.ts': {
    path: 'a.ts',
    statementMap: { 0: at(1), 1: at(2) },
    s: { 0: 1, 1: 0 },
    branchMap: { 0: { type: 'if', locations: [at(1), at(1)] } },
    b: { 0: [1, 0] },
    fnMap: {},
    f: {},
  },
});
const DIFF = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -0,0 +1,2 @@\n+one\n+two\n';

/** The files of the checkout, to which coverage reports give names. */
const CHECKOUT: Sketch = {
  type: 'attachment',
  path: 'gates/g/checkout.jsonl',
  original: 'files of the checkout',
  sha256: 'checkout',
  bytes: 1,
  modifiedAt: 100,
  existedBefore: false,
  role: 'checkout',
};

/** All that one run of tests records. */
function testRun(run: number): Sketch[] {
  const file = (role: string, folder: string, original: string): Sketch => ({
    type: 'attachment',
    path: `gates/g/${folder}/run-${run}/${original}`,
    original,
    sha256: original,
    bytes: 1,
    modifiedAt: 100 * run,
    existedBefore: false,
    role,
    run,
    place: 'gate-dir',
    patterns: [original],
  });
  return [
    { type: 'reports.before', run, at: 10 * run, files: 0 },
    { ...step, name: `run-${run}`, run: 'run-tests', exit: 1 },
    ...(run === 1 ? [CHECKOUT] : []),
    file('report', 'reports', 'junit.xml'),
    file('coverage', 'coverage', 'coverage-final.json'),
    file('output', 'outputs', 'out.json'),
    { type: 'reports.after', run, files: 3 },
  ];
}

const METRICS = `version: 1
gates:
  g:
    kind: metrics
    prometheus: { url: "http://127.0.0.1:9090" }
    queries: { errors: 'sum(rate(errors[1m]))', p95: 'histogram_quantile(0.95, x_bucket)' }
    interval: 1s
    duration: 3s
    criteria: [ "errors < 0.01", "p95 < 0.3" ]
`;
const sample = (query: string, slot: number, value: string, more: Partial<Sketch> = {}): Sketch => ({
  type: 'sample',
  query,
  slot,
  at: 1_795_248_049_000 + slot * 1000,
  skewMs: 3,
  values: [['{}', value]],
  warnings: [],
  quantiles: [],
  ages: [['up', 'now', '0']],
  ...more,
});

const ROLLOUT = `version: 1
gates:
  g:
    kind: rollout
    run: deploy $GATE_WEIGHT
    stages:
      - { name: canary, weight: 10, bake: 2s, criteria: [ "requests > 0.0" ] }
      - { name: full, weight: 100, bake: 1s }
    prometheus: { url: "http://127.0.0.1:9090" }
    queries: { errors: 'sum(rate(errors[1m]))', requests: 'sum(rate(requests[1m]))' }
    interval: 1s
    criteria: [ "errors < 0.01" ]
    rollback: { run: undeploy, checks: [ { http: "http://127.0.0.1:1/health" } ] }
`;
/** All that a stage records which passes: its command takes two seconds. @param sinceMs when the one before was over */
function stage(index: number, name: string, weight: number, looks: number, sinceMs: number): Sketch[] {
  const at = sinceMs + 2000;
  return [
    { type: 'stage', stage: index, name, weight },
    sample('errors', 0, '0.001', { stage: index, changing: true, at: sinceMs + 1000 }),
    { ...step, name: `stage-${index + 1}`, run: 'deploy $GATE_WEIGHT' },
    { type: 'changed', stage: index, at },
    sample('errors', 1, '0.001', { stage: index, changing: true, at: sinceMs + 2000 }),
    ...Array.from({ length: looks }, (_, slot): Sketch[] => [
      sample('errors', slot, '0.001', { stage: index, at: at + (slot + 1) * 1000 }),
      sample('requests', slot, '7', { stage: index, at: at + (slot + 1) * 1000 }),
    ]).flat(),
  ];
}
const SINCE = 1_795_248_049_000;
const ROLLED: Sketch[] = [
  { type: 'prometheus', skewMs: 3, at: SINCE },
  ...stage(0, 'canary', 10, 2, SINCE),
  ...stage(1, 'full', 100, 1, SINCE + 4000),
  sample('errors', 0, '0.001', { stage: 1, after: true, at: SINCE + 8000 }),
];

/** For every kind that can be run, an execution that passes. A new kind has none yet, and the test below says so. */
const SAMPLES: Readonly<Record<string, () => Sample>> = {
  checks: () => ({
    scenario: scenarioOf(
      'version: 1\ngates: { g: { kind: checks, checks: [ { name: x, http: "http://h/x" }, { name: y, command: "true" }, { name: z, tcp: "h:1" } ], criteria: ["passed == 3"] } }\n',
      {
        g: [
          { type: 'probe', index: 0, name: 'x', try: 1, us: 100, got: { status: 200 } },
          { ...step, name: 'check-2', exit: 0 },
          { type: 'probe', index: 1, name: 'y', try: 1, us: 100, got: { exitCode: 0 } },
          { type: 'probe', index: 2, name: 'z', try: 1, us: 100, got: { open: true } },
        ],
      },
    ),
    expected: (o) => o.type === 'probe' || o.type === 'step',
  }),
  health: () => ({
    scenario: scenarioOf(
      `${WATCHED}${COUNTER}gates: { g: { kind: health, services: [api, db, load], interval: 1s, count: ${SLOTS}, criteria: ["p95Ms < 10.0", 'services["api"].failures == 0'] } }\n`,
      {
        g: health,
      },
    ),
    expected: (o) => o.type === 'check',
    lane: (o) => o['service'] as string,
  }),
  cycles: () => ({
    scenario: scenarioOf(`${SERVICES}gates: { cycles: { kind: cycles, services: [api, load], count: 2 } }\n`, { cycles: cycles(2) }),
    expected: (o) => o.gate === 'cycles' && o['cycle'] !== undefined,
  }),
  classification: () => ({
    scenario: classified({
      keys: 'runs: 2, run-delay: 5s, baseline: { from: old.jsonl, produced-by: external }',
      criteria: ['accuracy >= 0.7', 'agreement >= 0.95', 'maxRecallDrop <= 0.3'],
      baseline: [{ fact: kept('gates/g/old.jsonl', 'old.jsonl', { role: 'baseline', modifiedAt: -9 }), content: jsonl(RIGHT) }],
      runs: [{ results: jsonl(RIGHT) }, { results: jsonl(but({ c20: 'pass' })) }],
    }),
    expected: (o) => o.gate === 'g' && !o.type.startsWith('gate.'),
  }),
  assert: () => ({
    scenario: scenarioOf(
      'version: 1\ngates: { g: { kind: assert, files: { d: out.json, c: conf.yml }, values: { double: "2.0 * d.n" }, criteria: ["double == 8.0", "c.on"] } }\n',
      {
        g: [
          { type: 'attachment', path: 'gates/g/out.json', original: 'out.json', sha256: 'x', bytes: 1, modifiedAt: 0 },
          { type: 'attachment', path: 'gates/g/conf.yml', original: 'conf.yml', sha256: 'x', bytes: 1, modifiedAt: 0 },
        ],
      },
      { 'gates/g/out.json': '{"n": 4}', 'gates/g/conf.yml': 'on: true\n' },
    ),
    expected: (o) => o.type === 'attachment',
  }),
  access: () => ({
    scenario: scenarioOf(ACCESS, {
      g: [
        { type: 'request', rule: 0, identity: 'op', status: 200, us: 900, got: { json: { ok: true } } },
        { type: 'request', rule: 0, identity: 'reader', status: 200, us: 900, got: { json: { ok: true } } },
        { type: 'request', rule: 0, identity: 'anonymous', status: 401, us: 700 },
        { type: 'request', rule: 1, identity: 'op', status: 204, us: 700 },
        { type: 'request', rule: 1, identity: 'reader', status: 403, us: 700 },
        { type: 'request', rule: 1, identity: 'anonymous', status: 302, us: 700 },
        ...['op', 'reader', 'anonymous'].map((identity): Sketch => ({ type: 'request', rule: 2, identity, status: 403, us: 700 })),
        { ...step, name: 'sandbox-1' },
        { type: 'sandbox', index: 0, step: 'sandbox-1', exit: 0, timedOut: false },
        { type: 'sandbox', index: 1, step: 'sandbox-2', exit: 0, timedOut: false },
        { type: 'sandbox', index: 2, step: 'sandbox-3', exit: 77, timedOut: false },
        { type: 'sandbox', index: 3, step: 'sandbox-4', exit: 78, timedOut: false, control: { exit: 0, timedOut: false } },
      ],
    }),
    expected: (o) => o.type === 'request' || o.type === 'sandbox',
    lane: (o) => JSON.stringify(o['rule'] ?? o['step'] ?? o['name']),
  }),
  change: () => ({
    scenario: changeOf([{ path: 'docs/a.md' }, { path: 'src/new.ts', from: 'src/old.ts' }], { keys: 'criteria: [ "additions < 100.0" ]' }),
    expected: (o) => o.type === 'change.base' || o.type === 'attachment',
  }),
  tests: () => ({
    scenario: scenarioOf(
      TESTS,
      {
        g: [
          { type: 'attachment', path: 'gates/g/change.diff', original: 'diff against main', sha256: 'd', bytes: 1, role: 'diff' },
          ...[1, 2].flatMap(testRun),
        ],
      },
      {
        'gates/g/change.diff': DIFF,
        'gates/g/checkout.jsonl': '{"roots":["/checkout"],"workingDirectory":""}\n"a.ts"\n',
        ...Object.fromEntries([1, 2].map((n) => [`gates/g/reports/run-${n}/junit.xml`, JUNIT])),
        ...Object.fromEntries([1, 2].map((n) => [`gates/g/coverage/run-${n}/coverage-final.json`, ISTANBUL])),
        ...Object.fromEntries([1, 2].map((n) => [`gates/g/outputs/run-${n}/out.json`, '{}'])),
      },
    ),
    expected: (o) => o.gate === 'g' && !o.type.startsWith('gate.'),
  }),
  metrics: () => ({
    scenario: scenarioOf(METRICS, {
      g: [0, 1, 2].flatMap((slot) => [sample('errors', slot, '0.001'), sample('p95', slot, '0.2', { quantiles: [['{}', '0.2', '0.5']] })]),
    }),
    expected: (o) => o.type === 'sample',
  }),
  rollout: () => ({
    scenario: scenarioOf(ROLLOUT, { g: ROLLED }),
    expected: (o) => o.gate === 'g' && !o.type.startsWith('gate.'),
  }),
  durability: () => ({ scenario: durable([{}, {}], { criteria: ['lostWrites == 0', 'consistent'] }), expected: ofDurability }),
};

describe('the registry', () => {
  it('has an execution that passes for every kind that can be judged', () => {
    const judged = Object.entries(kinds).flatMap(([kind, { judge: one }]) => (one && kind !== 'evidence' ? [kind] : []));
    expect(Object.keys(SAMPLES).sort()).toEqual(judged.sort());
  });
});

for (const [kind, sample] of Object.entries(SAMPLES)) lawsOf(kind, sample);

/** Counts that the executions above do not have: a baseline of results is no execution. */
const SELDOM: Readonly<Record<string, readonly string[]>> = { classification: ['baseline'] };

describe('what a kind announces', () => {
  it.each(Object.keys(SAMPLES))('is all that gates of kind %s measure, and nothing else', (kind) => {
    const told = assessmentsOf(SAMPLES[kind]!().scenario, kind);
    expect(told).toHaveLength(1);
    for (const { assessment, table } of told) expect([...measuredIn(assessment, table)].sort()).toEqual([...announcedBy(table)].sort());
  });

  it.each(Object.keys(SAMPLES))('and its counts are all that gates of kind %s count, each of its type', (kind) => {
    const { share } = kinds[kind]!.spec;
    for (const { assessment, counts } of assessmentsOf(SAMPLES[kind]!().scenario, kind)) {
      const seldom = SELDOM[kind] ?? [];
      const announced = announcedBy(counts).filter((name) => !seldom.includes(name));
      expect([...namesIn(assessment.counts, counts)].sort()).toEqual([...announced].sort());
      expect(mistypedIn(assessment.counts, counts)).toEqual([]);
      expect(Object.keys(assessment.counts)).toEqual(expect.arrayContaining(share ? [share.bad, share.all] : []));
    }
  });

  it.each(Object.keys(SAMPLES).filter((kind) => kind !== 'assert'))('is among the counts of kind %s, all of it', (kind) => {
    for (const { table, counts } of assessmentsOf(SAMPLES[kind]!().scenario, kind)) {
      expect(announcedBy(counts)).toEqual(expect.arrayContaining([...announcedBy(table)]));
    }
  });
});

describe('facts that are not of their shape', () => {
  it.each(Object.keys(SAMPLES))('never let a gate of kind %s pass', (kind) => {
    const { scenario, expected } = SAMPLES[kind]!();
    const lines = record(scenario);
    const at = lines.findIndex(expected);
    const broken: readonly Observation[] = lines.map((o, i) =>
      i === at ? ({ seq: o.seq, t: o.t, type: o.type, gate: o.gate! } satisfies Observation) : o,
    );
    const { decision, inconsistencies } = judge(scenario, broken);
    expect(decision.status === 'GO' && inconsistencies.length === 0).toBe(false);
  });
});
