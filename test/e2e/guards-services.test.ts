import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, SERVICE, until, withStand } from './fixtures/stand.ts';

/** One service and one gate over it, `steady`, which another one needs. */
const health = (service: string, keys = 'interval: 300ms, count: 10, missed-limit: 9'): string => `
services: { web: ${service} }
gates:
  steady: { kind: health, services: [web], ${keys} }
  after: { kind: checks, needs: [steady], checks: [ { command: "true" } ] }
`;
const cycles = (service: string, count = 2): string => `
services: { web: ${service} }
gates: { cycles: { kind: cycles, services: [web], count: ${count} } }
`;

/** What was found and ended by us, by the techniques that found it. */
function leftBehind(run: Finished): readonly string[][] {
  return run.facts('sweep').flatMap(({ found }) => (found as { by: string[] }[]).map(({ by }) => by));
}

describe.concurrent('what is asserted of a gate whose service never came up', () => {
  it.each([
    ['kind: health, count: 2, interval: 500ms', 'failures == 0'],
    ['kind: cycles, count: 2', 'leftovers == 0'],
    ['kind: checks, checks: [{ command: "true" }]', 'failed == 0'],
    [
      'kind: access, base-url: "http://127.0.0.1:9", identities: { an: {}, op: { headers: { a: b } } }, rules: [{ request: { url: /x }, allow: [op], deny: [an] }]',
      'violations == 0',
    ],
  ])('is not known: %s', (keys, condition) =>
    withStand(async (stand) => {
      const run = await stand.run(`
services: { web: { run: exit 1, health: { command: "true" } } }
gates:
  dead: { ${keys}, services: [web], required: false }
  asserts: { kind: assert, needs: [dead], if: always, criteria: [ 'gates["dead"].counts.${condition}' ] }
`);
      expect([run.said, run.gate('dead').raw]).toEqual([['BLOCKED', 2], 'failed']);
      expect(run.bad('asserts').join()).toContain('gate "dead" failed, and not all that it counts is known');
    })(),
  );
});

