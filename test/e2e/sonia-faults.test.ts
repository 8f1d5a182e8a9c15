import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIX, Stack } from './fixtures/sonia.ts';
import { type Finished, withStand } from './fixtures/stand.ts';

/** Checks that come too late on a busy machine are not what these tests are about. */
const STEADY = 'steady: { kind: health, services: all, interval: 400ms, count: 7, missed-limit: 41 }';
const CYCLES = (services: string): string => `cycles: { kind: cycles, services: [${services}], count: 1 }`;

const PROGRESS = 'progress: { http: /metrics.json, value: json.processed, within: 1500ms }';

/** @param keys further keys of every service */
function withStack(test: (stack: Stack) => Promise<void>, keys = ''): () => Promise<void> {
  return withStand(async (stand) => test(await Stack.on(stand, keys)));
}

function techniques(run: Finished): readonly string[] {
  return run.facts('sweep').flatMap(({ found }) => (found as { by: string[] }[]).flatMap(({ by }) => by));
}

describe('a health gate over the six services', () => {
  it(
    'passes when nothing is switched on',
    withStack(async (stack) => {
      const run = await stack.run(STEADY);
      expect(run.said).toEqual(['GO', 0]);
      expect(run.gate('steady').counts).toMatchObject({ expectedChecks: 42, failures: 0, stalls: 0 });
    }, PROGRESS),
  );

  it.each<[string, RegExp]>([
    ['memory-engine:fail-once-at:6', /^failures failed: 1 of \d+ checks \(memory-engine 1\)$/],
    ['pipecat:hang:5', /^failures failed: \d+ of \d+ checks \(pipecat \d+\)(?:, \d+ of them due before the last answer came)?$/],
    ['eva-os:wedge:2', /stalls failed: [1-9]/],
    ['openclaw:suspend:5', /^failures failed: \d+ of \d+ checks \(openclaw \d+\)(?:, \d+ of them due before the last answer came)?$/],
    ['model-router:exit:5', /^services failed: model-router died while the gate ran, exit code 3$/],
    ['api-gateway:exit:0', /^services failed: api-gateway ended before it was ready, exit code 3$/],
    ['pipecat:slow-start:60000', /^services failed: pipecat was not ready within .*: connection refused/],
  ])('fails with %s', async (fault, words) =>
    withStack(async (stack) => {
      const run = await stack.run(STEADY, fault);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady')).toContainEqual(expect.stringMatching(words));
      // Whatever it was, whoever is on call finds what they look at first.
      expect(run.files().filter((file) => file.includes('/diagnostics/'))).toHaveLength(2 + SIX.length);
    }, PROGRESS)(),
  );

  it(
    'fails when the load that it stands on dies',
    withStack(async (stack) => {
      const gate = 'steady: { kind: health, services: [api-gateway, eva-os, load], interval: 400ms, count: 8, missed-limit: 15 }';
      const run = await stack.run(gate, 'load:exit:5');
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('steady')[0]).toBe('services failed: load died while the gate ran, exit code 3');
      expect(run.gate('steady').counts).toMatchObject({ expectedChecks: 16 });
    }),
  );

  it(
    'is blocked by a stolen port, and the thief survives',
    withStack(async (stack) => {
      const port = stack.portOf('memory-engine');
      const thief = http.createServer((_, response) => response.end('mine')).listen(port, '127.0.0.1');
      try {
        const ran = await stack.stand.start(stack.yaml(STEADY)).done;
        expect(ran.code).toBe(2);
        expect(ran.stdout).toContain(`memory-engine could not start: its port is in use: port ${port}`);
        expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('mine');
      } finally {
        await new Promise((resolve) => thief.close(resolve).closeAllConnections());
      }
      stack.stand.expectNothingLeft();
    }),
  );

  it(
    'is not begun where a tool is missing',
    withStack(async (stack) => {
      const bin = path.join(stack.stand.folder, 'bin');
      fs.mkdirSync(bin);
      const bash = ['/bin/bash', '/usr/bin/bash'].find((file) => fs.existsSync(file)) ?? '';
      for (const program of [process.execPath, bash]) fs.symlinkSync(program, path.join(bin, path.basename(program)));
      const gates = `precheck: { kind: checks, checks: [ { tool: node }, { tool: sqlite3 } ] }, ${STEADY.replace('kind: health', 'kind: health, needs: [precheck]')}`;
      const run = await stack.run(gates, '', { PATH: bin });
      expect([run.said, run.verdicts]).toEqual([['BLOCKED', 2], { precheck: 'blocked', steady: 'skipped' }]);
      expect(run.bad('precheck')).toEqual(['sqlite3 blocked: not found: sqlite3 can not be called']);
      expect(run.facts('service.started')).toEqual([]);
    }),
  );
});

describe('a cycles gate over services of the six', () => {
  it(
    'passes when nothing is switched on',
    withStack(async (stack) => {
      const run = await stack.run(CYCLES('memory-engine, openclaw'));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.gate('cycles').counts).toMatchObject({ cycles: 1, expectedCycles: 1, leftovers: 0, stops: 4, badStops: 0 });
    }),
  );

  it.each<[string, string, RegExp]>([
    ['openclaw', 'orphan', /leftovers failed: [1-9]/],
    ['api-gateway', 'daemon', /leftovers failed: [1-9]/],
    ['eva-os', 'zombie', /leftovers failed: [1-9]/],
    ['memory-engine', 'stale-pid-file', /pid file .*memory-engine\.pid of memory-engine is stale/],
    ['memory-engine', 'ignore-sigterm', /pid file .*memory-engine\.pid of memory-engine is stale/],
  ])('fails with %s:%s', async (service, fault, words) =>
    withStack(async (stack) => {
      const run = await stack.run(CYCLES(service), `${service}:${fault}`);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('cycles').join('\n')).toMatch(words);
      // It scrubbed its environment, left tree, group and session, and closed its log.
      if (fault === 'daemon') expect(techniques(run).filter((technique) => !['port', 'inherited'].includes(technique))).toEqual([]);
    })(),
  );

  it(
    'kills what takes too long to stop, and says so',
    withStack(async (stack) => {
      const run = await stack.run(CYCLES('pipecat'), 'pipecat:slow-stop:60000');
      expect(run.said).toEqual(['GO', 0]);
      expect(run.bad('cycles').join()).toMatch(
        /stops warned: . of . stops needed SIGKILL: before cycle 1: pipecat did not stop on SIGTERM and was killed/,
      );
      const stops = run.facts('service.stopped').filter(({ pid }) => pid !== undefined);
      expect(stops.map(({ signals }) => signals)).toEqual(stops.map(() => ['SIGTERM', 'SIGKILL']));
    }),
  );
});
