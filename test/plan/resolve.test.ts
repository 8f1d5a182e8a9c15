import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/core/json.ts';
import type { Plan } from '../../src/core/plan.ts';
import { kinds } from '../../src/gates/registry.ts';
import { USER_KINDS } from '../../src/plan/configuration.ts';
import { exampleConfiguration } from '../../src/plan/example.ts';
import { describePlan, planRecord } from '../../src/plan/describe.ts';
import { derivePlan } from '../../src/plan/load.ts';
import { FIXTURES, fixture, gateOf, load, planOf, problemsOf, serviceOf } from './load.ts';

describe('services', () => {
  const plan = planOf(`version: 1
services:
  api:
    run: node api.js
    port: 7000
    health: /healthz
    progress: { http: /metrics.json, value: json.processed, within: 10s }
  worker: { run: ./w, ready: { tcp: "127.0.0.1:9", timeout: 5s }, stop: { signal: SIGINT }, pid-file: w.pid, log: w.log, shell: sh, working-directory: w, env: { N: 3, B: true } }
  db: { health: { tcp: "[::1]:5432", timeout: 1s } }
  queue: { port: 9, health: { command: ./ping, expect: "exitCode == 3" }, log: { run: docker logs q } }
  web: { run: ./web, port: 80, health: { http: { url: /x, method: HEAD, headers: { A: b } } }, ready: { interval: 1s, timeout: 1m } }
gates:
  h: { kind: health, services: all, count: 10 }
`);

  it('take a path as an address of their port, and health as the way to see that they are ready', () => {
    const probe = {
      name: 'api',
      kind: 'http',
      target: { url: 'http://127.0.0.1:7000/healthz', method: 'GET', headers: {} },
      timeoutMs: 5000,
      retry: { attempts: 1, delayMs: 0 },
    };
    expect(serviceOf(plan, 'api')).toEqual({
      id: 'api',
      run: 'node api.js',
      port: 7000,
      ports: [7000],
      health: probe,
      ready: { probe, intervalMs: 200, timeoutMs: 30_000 },
      progress: {
        probe: { ...probe, name: 'api progress', target: { ...probe.target, url: 'http://127.0.0.1:7000/metrics.json' } },
        value: 'json.processed',
        withinMs: 10_000,
      },
      stop: { signal: 'SIGTERM', gracePeriodMs: 5000 },
      workingDirectory: '.',
      env: {},
      shell: 'default',
    });
  });

  it('have every key honoured', () => {
    expect(serviceOf(plan, 'worker')).toMatchObject({
      ready: { probe: { kind: 'tcp', target: { host: '127.0.0.1', port: 9 } }, intervalMs: 200, timeoutMs: 5000 },
      stop: { signal: 'SIGINT', gracePeriodMs: 5000 },
      pidFile: 'w.pid',
      log: { path: 'w.log' },
      shell: 'sh',
      workingDirectory: 'w',
      env: { N: '3', B: 'true' },
    });
    expect(serviceOf(plan, 'worker').health).toBeUndefined();
    expect(serviceOf(plan, 'db')).toMatchObject({ health: { target: { host: '::1', port: 5432 }, timeoutMs: 1000 } });
    expect(serviceOf(plan, 'queue')).toMatchObject({
      health: { kind: 'command', target: { run: './ping' }, expect: 'exitCode == 3' },
      log: { run: 'docker logs q' },
    });
    expect(serviceOf(plan, 'web').ready).toMatchObject({
      probe: { target: { url: 'http://127.0.0.1:80/x', method: 'HEAD', headers: { A: 'b' } } },
      intervalMs: 1000,
      timeoutMs: 60_000,
    });
  });

  const NEEDY = `version: 1
services:
  app: { run: x, port: 3000, health: /healthz, needs: [cache, db] }
  cache: { run: y, port: 6379, health: { tcp: "127.0.0.1:6379" }, needs: db }
  db: { health: { tcp: "db:5432" } }
  other: { run: z }
gates:
  h: { kind: health, services: [app], count: 2 }
  c: { kind: cycles, services: [app], count: 2 }
  k: { kind: checks, services: [app], checks: [ { http: /v1 }, { http: { url: /v2 } }, { http: "http://h/" } ] }
`;

  it('bring those that they need into every gate that names them', () => {
    const needy = planOf(NEEDY);
    for (const id of ['h', 'c', 'k']) expect(gateOf(needy, id).services).toEqual(['app', 'cache', 'db']);
    expect(gateOf(needy, 'h').expected).toEqual({ checks: 6, intervals: 2, services: ['app', 'cache', 'db'] });
    // What somebody else starts is ready before a cycle, and is not cycled.
    expect(gateOf(needy, 'c').spec).toEqual({ count: 2, services: ['app', 'cache'] });
    expect(describePlan(needy)).toContain('services db, cache (after db), app (after cache, db)');
    expect(planRecord(needy)['services']).toContainEqual({ id: 'app', managed: true, needs: ['cache', 'db'], port: 3000 });
  });

  it('give a gate that names one alone their port for its paths', () => {
    const urls = (gateOf(planOf(NEEDY), 'k').spec['checks'] as { target: { url: string } }[]).map(({ target }) => target.url);
    expect(urls).toEqual(['http://127.0.0.1:3000/v1', 'http://127.0.0.1:3000/v2', 'http://h/']);
    const several = NEEDY.replace('kind: checks, services: [app]', 'kind: checks, services: [app, cache]');
    expect(problemsOf(several)[0]).toContain('found the path "/v1", expected a URL');
  });

  it.each([
    ['[dba]', '3:56: unknown service "dba"; did you mean "db"?'],
    ['[app]', '3:56: "app" needs itself'],
    ['[db, db]', '3:60: a second "db"'],
    ['[cache]', '3:56: services need each other in a circle: app → cache → app'],
  ])('that need %s are refused', (needs, problem) => {
    const text = NEEDY.replace('needs: [cache, db]', `needs: ${needs}`).replace(
      'needs: db }',
      needs === '[cache]' ? 'needs: app }' : 'needs: db }',
    );
    expect(problemsOf(text)).toEqual([`gates.yml:${problem}`]);
  });

  it('have the ports that they are asked at, but for those of others', () => {
    const ports = (services: string) => {
      const { services: plans } = planOf(`version: 1\nservices:\n${services}gates:\n  g: { run: x }\n`);
      return Object.fromEntries(plans.map(({ id, ports: own }) => [id, own]));
    };
    expect(serviceOf(plan, 'db').ports).toBeUndefined();
    expect(
      ports(`  app: { run: x, health: "http://localhost:8080/health", ready: { http: "http://[::1]:9090/ready" } }
  declared: { run: x, port: 1, health: "http://127.0.0.1:81/management" }
  tls: { run: x, health: "https://app.localhost/" }
  elsewhere: { run: x, health: "http://example.org:8080/" }
  command: { run: x, health: { command: "true" } }
`),
    ).toEqual({ app: [8080, 9090], declared: [1, 81], tls: [443], elsewhere: [], command: [] });
    // One that is asked through a gateway, or whose ready waits for its database.
    expect(
      ports(`  gateway: { health: "http://127.0.0.1:8080/" }
  app: { run: x, port: 3000, health: "http://127.0.0.1:8080/app", ready: { tcp: "127.0.0.1:5432" } }
  db: { run: x, port: 5432 }
`),
    ).toEqual({ gateway: undefined, app: [3000], db: [5432] });
    expect(
      problemsOf(
        'version: 1\nservices:\n  a: { run: x, health: "http://127.0.0.1:8080/a" }\n  b: { run: x, health: "http://127.0.0.1:8080/b" }\ngates:\n  g: { run: x }\n',
      ),
    ).toEqual(['gates.yml:4:6: "b" and "a" are both asked at port 8080: whose it is, "port" must say']);
  });

  it('counts those with health, in the order of the file', () => {
    expect(gateOf(plan, 'h').services).toEqual(['api', 'db', 'queue', 'web']);
  });
});

