import { expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { Services } from '../../src/verdict/plausibility/services.ts';

function planOf(): Plan {
  const text = `version: 1
services: { web: { run: node web.mjs, port: 8080, health: /healthz } }
gates: { steady: { kind: health, services: [web], interval: 1s, count: 3 } }
`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return loadPlan(input).plan;
}

const started = (pid: number) => ({ type: 'service.started', pid, start: String(pid), port: 8080 });
const stopped = (pid?: number) => ({ type: 'service.stopped', signals: [], ms: 1, ...(pid !== undefined && { pid }) });
const crashed = (pid: number, more: object = {}) => ({ type: 'service.crashed', pid, start: String(pid), killed: [], left: [], ...more });
const ready = { type: 'service.ready', ms: 1, attempts: 1 };
const failed = { type: 'service.failed', external: false, cause: 'unready' };

/** A fact about the service, without what is the same in all. */
type Told = { readonly type: string; readonly [field: string]: unknown };

function doubtsOf(facts: readonly Told[]): readonly string[] {
  const said: string[] = [];
  const object = (seq: number, message: string): void => void said.push(`${seq}: ${message}`);
  const law = new Services(planOf());
  facts.forEach((fact, index) => law.fact({ seq: index + 1, t: index, gate: 'steady', service: 'web', ...fact }, object));
  law.end(true, object);
  return said;
}

it.each<[string, readonly Told[]]>([
  ['is ready only for a later gate', [started(1), failed, ready, stopped(1)]],
  ['dies unseen after the wait for it was broken off', [started(1), stopped()]],
  ['dies so, and is started again', [started(1), started(2), ready, stopped(2)]],
  ['did not become ready, and is stopped', [started(1), failed, stopped(1)]],
  ['crashed, and is started again', [started(1), ready, crashed(1), started(2), ready, stopped(2)]],
  ['is asked for a second gate while it runs', [started(1), ready, ready, stopped(1)]],
])('no run is doubted whose service %s', (_, facts) => expect(doubtsOf(facts)).toEqual([]));

it.each<[string, readonly Told[], string]>([
  ['is ready before it is started', [ready], '1: web is ready, and was not started'],
  ['is ready after it has ended', [started(1), ready, stopped(1), ready], '4: web is ready, and was not started'],
  ['never ends', [started(1), ready], '1: web was started, and nothing tells of its end'],
  ['ends twice', [started(1), ready, stopped(1), stopped(1)], '4: web ends, and had ended before'],
  ['runs, and is stopped without a process', [started(1), ready, stopped()], '3: web has no process to end, and 1 was started'],
  ['ends as another', [started(1), ready, stopped(2)], '3: web has process 2, and 1 was started'],
  ['crashed as another', [started(1), ready, crashed(2)], '3: web has process 2, and 1 was started'],
  [
    'crashed as one of another time',
    [started(1), ready, crashed(1, { start: '7' })],
    '3: web has a process of another time than was started',
  ],
  ['crashed before it was started', [ready, started(1), ready, crashed(1, { t: 0.5 })], '4: web crashed before it was started'],
  ['is started again while it runs', [started(1), ready, started(2), stopped(2)], '3: web is started, and its process 1 has not ended'],
])('a run is doubted whose service %s', (_, facts, words) => expect(doubtsOf(facts)).toContain(words));
