import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/core/judgement.ts';
import type { Sketch } from '../facts.ts';
import { kinds } from '../../src/gates/registry.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { judge, record } from '../laws/transcript.ts';

const CONFIG = `version: 1
stack: { start: docker compose up -d, stop: docker compose down }
services:
  api: { port: 7000, health: /healthz }
gates:
  g: { kind: checks, services: [api], fresh: true, checks: [ { name: x, http: "http://h/x" } ] }
`;

const PROBE: Sketch = { type: 'probe', index: 0, name: 'x', try: 1, us: 100, got: { status: 200 } };

/** The judgements of a run whose gate saw these facts of the stack, and after whose gate there was that one. */
function judged(within: readonly Sketch[], after: readonly Sketch[] = []): Readonly<Record<string, Judgement>> {
  const bytes = new TextEncoder().encode(CONFIG);
  const { plan } = loadPlan({ text: CONFIG, bytes, file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} });
  const scenario = { plan, registry: kinds, files: { read: () => [] }, observed: { g: [...within, PROBE] } };
  const lines = record(scenario);
  const end = lines.findIndex(({ type }) => type === 'execution.ended');
  const whole = [...lines.slice(0, end), ...after.map((draft) => ({ ...draft, seq: 0, t: 0 })), ...lines.slice(end)];
  const { decision } = judge(
    scenario,
    whole.map((o, seq) => ({ ...o, seq })),
  );
  return Object.fromEntries(decision.judgements.map((judgement) => [judgement.gate, judgement]));
}

const command = (action: 'start' | 'stop', how: object): Sketch => ({ type: 'stack', basis: 'process', action, run: 'x', ms: 5, ...how });

describe('a gate that starts or stops the stack', () => {
  it('passes when the commands do their work', () => {
    expect(judged([command('stop', { exit: 0 }), command('start', { exit: 0 })])['g']?.verdict).toBe('passed');
  });

  it.each([
    ['exit code 3', { exit: 3 }, 'failed'],
    ['a signal', { signal: 'SIGSEGV' }, 'failed'],
    ['no such command', { exit: 127 }, 'blocked'],
    ['no shell', { spawnError: 'ENOENT' }, 'blocked'],
    ['our limit', { timedOut: true }, 'blocked'],
    ['nothing that was seen', {}, 'blocked'],
  ])('does not pass when one ends by %s', (_, how, verdict) => {
    expect(judged([command('stop', how)])['g']?.verdict).toBe(verdict);
    expect(judged([command('start', how)])['g']?.verdict).toBe(verdict);
  });

  it('says which command it was', () => {
    const { reason, findings } = judged([command('stop', { exit: 3 })])['g']!;
    expect(reason).toContain('the stop command of the stack ended with exit code 3');
    expect(findings).toMatchObject([{ title: 'Service', message: 'the stop command of the stack ended with exit code 3' }]);
  });
});

describe('a service that did not come up', () => {
  const failed = (how: object): Sketch => ({ type: 'service.failed', basis: 'process', service: 'api', external: false, ...how });

  it('shows the end of what it wrote', () => {
    const { findings } = judged([failed({ cause: 'exited', exit: 3, output: 'no database' })])['g']!;
    expect(findings).toContainEqual({
      title: 'Service',
      message: 'api ended before it was ready, exit code 3\nno database',
      output: 'no database',
      seq: expect.any(Number),
    });
  });

  it('ended well at once: it is told to stay', () => {
    expect(judged([failed({ cause: 'exited', exit: 0 })])['g']?.reason).toContain('exit code 0: it must stay in the foreground');
  });
});

describe('a stack that does not stop after the last gate', () => {
  it('is a warning, and judges no gate that ran', () => {
    const { g, evidence } = judged([], [command('stop', { exit: 3 })]);
    expect(g?.verdict).toBe('passed');
    expect(evidence?.verdict).toBe('warned');
    expect(evidence?.reason).toBe('the stop command of the stack ended with exit code 3');
    expect(evidence?.findings).toMatchObject([{ title: 'Service', message: 'the stop command of the stack ended with exit code 3' }]);
  });
});
