import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ProbePlan } from '../../../src/core/plan.ts';
import type { ProbeContext } from '../../../src/core/ports.ts';
import { judge } from '../../../src/gates/checks/judge.ts';
import { observer } from '../../../src/gates/checks/observe.ts';
import { gatePlan, planOf } from '../../laws/transcript.ts';
import { closedPort, folder, planOf as probeOf } from '../../live/looks/world.ts';
import { runGate } from '../live.ts';

function run(checks: readonly ProbePlan[], probes: Partial<ProbeContext> = {}, onFact?: Parameters<typeof runGate>[0]['onFact']) {
  const gate = gatePlan({ id: 'g', kind: 'checks', spec: { checks: checks as unknown as JsonObject[] } });
  return runGate({ judge, observer, plan: planOf([gate]), gate, probes, ...(onFact && { onFact }) });
}

const command = (run: string, more: Partial<ProbePlan> = {}): ProbePlan => probeOf('command', { run }, { name: run, ...more });

describe('a checks gate', () => {
  test('looks at everything, in order, whatever fails', async () => {
    const port = await closedPort();
    const { fold, facts, notices } = await run([command('exit 1'), probeOf('tcp', { host: '127.0.0.1', port }), command('true')]);
    expect(facts.map(({ type, index }) => [type, index])).toEqual([
      ['probe', 0],
      ['probe', 1],
      ['probe', 2],
    ]);
    expect(fold.assessment('completed')).toMatchObject({ counts: { total: 3, passed: 1, failed: 2 } });
    expect(notices).toHaveLength(2);
  });

  test('tries again until it holds, and no longer', async () => {
    const cwd = folder();
    const plan = command('echo x >> tries; test $(wc -l < tries) -ge 2', { retry: { attempts: 4, delayMs: 5 } });
    const { fold, facts } = await run([plan], { cwd });
    expect(facts.map((o) => o['try'])).toEqual([1, 2]);
    expect(fold.assessment('completed')).toMatchObject({ counts: { passed: 1 } });
  });

  test('attempts are counted in total', async () => {
    const { facts } = await run([command('exit 1', { retry: { attempts: 2, delayMs: 1 } })]);
    expect(facts).toHaveLength(2);
  });

  test('commands and tools are steps under the number of their check; docker’s answer is not kept', async () => {
    const names: (string | undefined)[] = [];
    const ended = { exit: 0, timedOut: false, aborted: false, durationMs: 1, leftovers: 0, stdout: '1.0', stderr: '', output: '' };
    const ran: ProbeContext['command'] = async ({ name }) => {
      names.push(name);
      return ended;
    };
    await run([command('a'), probeOf('tool', { tool: 'b' }), probeOf('container', { container: 'c' })], { command: ran });
    expect(names).toEqual(['check-1', 'check-2', undefined]);
  });

  test('looks what files were before the first check', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, 'r.jsonl'), 'one\n');
    const grown = probeOf('file', { path: 'r.jsonl', contains: ['^two'], lacks: ['one'], since: 'gate', appendOnly: true });
    const probes = { cwd, env: { PATH: process.env['PATH'] ?? '', GATE_CHECKOUT: cwd }, startedAt: () => Date.now() + 60_000 };
    const good = await run([command('echo two >> r.jsonl'), grown], probes);
    expect(good.fold.assessment('completed')).toMatchObject({ counts: { passed: 2 } });
    const bad = await run([command('echo two > r.jsonl'), grown], probes);
    expect(bad.fold.assessment('completed')).toMatchObject({ counts: { passed: 1, failed: 1 } });
  });

  test('what was broken off is not recorded, and leaves the gate incomplete', async () => {
    const { fold, facts } = await run([command('true'), command('sleep 30'), command('true')], {}, (o, stop) => {
      if (o['index'] === 0) setTimeout(stop, 20);
    });
    expect(facts).toHaveLength(1);
    expect(fold.assessment('cancelled')).toMatchObject({ missing: '1 of 3 checks' });
  });
});