describe('gates', () => {
  it('have defaults for all that is not said', () => {
    expect(gateOf(planOf('version: 1\ngates:\n  a: { run: ./test.sh }\n'), 'a')).toEqual({
      id: 'a',
      kind: 'checks',
      name: 'a',
      at: { line: 3, column: 3 },
      needs: [],
      if: 'success',
      required: true,
      services: [],
      fresh: false,
      timeoutMs: 3_600_000,
      env: {},
      workingDirectory: '.',
      shell: 'default',
      workspace: 'checkout',
      onFailure: [],
      onBlocked: [],
      spec: {
        checks: [
          {
            name: './test.sh',
            kind: 'command',
            target: { run: './test.sh' },
            timeoutMs: 2_147_483_647,
            retry: { attempts: 1, delayMs: 0 },
          },
        ],
      },
      expected: { checks: 1 },
      criteria: [],
      defaults: [{ name: './test.sh', target: 'holds' }],
    });
  });

  it('take one value where a list may stand, and criteria in both forms', () => {
    const text = `version: 1
gates:
  a: { run: x }
  b:
    run: x
    needs: a
    on-failure: ./one
    on-blocked: [./two, ./three]
    criteria: [ "failed == 0", { pass: "passed > 0" }, { name: few, pass: "failed == 0", warn: "failed < 2" } ]
`;
    expect(gateOf(planOf(text), 'b')).toMatchObject({
      needs: ['a'],
      onFailure: ['./one'],
      onBlocked: ['./two', './three'],
      criteria: [
        { name: 'failed == 0', pass: 'failed == 0' },
        { name: 'passed > 0', pass: 'passed > 0' },
        { name: 'few', pass: 'failed == 0', warn: 'failed < 2' },
      ],
    });
  });

  it('take one criterion, and one approver, where a list may stand', () => {
    const text = `version: 1
gates:
  a: { run: x, criteria: passed > 2 }
  b: { run: x, criteria: { name: some, pass: passed > 0 } }
  c: { kind: change, base: main, rules: [ { paths: src, risk: high } ], approvers: "@octo" }
`;
    const plan = planOf(text);
    expect(gateOf(plan, 'a').criteria).toEqual([{ name: 'passed > 2', pass: 'passed > 2' }]);
    expect(gateOf(plan, 'b').criteria).toEqual([{ name: 'some', pass: 'passed > 0' }]);
    expect(gateOf(plan, 'c').spec).toMatchObject({ approvers: ['octo'] });
    expect(problemsOf('version: 1\ngates: { a: { run: x, criteria: passed >== 2 } }\n')[0]).toContain('gates.yml:2:42');
  });

  it('run in the order of the file, but for what they need', () => {
    const order = (text: string): string =>
      planOf(`version: 1\ngates:\n${text}`)
        .gates.map(({ id }) => id)
        .join(' ');
    expect(order('  a: { run: x, needs: [c] }\n  b: { run: x }\n  c: { run: x, needs: [d] }\n  d: { run: x }\n')).toBe('b d c a evidence');
    expect(order('  a: { run: x }\n  b: { run: x }\n  c: { run: x, needs: [a] }\n')).toBe('a b c evidence');
  });

  it('end with the evidence, which knows what it has to judge', () => {
    const text = 'version: 1\npolicy: { require-clean-tree: true }\nevidence: { attachments: [LOG.md] }\ngates: { a: { run: x } }\n';
    expect(gateOf(planOf(text), 'evidence')).toMatchObject({
      kind: 'evidence',
      name: 'Evidence',
      required: true,
      spec: { requireCleanTree: true, attachments: ['LOG.md'] },
      defaults: [{ name: 'no secrets', target: '= 0' }, { name: 'clean tree' }],
    });
    expect(gateOf(planOf('version: 1\ngates: { a: { run: x } }'), 'evidence').defaults).toEqual([{ name: 'no secrets', target: '= 0' }]);
  });

  it('are bounded by an hour more than they take', () => {
    const services = 'services: { s: { run: x, port: 1, health: / } }';
    const text = `version: 1\n${services}\ngates:\n  h: { kind: health, services: all, duration: 30m }\n  t: { run: x, timeout: 90s }\n`;
    expect(gateOf(planOf(text), 'h').timeoutMs).toBe(5_400_000);
    expect(gateOf(planOf(text), 't').timeoutMs).toBe(90_000);
    const smoke = gateOf(planOf(fixture('lcopilot-quality')), 'smoke');
    expect(smoke.timeoutMs).toBe((45 * 2 + 2 + 60) * 60_000);
  });
});

