import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyExample, type Keys, onFreePorts, PROGRAMS, rewrite } from './fixtures/genesis.ts';
import { type Finished, Stand, until, withStand } from './fixtures/stand.ts';
import { needs } from '../platform/programs.ts';

/** In the place of the shipped deployment: that one, and then, before it ends, five seconds of errors. */
const FIVE_SECONDS = `import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
execFileSync(process.execPath, ['scripts/shipped-deploy.mjs', ...process.argv.slice(2)], { stdio: 'inherit' });
if (!process.argv.includes('--rollback')) {
  fs.writeFileSync('state/fault', 'errors');
  setTimeout(() => fs.rmSync('state/fault'), 5000);
}
`;

describe('the whole release of the example, with five seconds of errors within the command of each stage', needs(...PROGRAMS), () => {
  it(
    'ends at the first stage with any traffic, within its command, and goes back',
    withStand(async (stand) => {
      copyExample(stand.folder);
      const scripts = path.join(stand.folder, 'scripts');
      fs.renameSync(path.join(scripts, 'deploy.mjs'), path.join(scripts, 'shipped-deploy.mjs'));
      fs.writeFileSync(path.join(scripts, 'deploy.mjs'), FIVE_SECONDS);
      const run = await stand.finished(await stand.project.gate(['run', 'gates.yml', ...(await onFreePorts(stand))]));
      expect(run.said, run.bad('rollout').join('\n')).toEqual(['NO-GO', 1]);
      const others = Object.entries(run.verdicts).filter(([id]) => id !== 'rollout');
      expect(others.length).toBe(11);
      expect(others.filter(([, verdict]) => !['passed', 'waived'].includes(verdict))).toEqual([]);
      expect(run.facts('stage').map(({ weight }) => weight)).toEqual([0, 10]);
      expect(run.bad('rollout')[0]).toMatch(/rollback failed: canary \(10 %\): .*; rolled back, rollback confirmed and held/);
      expect(run.bad('rollout')[1]).toMatch(
        /^stages failed: 1 of 5; canary \(10 %\): while its weight changed: error rate: errorRate (?:1|0\.\d+), limit/,
      );
      expect(run.facts('step').find(({ name }) => name === 'stage-2')).toMatchObject({ aborted: true });
      expect(fs.readFileSync(path.join(stand.folder, 'state/notifications.log'), 'utf8')).toContain('incidents: the rollout was stopped');
    }),
    240_000,
  );
});

