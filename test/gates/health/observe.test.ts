import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServicePlan } from '../../../src/core/plan.ts';
import { judge } from '../../../src/gates/health/judge.ts';
import { observer } from '../../../src/gates/health/observe.ts';
import type { HealthSpec } from '../../../src/gates/health/spec.ts';
import { planOf } from '../../laws/transcript.ts';
import { planOf as probeOf } from '../../live/looks/world.ts';
import { runGate } from '../live.ts';
import { healthPlan, isPass, servicePlan, verdicts } from './facts.ts';

/** A service with a health endpoint and a counter; tests break either. */
class Service {
  asked = 0;
  counter = 0;
  counting = true;
  /** Answers the nth health request, from 1; undefined never answers it. */
  answer: (n: number) => number | undefined = () => 200;
  /** Of the answers about the counter. */
  metricsStatus = 200;
  url = '';

  async listen(): Promise<this> {
    const server = http.createServer((request, response) => {
      if (request.url === '/metrics.json') {
        if (this.counting) this.counter++;
        response.writeHead(this.metricsStatus).end(JSON.stringify({ processed: this.counter }));
        return;
      }
      const status = this.answer(++this.asked);
      if (status !== undefined) response.writeHead(status).end('from the service');
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  plan(id: string, timeoutMs = 1000): ServicePlan {
    const health = probeOf('http', { url: `${this.url}/healthz`, method: 'GET', headers: {} }, { timeoutMs });
    const probe = probeOf('http', { url: `${this.url}/metrics.json`, method: 'GET', headers: {} });
    return { ...servicePlan(id, health, { probe, value: 'json.processed', withinMs: WITHIN_MS }), ownTimeout: true };
  }
}

const WITHIN_MS = 1000;

function run(
  services: readonly ServicePlan[],
  count: number,
  more: Partial<HealthSpec> = {},
  onFact?: Parameters<typeof runGate>[0]['onFact'],
) {
  const ids = services.map(({ id }) => id);
  const { gate } = healthPlan({ services: ids, count, more: { intervalMs: 50, missedLimit: count, ...more } });
  return runGate({ judge, observer, plan: planOf([gate], { services }), gate, ...(onFact && { onFact }) });
}

describe('a health gate on live services', () => {
  test('records every check of every service', async () => {
    const [a, b] = [await new Service().listen(), await new Service().listen()];
    // A busy machine may miss some: each of the 20 is then one of the missed.
    const { fold, facts } = await run([a.plan('a'), b.plan('b')], 10, { missedLimit: 19 });
    const assessment = fold.assessment('completed');
    expect(isPass(assessment)).toBe(true);
    const { checks, missed } = assessment.counts as { checks: number; missed: number };
    expect(checks + missed).toBe(20);
    expect(a.asked + b.asked).toBe(checks);
    expect(facts.find(({ type }) => type === 'check')).toMatchObject({
      service: 'a',
      slot: 0,
      late: expect.any(Number),
      got: { status: 200 },
    });
  });

  test('one wrong answer is one failure', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n === 4 ? 503 : 200);
    const { fold, notices } = await run([service.plan('a')], 12);
    expect(fold.assessment('completed')).toMatchObject({
      counts: { failures: 1 },
      findings: [{ title: 'a', message: expect.stringContaining('from the service') }],
    });
    expect(notices.filter((line) => !line.includes('missed'))).toEqual(['a: status = 503']);
  });

  test('a service that accepts and never answers: one check that timed out, in its slot', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n === 2 ? undefined : 200);
    const { fold, facts } = await run([service.plan('a', 400)], 3, { intervalMs: 500 });
    expect(facts.filter((o) => o['code'] === 'TIMEOUT')).toHaveLength(1);
    expect(fold.assessment('completed')).toMatchObject({ counts: { failures: 1 } });
  });