describe.concurrent('a health gate', () => {
  it(
    'ends GO over a service that is well, and leaves nothing',
    withStand(async (stand) => {
      const run = await stand.run(health(await stand.service()));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.gate('steady').counts).toMatchObject({ expectedChecks: 10, failures: 0 });
    }),
  );

  it(
    'fails for one failed probe among many, and names it',
    withStand(async (stand) => {
      // The first request asks whether it is ready.
      const run = await stand.run(health(await stand.service('fail-once:8'), 'interval: 400ms, count: 12, missed-limit: 11'));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.verdicts).toEqual({ steady: 'failed', after: 'skipped' });
      expect(run.bad('steady')).toEqual([expect.stringMatching(/^failures failed: 1 of \d+ checks \(web 1\)$/)]);
      expect(run.gate('steady').findings).toHaveLength(1);
      expect(run.gate('steady').findings[0]?.message).toContain('503');
    }),
  );

  it(
    'fails for a service that accepts and never answers',
    withStand(async (stand) => {
      const service = (await stand.service('hang:4')).replace('health: /healthz', 'health: { http: /healthz, timeout: 150ms }');
      const run = await stand.run(health(service, 'interval: 300ms, count: 6'));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady').join()).toMatch(/failures failed: \d of 6 checks \(web \d\)/);
      expect(run.facts('check').at(-1)).toMatchObject({ code: 'TIMEOUT' });
    }),
  );

  it(
    'fails for a service that answers 200 and makes no progress',
    withStand(async (stand) => {
      const progress = 'progress: { http: /metrics.json, value: json.processed, within: 1500ms }';
      const [well, stuck] = [await stand.service('', progress), await stand.service('stall', progress)];
      const keys = 'services: all, interval: 500ms, count: 8, missed-limit: 15';
      const run = await stand.run(`services: { well: ${well}, stuck: ${stuck} }\ngates: { steady: { kind: health, ${keys} } }\n`);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.gate('steady').counts).toMatchObject({ failures: 0 });
      expect(run.bad('steady').join()).toMatch(/stalls failed: [1-9]/);
      expect(run.gate('steady').findings.map(({ title }) => title)).toEqual(['stuck']);
    }),
  );

  it(
    'fails for a service that gave its port away, however well the stranger answers',
    withStand(async (stand) => {
      const pidFile = path.join(stand.folder, 'web.pid');
      const service = await stand.service('give-up:3', '', { PID_FILE: pidFile });
      const port = Number(/port: (\d+)/.exec(service)?.[1]);
      const { done } = stand.start(health(service, 'interval: 100ms, count: 40, failure-limit: 39, missed-limit: 39'));
      const stranger = http.createServer((_, response) => response.setHeader('connection', 'close').end('{}'));
      stranger.on('error', () => {});
      // A port that is taken would not let it begin.
      await until(
        () => fs.existsSync(pidFile),
        () => 'it never listened',
      );
      await until(
        () => stranger.listening || !stranger.listen(port, '127.0.0.1'),
        () => 'it never gave its port up',
      );
      const ran = await done;
      await new Promise((resolve) => stranger.close(resolve).closeAllConnections());
      const run = await stand.finished(ran);
      expect(run.said).toEqual(['NO-GO', 1]);
      const lost = `services failed: web lost its port to another process: port ${port} is held by process ${process.pid} (`;
      expect(run.bad('steady')).toEqual([expect.stringContaining(lost)]);
    }),
  );

  it(
    'fails for a suspended process, which is ended nevertheless',
    withStand(async (stand) => {
      const service = (await stand.service('suspend:4')).replace('health: /healthz', 'health: { http: /healthz, timeout: 150ms }');
      const run = await stand.run(health(service, 'interval: 300ms, count: 6'));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.facts('check').at(-1)).toMatchObject({ code: 'TIMEOUT' });
    }),
  );

  it(
    'fails for a service that exits while it runs',
    withStand(async (stand) => {
      const run = await stand.run(health(await stand.service('exit:5')));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady')[0]).toBe('services failed: web died while the gate ran, exit code 3');
      expect(run.verdicts).toEqual({ steady: 'failed', after: 'skipped' });
    }),
  );

  it(
    'fails for a service that exits before it is ready',
    withStand(async (stand) => {
      const run = await stand.run(health(await stand.service('exit:1')));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady')[0]).toBe('services failed: web ended before it was ready, exit code 3');
    }),
  );

  it(
    'fails for a service that is not ready in time',
    withStand(async (stand) => {
      const ready = 'ready: { http: /healthz, interval: 100ms, timeout: 700ms }';
      const run = await stand.run(health(await stand.service('unready', ready)));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady')[0]).toMatch(/^services failed: web was not ready within .*503/);
      expect(run.verdicts).toEqual({ steady: 'failed', after: 'skipped' });
    }),
  );

  it(
    'is blocked by a service whose command is not found',
    withStand(async (stand) => {
      const run = await stand.run(health('{ run: no-such-server --port 1, health: { tcp: "127.0.0.1:1" } }'));
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('steady')[0]).toMatch(/^services blocked: web could not be executed/);
      expect(run.verdicts).toEqual({ steady: 'blocked', after: 'skipped' });
    }),
  );

  it(
    'is blocked by a stolen port, and the thief survives',
    withStand(async (stand) => {
      const service = await stand.service();
      const port = Number(/port: (\d+)/.exec(service)?.[1]);
      const thief = http.createServer((_, response) => response.end('mine')).listen(port, '127.0.0.1');
      try {
        const { done } = stand.start(health(service));
        const ran = await done;
        stand.expectNothingLeft();
        expect(ran.code).toBe(2);
        expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('mine');
      } finally {
        await new Promise((resolve) => thief.close(resolve).closeAllConnections());
      }
      const run = await stand.finished({ code: 2, signal: null, stdout: '', stderr: '' });
      expect(run.bad('steady')[0]).toContain(
        `services blocked: web could not start: its port is in use: port ${port} is held by process ${process.pid}`,
      );
    }),
  );
});