describe('probes', () => {
  const target = (probe: string): unknown => {
    const spec = gateOf(
      planOf(`version: 1\nservices: { s: { run: x } }\ngates: { a: { kind: checks, checks: [ ${probe} ] } }\n`),
      'a',
    ).spec;
    return (spec['checks'] as readonly unknown[])[0];
  };

  it.each([
    ['{ http: "http://h/x" }', 'http', { url: 'http://h/x', method: 'GET', headers: {} }, 'http://h/x', 5000],
    [
      '{ http: { url: "http://h", method: POST, json: null } }',
      'http',
      { url: 'http://h', method: 'POST', headers: {}, json: null },
      'POST http://h',
      5000,
    ],
    ['{ tcp: "localhost:5432" }', 'tcp', { host: 'localhost', port: 5432 }, 'localhost:5432', 5000],
    ['{ port-free: 7000 }', 'port-free', { port: 7000 }, 'port 7000 free', 5000],
    ['{ command: ./x --y }', 'command', { run: './x --y' }, './x --y', 600_000],
    ['{ tool: node, version: ">=20" }', 'tool', { tool: 'node', version: '>=20' }, 'node >=20', 30_000],
    ['{ tool: node }', 'tool', { tool: 'node' }, 'node', 30_000],
    ['{ file: a.log }', 'file', { path: 'a.log', contains: [], lacks: [], capture: false, optional: false }, 'a.log', 5000],
    [
      '{ file: "log:s", fresh: true, min-bytes: 1, contains: a, lacks: [b], since: run, append-only: true, capture: true, optional: true, produced-by: gate }',
      'file',
      {
        log: 's',
        fresh: true,
        minBytes: 1,
        contains: ['a'],
        lacks: ['b'],
        since: 'run',
        appendOnly: true,
        capture: true,
        optional: true,
        producedBy: 'gate',
      },
      'log of s',
      5000,
    ],
    ['{ disk: /, expect: "free > 0.2" }', 'disk', { path: '/' }, 'disk /', 5000],
    ['{ env-file: .env, equals: { A: true, B: 1 } }', 'env-file', { path: '.env', equals: { A: 'true', B: '1' } }, '.env', 5000],
    ['{ env: CI, equals: true }', 'env', { variable: 'CI', equals: 'true' }, '$CI', 5000],
    ['{ process: nginx }', 'process', { name: 'nginx' }, 'process nginx', 5000],
    ['{ process: { pid-file: x.pid } }', 'process', { pidFile: 'x.pid' }, 'process x.pid', 5000],
    ['{ container: db }', 'container', { container: 'db' }, 'container db', 5000],
    ['{ sqlite: a.db, query: select 1, expect: "size(rows) == 1" }', 'sqlite', { path: 'a.db', query: 'select 1' }, 'a.db', 5000],
  ])('%s', (probe, kind, expected, name, timeoutMs) => {
    expect(target(probe)).toMatchObject({ name, kind, target: expected, timeoutMs, retry: { attempts: 1, delayMs: 0 } });
    expect((target(probe) as { target: unknown }).target).toEqual(expected);
  });

  it('are tried again as they say, else as their gate says', () => {
    const text = `version: 1
gates:
  a:
    kind: checks
    retry: { attempts: 2, delay: 10s }
    checks: [ { tcp: "h:1" }, { tcp: "h:2", retry: { attempts: 5 }, timeout: 1s, name: two, expect: open } ]
`;
    expect(gateOf(planOf(text), 'a').spec['checks']).toMatchObject([
      { retry: { attempts: 2, delayMs: 10_000 } },
      { name: 'two', retry: { attempts: 5, delayMs: 1000 }, timeoutMs: 1000, expect: 'open' },
    ]);
  });
});

