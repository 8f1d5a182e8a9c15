import { spawn, spawnSync } from 'node:child_process';
import os from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { type Configuration, copyExample, type Keys, onFreePorts, PROGRAMS, rewrite, withPid } from './fixtures/genesis.ts';
import { type Finished, Stand, until } from './fixtures/stand.ts';

/** A gate that spoils something; and, for what shows only later, waits until Prometheus says so. */
function spoil(command: string, query?: string, condition?: string): Keys {
  const seen = {
    http: `http://127.0.0.1:\${{ vars.prometheus }}/api/v1/query?query=${encodeURIComponent(query ?? '')}`,
    expect: `size(json.data.result) == 1 && json.data.result[0].value[1] ${condition ?? ''}`,
    retry: { attempts: 200, delay: '100ms' },
  };
  return { kind: 'checks', checks: [{ command }, ...(query === undefined ? [] : [seen])] };
}

/** A process that is stopped is still connected to by the system: so it counts as ready, and its health is the gate's to ask for. */
const ASKED_LATER = { ready: { tcp: '127.0.0.1:${{ vars.canary }}' }, health: { http: '/health', timeout: '300ms' } };

const RELOAD = 'kill -HUP $(cat state/prometheus.pid)';
const RULES = 'monitoring/rules.yml';

/** The gates of the example, each asked again after something that it guards was spoiled. */
function gatesOf({ gates }: Configuration, redis: number): Readonly<Record<string, Keys>> {
  const { services, monitoring, system, 'alert-rules': alerts } = gates;
  // All of them need the same services: so nothing is started again in between.
  const always = { if: 'always', needs: [], services: services?.['services'] };
  const atOnce = { ...alerts, 'initial-delay': '0s' };
  const database = { kind: 'checks', checks: [{ name: 'port', tcp: `127.0.0.1:${redis}` }, { name: 'answer', command: `redis-cli -p ${redis} ping`, expect: 'stdout.contains("PONG")' }] }; // prettier-ignore
  const all: Readonly<Record<string, Keys | undefined>> = {
    well: services,
    'spoil-dashboard': spoil('rm monitoring/dashboards/spice-performance.json'),
    'no-dashboard': monitoring,
    'spoil-rules': spoil(
      `cp ${RULES} whole.yml; sed -i '/name: features/,$d' ${RULES}; ${RELOAD}`,
      'sum(prometheus_rule_group_rules)',
      '== "22"',
    ),
    'few-rules': atOnce,
    'spoil-alert': spoil(
      `sed 's/> 50000/> 5/; s/for: 10s/for: 0s/' whole.yml > ${RULES}; ${RELOAD}`,
      'count(ALERTS{alertstate="firing"})',
      '== "1"',
    ),
    'an-alert': atOnce,
    'spoil-target': spoil(
      `cp whole.yml ${RULES}; sed -i "s/:$GATE_VAR_canary/:1/" state/prometheus/prometheus.yml; ${RELOAD}`,
      'count(ALERTS{alertname="CanaryDown",alertstate="firing"})',
      '== "1"',
    ),
    'no-target': atOnce,
    'spoil-backup': spoil("touch -d '2 days ago' state/backups/latest.json"),
    'old-backup': system,
    'spoil-backup-again': spoil('echo {} > state/backups/latest.json'),
    'small-backup': system,
    'spoil-issues': spoil("head -c 2000 /dev/zero > state/backups/latest.json; sed -i 's/closed/open/' data/issues.json"),
    'open-p0': system,
    'spoil-flags': spoil("sed -i 's/open/closed/' data/issues.json; echo PIPELEX_FALLBACK_MODE=false >> state/live.env"),
    'no-fallback': system,
    'full-disk': { kind: 'checks', checks: [{ disk: '/', expect: 'free >= 0.9999' }] },
    database,
    'spoil-database': spoil(`redis-cli -p ${redis} shutdown nosave || true`),
    'no-database': database,
    'spoil-canary': spoil('kill -STOP $(cat state/canary.pid)'),
    sick: services,
  };
  return Object.fromEntries(Object.entries(all).map(([id, keys]) => [id, { ...keys, ...always }]));
}

describe('before the rollout', needs(...PROGRAMS, 'redis-server', 'redis-cli'), () => {
  let stand: Stand;
  let run: Finished;

  beforeAll(async () => {
    stand = new Stand();
    copyExample(stand.folder);
    const port = await stand.port();
    const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', os.tmpdir()], {
      stdio: 'ignore',
    });
    try {
      await until(
        () => spawnSync('redis-cli', ['-p', String(port), 'ping'], { encoding: 'utf8' }).stdout.includes('PONG'),
        () => 'redis does not answer',
      );
      rewrite(stand.folder, (of) => ({
        services: {
          ...of.services,
          canary: { ...withPid(of, 'canary'), ...ASKED_LATER, stop: { 'grace-period': '1s' } },
          prometheus: withPid(of, 'prometheus'),
        },
        gates: gatesOf(of, port),
      }));
      run = await stand.finished(await stand.project.gate(['run', 'gates.yml', ...(await onFreePorts(stand))]));
    } finally {
      redis.kill('SIGKILL');
    }
  }, 240_000);
  afterAll(() => stand.close());

  it.each([
    ['well', []],
    ['database', []],
    ['no-dashboard', [/^dashboards failed: /]],
    ['few-rules', [/^rules >= 30 failed: rules = 22$/]],
    ['an-alert', [/^firing == 0 failed: firing = 1$/]],
    // There is an alert for that, too.
    ['no-target', [/^firing == 0 failed: firing = \d$/, /^targets == 1 failed: targets = 0$/]],
    ['old-backup', [/^backup failed: ageSeconds = 1728\d\d/]],
    ['small-backup', [/^backup failed: /]],
    ['open-p0', [/^no open P0 failed: size\(json\) = 1$/]],
    ['no-fallback', [/^fallback mode failed: status = 500/]],
    ['full-disk', [/^disk \/ failed: free = 0\.\d+$/]],
    ['no-database', [/^port failed: connection refused/, /^answer failed: exit code 1$/]],
    ['sick', [/^failures failed: 4 of 20 checks \(canary 4\)$/]],
  ])('%s: just what it is about fails', (id, rows) => {
    expect(run.bad(id)).toEqual(rows.map((row) => expect.stringMatching(row) as unknown));
  });

  it('was spoiled as it should be', () => {
    const spoiled = Object.entries(run.verdicts).filter(([id]) => id.startsWith('spoil-'));
    expect(spoiled.filter(([, verdict]) => verdict !== 'passed')).toEqual([]);
  });
});