/** A server in front of Prometheus that does not answer each fourth question for the time: with it each fourth look is blind. */
async function oftenBlind(to: () => number): Promise<{ readonly port: number; close(): void }> {
  let asked = 0;
  const server = http.createServer((req, res) => {
    if (new URL(req.url ?? '/', 'http://h').searchParams.get('query') === 'time()' && ++asked % 4 === 0)
      return void res.writeHead(502).end();
    const through = http.get({ host: '127.0.0.1', port: to(), path: req.url }, (answer) =>
      answer.pipe(res.writeHead(answer.statusCode ?? 502)),
    );
    through.once('error', () => res.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

const SET = 'rm -f state/fault; node scripts/deploy.mjs --percentage=$GATE_WEIGHT';
const canaryFor = (bake: string): Keys => ({ stages: [{ name: 'canary', weight: 10, bake, criteria: ['requests > 0.0'] }] });

/** The rollouts, one after another, each with what is other than in the example. */
const ROLLOUTS = (blindPort: number): Readonly<Record<string, Keys>> => ({
  within: { run: `${SET} && touch state/within-is-set`, 'initial-delay': '6s' },
  after: { run: SET, interval: '2s', ...canaryFor('4s') },
  blind: { run: SET, prometheus: { url: `http://127.0.0.1:${blindPort}` }, 'error-limit': '10%', ...canaryFor('8s') },
  // Nothing collects it: a query over its series has no data.
  uncollected: { run: SET, queries: 'uncollected', ...canaryFor('4s') },
});

function rehearsal(rollout: Keys, { queries, ...keys }: Keys): Keys {
  const { needs: _, ...rest } = JSON.parse(JSON.stringify(rollout).replaceAll('[4s]', '[2s]')) as Record<string, Keys>;
  const all = rest['queries'] ?? {};
  const own = queries === 'uncollected' ? { ...all, requests: String(all['requests']).replace('canary', 'nobody') } : all;
  return {
    ...rest,
    'initial-delay': '2s',
    ...canaryFor('2s'),
    rollback: { ...rest['rollback'], hold: '500ms' },
    if: 'always',
    ...keys,
    queries: own,
  };
}

describe('a canary of the example', needs(...PROGRAMS), () => {
  let stand: Stand;
  let run: Finished;
  let proxy: { readonly port: number; close(): void };

  /** Has errors from when something is so until something else is. */
  async function spoilWhile(from: () => boolean, to: () => boolean): Promise<void> {
    const fault = path.join(stand.folder, 'state/fault');
    await until(from, () => 'it never begins', 200_000);
    fs.writeFileSync(fault, 'errors:1');
    await until(to, () => 'it never ends', 60_000);
    fs.rmSync(fault, { force: true });
  }

  const recorded = (): string => {
    const file = path.join(stand.project.bundle(), 'data/observations.jsonl');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  };
  const isRolledBack = (gate: string): boolean => recorded().includes(`"gate":"${gate}","type":"rollback"`);
  const hasEnded = (gate: string): boolean => recorded().includes(`"gate":"${gate}","type":"gate.ended"`);

  beforeAll(async () => {
    stand = new Stand();
    copyExample(stand.folder);
    const ports = await onFreePorts(stand);
    proxy = await oftenBlind(() => Number(ports.find((one) => one.startsWith('prometheus='))?.split('=')[1]));
    rewrite(stand.folder, (of) => ({
      gates: Object.fromEntries(Object.entries(ROLLOUTS(proxy.port)).map(([id, keys]) => [id, rehearsal(of.gates['rollout'] ?? {}, keys)])),
    }));
    const { done } = stand.project.start(['run', 'gates.yml', ...ports]);
    const isSet = path.join(stand.folder, 'state/within-is-set');
    const began = (): number => (fs.existsSync(isSet) ? fs.statSync(isSet).mtimeMs : Number.POSITIVE_INFINITY);
    // They would be over long before the first look of the bake.
    await spoilWhile(() => fs.existsSync(isSet), () => Date.now() > began() + 2000); // prettier-ignore
    const lastLook = /"gate":"after","type":"sample","basis":"probe","stage":0,"query":"\w+","slot":1/;
    await spoilWhile(() => lastLook.test(recorded()), () => isRolledBack('after') || hasEnded('after')); // prettier-ignore
    run = await stand.finished(await done);
  }, 300_000);
  afterAll(() => {
    proxy.close();
    return stand.close();
  });

  it('with errors within the delay alone is stopped by them', () => {
    expect(run.bad('within')[1]).toMatch(/^stages failed: 0 of 1; canary \(10 %\): while its weight changed: error rate: errorRate [01]/);
    expect(run.bad('within')[0]).toMatch(/rollback failed: canary \(10 %\): .*; rolled back, rollback confirmed and held/);
  });

  it('with errors after the last look alone is stopped by them', () => {
    expect(run.bad('after')[1]).toMatch(/^stages failed: 1 of 1; canary \(10 %\): after the last stage: error rate: errorRate [01]/);
    expect(run.gate('after').counts).toMatchObject({ stages: { canary: { passed: 2 } }, rollback: 'validated' });
  });

  it('that a Prometheus sees which is blind at each fourth look is blocked', () => {
    expect(run.bad('blind')[1]).toMatch(/^stages blocked: 0 of 1; canary \(10 %\): 2 looks without data, at most 1 may be \(error-limit\)/);
  });

  it('that nobody collects is blocked', () => {
    expect(run.bad('uncollected')[1]).toContain('looks in a row without data, at most 3 may be; requests: no data');
  });
});