describe('health gates', () => {
  const text = (gate: string): string => `version: 1
services:
  a: { run: x, port: 1, health: /, progress: { http: /m, value: json.n, within: 20s } }
  b: { run: x, port: 2, health: / }
  load: { run: x }
gates:
  long: { kind: health, services: [a], duration: 21s, interval: 1s }
  h: { kind: health, ${gate} }
`;

  it('know exactly what they expect', () => {
    const gate = gateOf(
      planOf(
        text(
          'services: [load, b, a], interval: 150ms, duration: 54s, failure-limit: 0.5%, consecutive-failure-limit: 3, missed-limit: 2, uninterrupted: 10s',
        ),
      ),
      'h',
    );
    expect(gate.services).toEqual(['a', 'b', 'load']);
    expect(gate.expected).toEqual({ checks: 720, intervals: 360, services: ['a', 'b'] });
    expect(gate.spec).toEqual({
      intervalMs: 150,
      count: 360,
      failureLimit: { ratio: 0.005 },
      perService: true,
      consecutiveFailureLimit: 3,
      missedLimit: { count: 2 },
      uninterruptedMs: 10_000,
      failFast: false,
      services: ['a', 'b'],
      watched: ['load'],
      stalls: [{ service: 'a', withinMs: 20_000, judged: true }],
    });
    expect(gate.defaults).toEqual([
      { name: 'every expected check happened', target: '720 of 720' },
      { name: 'failures', target: '≤ 3' },
      { name: 'failures of each service', target: '≤ 1' },
      { name: 'consecutive failures', target: '≤ 3 of each service' },
      { name: 'missed', target: '≤ 2' },
      { name: 'stalls', target: '= 0' },
      { name: 'uninterrupted', target: '≥ 10s' },
    ]);
  });

  it('say what a ratio allows each service, unless the sum alone is meant', () => {
    const limits = (keys: string) =>
      gateOf(planOf(text(`services: [a, b], interval: 1s, count: 10, failure-limit: 50%, ${keys}`)), 'h').defaults;
    expect(limits('missed-limit: 20%').slice(1)).toEqual([
      { name: 'failures', target: '≤ 10' },
      { name: 'failures of each service', target: '≤ 5' },
      { name: 'missed', target: '≤ 4' },
      { name: 'missed of each service', target: '≤ 2' },
    ]);
    expect(limits('missed-limit: 20%, per-service: false').slice(1)).toEqual([
      { name: 'each service was well', target: 'once at least' },
      { name: 'failures', target: '≤ 10' },
      { name: 'missed', target: '≤ 4' },
    ]);
  });

  it.each([
    ['a run of successes', 'uninterrupted: 3s'],
    ['a limit of failures in a row', 'consecutive-failure-limit: 2'],
    ['a criterion', 'criteria: [ "errorRate < 0.9" ]'],
  ])('can fail by %s alone', (_, keys) => {
    const { plan, warnings } = load(text(`services: [b], interval: 1s, count: 4, failure-limit: 100%, ${keys}`));
    expect(gateOf(plan, 'h').defaults).toContainEqual({ name: 'each service was well', target: 'once at least' });
    expect(warnings).toEqual([]);
  });

  it('warn of a limit of failures in a row that they are too short for', () => {
    expect(load(text('services: [b], count: 3, failure-limit: 99, consecutive-failure-limit: 3')).warnings).toEqual([
      {
        file: 'gates.yml',
        at: { line: 8, column: 93 },
        message: 'gate "h" checks each service 3 times, so more than 3 failures in a row never happen',
      },
    ]);
  });

  it('end early by default when they take an hour or more', () => {
    const failFast = (keys: string) => gateOf(planOf(text(`services: [b], interval: 1s, ${keys}`)), 'h').spec['failFast'];
    expect([failFast('duration: 59m'), failFast('duration: 1h'), failFast('duration: 2h, fail-fast: false')]).toEqual([false, true, false]);
    expect(failFast('count: 3, fail-fast: true')).toBe(true);
  });

  it('warn of a ratio that allows a single service nothing', () => {
    const keys = 'services: [a, b], interval: 3s, count: 8, failure-limit: 10%';
    const [warning, ...more] = load(text(keys)).warnings;
    expect(warning?.message).toBe(
      'gate "h" checks each service 8 times, of which this ratio allows none; "per-service: false" takes it of all services together',
    );
    expect(more).toEqual([]);
    expect(load(text(`${keys}, per-service: false`)).warnings).toEqual([]);
  });

  it('warn of answers that may take longer than the interval', () => {
    const own = text('services: [b], interval: 2s, count: 4').replace('2, health: /', '2, health: { http: /, timeout: 5s }');
    expect(load(own).warnings.map(({ message }) => message)).toEqual([
      'gate "h" checks every 2s, but its answers may take longer: b (5s); checks that are due meanwhile fail',
    ]);
    expect(serviceOf(planOf(own), 'b')).toMatchObject({ ownTimeout: true, health: { timeoutMs: 5000 } });
    expect(serviceOf(planOf(text('services: [b], interval: 2s, count: 4')), 'b')).not.toHaveProperty('ownTimeout');
  });

  it('do not judge stalls unless they are longer, and say so', () => {
    const { plan, warnings } = load(text('services: all, interval: 5s, count: 4'));
    expect(gateOf(plan, 'h').spec['stalls']).toEqual([{ service: 'a', withinMs: 20_000, judged: false }]);
    expect(warnings).toEqual([
      { file: 'gates.yml', at: { line: 8, column: 6 }, message: 'gate "h" takes 20s and so judges no stalls of a (within 20s)' },
    ]);
    expect(load(text('services: all, interval: 5s, count: 5')).warnings).toEqual([]);
  });
});