describe.concurrent('an external service', () => {
  it(
    'that never once answers blocks',
    withStand(async (stand) => {
      const port = await stand.port();
      const ready = 'ready: { http: /healthz, interval: 100ms, timeout: 500ms }';
      const run = await stand.run(health(`{ port: ${port}, health: /healthz, ${ready} }`));
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('steady')[0]).toMatch(/^services blocked: web is not there: it never answered/);
    }),
  );

  it(
    'that answers and then is gone fails, and it is not ours to end',
    withStand(async (stand) => {
      const port = await stand.port();
      let asked = 0;
      const other = http.createServer((_, response) => {
        response.end('{}');
        if (++asked < 5) return;
        other.close();
        other.closeAllConnections();
      });
      await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
      const run = await stand.run(health(`{ port: ${port}, health: /healthz }`));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.facts('check').at(-1)).toMatchObject({ code: 'CONNECTION_REFUSED' });
    }),
  );
});

describe.concurrent('a cycles gate', () => {
  it(
    'passes where nothing is left, by all techniques',
    withStand(async (stand) => {
      const run = await stand.run(cycles(await stand.service('', 'pid-file: ./web.pid', { PID_FILE: 'web.pid' })));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.gate('cycles').counts).toMatchObject({ cycles: 2, expectedCycles: 2, leftovers: 0, stops: 3, badStops: 0 });
      expect(run.facts('sweep').find(({ phase }) => phase === 'after-stop')).toMatchObject({
        techniques: expect.arrayContaining(['tree', 'group', 'session', 'marker', 'inherited', 'log-file', 'port']) as string[],
      });
    }),
  );

  it(
    'fails for an orphan',
    withStand(async (stand) => {
      const run = await stand.run(cycles(await stand.service('orphan')));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('cycles').join()).toMatch(/leftovers failed: [1-9]/);
      expect(leftBehind(run)[0]).toEqual(expect.arrayContaining(['tree', 'marker']));
    }),
  );

  it(
    'fails for a daemon that shed its session and environment and holds the port, and ends it',
    withStand(async (stand) => {
      const run = await stand.run(cycles(await stand.service('daemon')));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('cycles').join()).toMatch(/port \d+ of web is still held by process \d+|left process \d+ behind/);
      expect(run.bad('cycles').join()).toMatch(/leftovers failed: [1-9]/);
      expect(leftBehind(run)[0]).toContain('port');
      expect(leftBehind(run)[0]).not.toContain('marker');
    }),
  );

  it(
    'fails for a stale pid file',
    withStand(async (stand) => {
      const run = await stand.run(cycles(await stand.service('stale-pid-file', 'pid-file: web.pid', { PID_FILE: 'web.pid' })));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('cycles')[0]).toContain('all cycles complete failed: 0 of 2 cycles: cycle 1: pid file web.pid of web is stale');
    }),
  );

  it(
    'fails for a pid file that names somebody else',
    withStand(async (stand) => {
      stand.project.write('web.pid', String(process.pid));
      const run = await stand.run(cycles(await stand.service('', 'pid-file: web.pid'), 1));
      expect(run.said[1]).not.toBe(0);
      expect(run.bad('cycles').join()).toContain('pid file web.pid of web names a process that is not ours');
    }),
  );

  it(
    'kills what ignores SIGTERM after its grace period, and says so',
    withStand(async (stand) => {
      const run = await stand.run(cycles(await stand.service('deaf', 'stop: { grace-period: 300ms }'), 1));
      const stops = run.facts('service.stopped').filter(({ pid }) => pid !== undefined);
      expect(stops.map(({ signals, signal }) => [signals, signal])).toEqual(stops.map(() => [['SIGTERM', 'SIGKILL'], 'SIGKILL']));
      // It left nothing behind, and did not end as it was told.
      expect(run.said).toEqual(['GO', 0]);
      expect(run.gate('cycles').verdict).toBe('warned');
    }),
  );

  it(
    'fails when a service does not come up again',
    withStand(async (stand) => {
      // One that starts once: the second start finds the file.
      stand.project.write('once.sh', '[ -e started ] && exit 4; touch started; exec $1 $2');
      const service = (await stand.service()).replace(/run: (\S+) (\S+),/, 'run: sh once.sh $1 $2,');
      const run = await stand.run(cycles(service));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('cycles').join()).toContain('web ended before it was ready, exit code 4');
    }),
  );
});