  test('what is due while an answer is owed has failed, and is not missed', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n === 1 ? undefined : 200);
    const { fold, facts, notices } = await run([service.plan('a', 1900)], 8, { intervalMs: 400, failureLimit: { count: 7 } });
    const busy = facts.filter((o) => o['busy'] === true);
    // A machine that was late for one of them has missed it.
    expect(busy.length).toBeGreaterThanOrEqual(1);
    const missed = facts.filter(({ type }) => type === 'missed').length - busy.length;
    const assessment = fold.assessment('completed');
    expect(isPass(assessment)).toBe(true);
    expect(assessment.counts).toMatchObject({ checks: 8 - missed, missed, failures: 1 + busy.length, busy: busy.length });
    expect(notices.filter((line) => line.endsWith('failed: no answer yet to the check before'))).toHaveLength(busy.length);
  });

  test('an answer may take no longer than nine tenths of the interval, unless the service says so', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n === 2 ? undefined : 200);
    const { ownTimeout: _, ...plan } = service.plan('a', 60_000);
    const { fold, facts } = await run([plan], 4, { intervalMs: 600, failureLimit: { count: 1 } });
    expect(facts.filter((o) => o['code'] !== undefined)).toMatchObject([{ slot: 1, code: 'TIMEOUT', detail: 'no answer within 540ms' }]);
    expect(facts.filter((o) => o['busy'] === true)).toEqual([]);
    expect(isPass(fold.assessment('completed'))).toBe(true);
  });

  test('an answer that came while this process did not run is an answer', async () => {
    const service = await new Service().listen();
    const { ownTimeout: _, ...plan } = service.plan('a');
    const { facts } = await run([plan], 3, { intervalMs: 400 }, (o) => {
      if (o['slot'] !== 0) return;
      // The next check is under way when nothing runs any more for longer than its answer may take.
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700), 400);
    });
    expect(facts.filter((o) => o['code'] !== undefined || o['busy'] === true)).toEqual([]);
  });

  test('too many failures in a row end it at once', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n >= 3 ? 500 : 200);
    const { want, facts } = await run([service.plan('a')], 500, { consecutiveFailureLimit: 2, failureLimit: { count: 400 } });
    expect(want?.action).toBe('stop');
    expect(facts.at(-1)?.seq).toBe(want?.because);
    expect(facts.filter(({ type }) => type === 'check')).toHaveLength(5);
  });

  test('a service that answers 200 and makes no progress', async () => {
    const [busy, stuck] = [await new Service().listen(), await new Service().listen()];
    stuck.counting = false;
    const stalls = ['busy', 'stuck'].map((service) => ({ service, withinMs: WITHIN_MS, judged: true }));
    const { fold, facts } = await run([busy.plan('busy'), stuck.plan('stuck')], 30, { stalls });
    expect(facts.filter((o) => o.type === 'check' && o['code'] !== undefined)).toEqual([]);
    expect(fold.assessment('completed')).toMatchObject({
      counts: { stalls: 1, services: { busy: { stalls: 0 }, stuck: { stalls: 1 } } },
    });
  });

  test('a counter that can’t be read is recorded with its reason, now and then', async () => {
    const service = await new Service().listen();
    const plan = service.plan('a');
    const wrong = { ...plan, progress: { ...plan.progress!, value: 'json.nothing' } };
    const { facts, fold } = await run([wrong], 30, { stalls: [{ service: 'a', withinMs: WITHIN_MS, judged: true }] });
    const looks = facts.filter(({ type }) => type === 'progress');
    expect(looks.length).toBeGreaterThan(3);
    expect(looks.length).toBeLessThan(20);
    // On a busy machine a look may be late as well.
    const read = looks.filter((look) => look['code'] !== 'TIMEOUT');
    expect(read.length).toBeGreaterThan(3);
    for (const look of read) expect(look).toMatchObject({ code: 'BODY', detail: expect.stringContaining('json.nothing') });
    expect(verdicts(fold.assessment('completed'))['stalls']).toBe('failed');
  });

  test('a counter in an answer that is an error is not read', async () => {
    const service = await new Service().listen();
    service.metricsStatus = 503;
    const { facts } = await run([service.plan('a')], 5, { stalls: [{ service: 'a', withinMs: WITHIN_MS, judged: true }] });
    expect(facts.find(({ type }) => type === 'progress')).toMatchObject({ code: 'STATUS', detail: 'status = 503' });
  });

  test('an end in between leaves nothing behind that is recorded', async () => {
    const service = await new Service().listen();
    service.answer = (n) => (n >= 3 ? undefined : 200);
    const { fold, facts } = await run([service.plan('a', 60_000)], 100, {}, (o, stop) => {
      if (o.type === 'missed' && service.asked === 3) stop();
    });
    expect(facts.filter(({ type }) => type === 'check')).toHaveLength(2);
    expect(fold.assessment('cancelled').missing).toMatch(/^2 of 100 checks$/);
  });
});