describe('cycles and assert gates', () => {
  it('resolve to what their judges read', () => {
    const plan = planOf(`version: 1
services: { a: { run: x }, b: { run: x } }
gates:
  c: { kind: cycles, services: [b, a], count: 3 }
  s: { kind: assert, needs: [c], files: { doc: a.yml }, values: { v: "doc.x" }, criteria: [ "v > 1.0" ] }
`);
    expect(gateOf(plan, 'c')).toMatchObject({
      spec: { count: 3, services: ['a', 'b'] },
      expected: { cycles: 3, services: ['a', 'b'] },
    });
    expect(gateOf(plan, 's').spec).toEqual({ files: { doc: 'a.yml' }, values: { v: 'doc.x' } });
  });
});

describe('a whole plan', () => {
  function again(text: string, plan: Plan): string {
    return jsonText(derivePlan(text, Buffer.from(text), JSON.parse(jsonText(plan)) as Plan));
  }

  it.each(FIXTURES)('%s has no problems and is derived again, byte for byte', (name) => {
    const text = fixture(name);
    const plan = planOf(text, { env: { CI: 'true', HOME: '/never' } });
    expect(again(text, plan)).toBe(jsonText(plan));
    expect(jsonText(plan)).not.toContain('/never');
  });

  it('is derived again with overrides, purpose and selection', () => {
    const text = fixture('sonia-stack');
    const plan = planOf(text, {
      overrides: { stall: '5s', interval: '150ms', duration: '54s', soak: '1m' },
      gates: ['cycles'],
      env: { CI: '1', TZ: 'UTC' },
    });
    expect(plan.partial).toHaveLength(5);
    expect(plan.gates.map(({ id }) => id)).toEqual(['precheck', 'preflight', 'cycles', 'evidence']);
    expect(again(text, plan)).toBe(jsonText(plan));
    const quality = fixture('lcopilot-quality');
    const deployment = planOf(quality, { purpose: 'deployment' });
    expect(gateOf(deployment, 'prod-routes').required).toBe(true);
    expect(gateOf(planOf(quality), 'prod-routes').required).toBe(false);
    expect(again(quality, deployment)).toBe(jsonText(deployment));
    const skipping = planOf(quality, { skip: ['prod-routes'] });
    expect(skipping.excluded).toEqual([{ id: 'prod-routes', why: 'skipped-by-user' }]);
    expect(again(quality, skipping)).toBe(jsonText(skipping));
  });

  it('is another one when the configuration or what went into it is another', () => {
    const text = fixture('lonelycat-smoke');
    const plan = planOf(text);
    expect(again(`${text} `, plan)).not.toBe(jsonText(plan));
    expect(again(text, { ...plan, partial: ['x'] })).not.toBe(jsonText({ ...plan, partial: ['x'] }));
  });

  it('counts 2,160 checks', () => {
    const plan = planOf(fixture('sonia-stack'));
    expect(gateOf(plan, 'health-30m').expected).toMatchObject({ checks: 2160, intervals: 360 });
    expect(gateOf(plan, 'soak')).toMatchObject({ fresh: true, spec: { watched: ['load'], count: 34_560 } });
    expect(plan.signOff).toEqual({ cto: ['@cto'], qa: ['@qa-lead'] });
    expect(plan.policy).toEqual({ requireCleanTree: true, allowWarnings: false, maxAttempts: 1 });
  });
});

describe('the store of executions', () => {
  const planWith = (evidence: string) =>
    planOf(`version: 1\nevidence: ${evidence}\ngates: { a: { kind: checks, checks: [{ tool: node }] } }\n`);

  it('stands in the plan where the configuration names it, and is shown', () => {
    const plan = planWith('{ store: kept, retention: { days: 30, executions: 1 } }');
    expect(plan).toMatchObject({ store: 'kept', retention: { days: 30, executions: 1 } });
    expect(describePlan(plan)).toContain('earlier executions: kept\nkept after a run: 30 days, the newest 1 execution, and the last GO\n');
  });

  it('does not where it is the default', () => {
    for (const evidence of ['{}', '{ store: auto, retention: {} }'])
      expect(Object.keys(planWith(evidence))).not.toEqual(expect.arrayContaining(['store']));
    expect(planWith('{ retention: {} }').retention).toBeUndefined();
  });
});

describe('the example of every kind', () => {
  it.each(USER_KINDS)('%s passes check', (kind) => {
    expect(problemsOf(exampleConfiguration(kind, kinds[kind]?.spec.example ?? ''))).toEqual([]);
  });
});