describe.concurrent('services', () => {
  it(
    'stop in parallel',
    withStand(async (stand) => {
      const names = ['a', 'b', 'c', 'd'];
      const services = await Promise.all(names.map(async (name) => `${name}: ${await stand.service('slow-stop:900')}`));
      const run = await stand.run(`services: { ${services.join(', ')} }
gates: { once: { kind: health, services: all, interval: 1s, count: 1 } }\n`);
      expect(run.said).toEqual(['GO', 0]);
      const stopped = run.facts('service.stopped');
      expect(stopped).toHaveLength(4);
      const times = stopped.map(({ t }) => t as number);
      const least = Math.min(...stopped.map(({ ms }) => ms as number));
      expect(least).toBeGreaterThanOrEqual(900);
      // One after the other the last would end three times so long after the first.
      expect(Math.max(...times) - Math.min(...times), 'all end at about the same time').toBeLessThan(3 * 900);
    }),
  );

  it(
    'that are not needed are stopped before the next gate, and fresh ones start anew',
    withStand(async (stand) => {
      const [a, b] = [await stand.service(), await stand.service()];
      const run = await stand.run(`services: { a: ${a}, b: ${b} }
gates:
  both: { kind: health, services: [a, b], interval: 5s, count: 1 }
  one: { kind: health, services: [a], interval: 5s, count: 1 }
  anew: { kind: health, services: [a], fresh: true, interval: 5s, count: 1 }
`);
      expect(run.said).toEqual(['GO', 0]);
      const course = run
        .facts()
        .flatMap(({ type, service, gate }) => (/service\.st|gate\.started/.test(type) ? [`${type} ${String(service ?? gate)}`] : []));
      expect(course).toEqual([
        'gate.started both',
        expect.stringMatching(/service.started [ab]/),
        expect.stringMatching(/service.started [ab]/),
        'service.stopped b',
        'gate.started one',
        'gate.started anew',
        'service.stopped a',
        'service.started a',
        'service.stopped a',
      ]);
    }),
  );

  it(
    'that leave something outside a cycles gate are cleaned up after, and it is said',
    withStand(async (stand) => {
      const run = await stand.run(health(await stand.service('orphan'), 'interval: 400ms, count: 2'));
      expect(leftBehind(run)).toHaveLength(1);
      // A busy machine may have something to say of the recording as well.
      expect(
        run
          .gate('evidence')
          .findings.map(({ title }) => title)
          .filter((title) => title !== 'Recording'),
      ).toEqual(['Left behind']);
    }),
  );

  it(
    'killed between two gates are noticed',
    withStand(async (stand) => {
      const { done } = stand.start(
        `services: { web: ${await stand.service()} }
gates:
  first: { kind: health, services: [web], interval: 400ms, count: 2 }
  killer: { kind: checks, services: [web], checks: [ { command: "kill -9 $(cat web.pid)" } ] }
`.replace('env: {', 'env: { PID_FILE: web.pid,'),
      );
      const run = await stand.finished(await done);
      expect(run.said).toEqual(['NO-GO', 1]);
      // It is dead before the gate ends or right after: either way somebody says so.
      expect([...run.bad('killer'), ...run.bad('evidence')].join()).toMatch(
        /^services failed: (web died while the gate ran, by SIGKILL|died: web)$/,
      );
      expect(fs.existsSync(path.join(stand.folder, 'web.pid'))).toBe(true);
    }),
  );
});

describe.concurrent('a stack', () => {
  it(
    'that its stop command does not stop is a warning, and its processes are ended',
    withStand(async (stand) => {
      const port = await stand.port();
      const start = `'PORT=${port} nohup node ${SERVICE} & sleep 0.2'`;
      const services = `services: { web: { port: ${port}, health: / } }\n`;
      const gates = 'gates: { looks: { kind: checks, services: [web], checks: [ { command: "true" } ] } }\n';
      const run = await stand.run(`${services}stack: { start: ${start}, stop: exit 3 }\n${gates}`);
      expect(run.said).toEqual(['GO', 0]);
      expect(run.bad('evidence')).toEqual(['services warned: the stop command of the stack ended with exit code 3']);
    }),
  );

  it(
    'that its start command does not start never passes',
    withStand(async (stand) => {
      const services = `services: { web: { port: ${await stand.port()}, health: / } }\n`;
      const gates = 'gates: { looks: { kind: checks, services: [web], checks: [ { command: "true" } ] } }\n';
      const run = await stand.run(`${services}stack: { start: exit 4, stop: "true" }\n${gates}`);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('looks').join()).toContain('exit code 4');
    }),
  );
});
