import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedObservation } from '../../../src/core/observation.ts';
import {
  assess,
  busy,
  check,
  checks,
  type Fact,
  failing,
  foldOf,
  INTERVAL_MS,
  isPass,
  missed,
  refused,
  type Shape,
  verdicts,
} from './facts.ts';

const AB = ['a', 'b'];

describe('a health gate', () => {
  test('counts every check, exactly', () => {
    const six = ['api-gateway', 'model-router', 'memory-engine', 'pipecat', 'openclaw', 'eva-os'];
    const assessment = assess({ services: six, count: 360 }, checks(six, 360));
    expect(assessment.missing).toBeUndefined();
    expect(assessment.counts).toMatchObject({ checks: 2160, expectedChecks: 2160, intervals: 360, failures: 0, missed: 0, errorRate: 0 });
    expect(assessment.defaults).toEqual([
      { name: 'every expected check happened', target: '2,160 checks', measured: '2,160 of 2,160 checks', verdict: 'passed' },
      { name: 'failures', target: '≤ 0', measured: '0 of 2,160 checks', verdict: 'passed' },
    ]);
  });

  test('one failure of 2,160 fails it and is pointed at', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'];
    const facts = checks(six, 360, (service, slot) => (service === 'c' && slot === 211 ? refused(service, slot) : undefined));
    const { counts, defaults, findings } = assess({ services: six, count: 360 }, facts);
    expect(counts).toMatchObject({
      checks: 2160,
      failures: 1,
      errorRate: 0.000462962962963,
      services: { c: { failures: 1 }, a: { failures: 0 } },
    });
    expect(defaults[1]).toMatchObject({ measured: '1 of 2,160 checks (c 1)', verdict: 'failed' });
    expect(findings).toEqual([{ title: 'c', message: 'check 212: connection refused', seq: 211 * 6 + 2 }]);
  });

  test('2,159 checks are no pass', () => {
    const facts = checks(AB, 1080).slice(0, -1);
    const assessment = assess({ count: 1080 }, facts);
    expect(assessment.missing).toBe('2,159 of 2,160 checks');
    expect(verdicts(assessment)).toEqual({ 'every expected check happened': 'blocked', failures: 'blocked' });
  });

  test('nothing observed is no pass and has no rates', () => {
    const assessment = assess({}, []);
    expect(assessment.missing).toBe('0 of 10 checks');
    expect(assessment.measurements).toMatchObject({ checks: 0, intervals: 0, longestUninterruptedSeconds: 0 });
    expect(assessment.measurements).not.toHaveProperty('errorRate');
    expect(assessment.measurements).not.toHaveProperty('p95Ms');
  });

  test('more failures than the limit fail it, complete or not', () => {
    const facts = [refused('a', 0), failing('a', 1)];
    expect(verdicts(assess({ more: { failureLimit: { count: 1 } } }, facts))['failures']).toBe('failed');
    expect(verdicts(assess({ more: { failureLimit: { count: 2 } } }, facts))['failures']).toBe('blocked');
  });

  test('a ratio limit rounds down, and only more than it exceeds', () => {
    const bad = (n: number) => checks(['a'], 200, (service, slot) => (slot < n ? failing(service, slot) : undefined));
    const shape = { services: ['a'], count: 200, more: { failureLimit: { ratio: 0.0199 } } };
    expect(isPass(assess(shape, bad(3)))).toBe(true);
    expect(verdicts(assess(shape, bad(4)))['failures']).toBe('failed');
  });

  test('a check that says nothing of the product blocks, and is no failure', () => {
    const facts = checks(AB, 5, (service, slot) => (slot === 2 ? check(service, slot, { code: 'DNS', got: {} }) : undefined));
    const assessment = assess({}, facts);
    expect(assessment.counts).toMatchObject({ checks: 10, failures: 0 });
    expect(assessment.missing).toBe('2 of 10 checks could not be judged');
    expect(isPass(assessment)).toBe(false);
  });

  test('a check without a status was none that we can judge', () => {
    expect(
      isPass(
        assess(
          {},
          checks(AB, 5, (service, slot) => (slot === 1 ? check(service, slot, { got: {} }) : undefined)),
        ),
      ),
    ).toBe(false);
  });
});

describe('missed checks', () => {
  const facts = (n: number) => checks(AB, 5, (service, slot) => (service === 'b' && slot < n ? missed(service, slot) : undefined));

  test('block beyond the limit and are told apart from checks', () => {
    const assessment = assess({}, facts(1));
    expect(assessment.missing).toBe('9 of 10 checks, 1 missed');
    expect(verdicts(assessment)).toMatchObject({ missed: 'blocked', failures: 'blocked' });
    const within = assess({ more: { missedLimit: 1 } }, facts(1));
    expect(isPass(within)).toBe(true);
    expect(within.counts).toMatchObject({ checks: 9, missed: 1, intervals: 4 });
    expect(isPass(assess({ more: { missedLimit: 1 } }, facts(2)))).toBe(false);
  });

  test('a failure stays one', () => {
    expect(verdicts(assess({}, [...facts(1).slice(0, -1), failing('b', 4)]))['failures']).toBe('failed');
  });
});

describe('checks that were due while the last answer was owed', () => {
  /** The answer to the check of slot 1 comes after the slots 2 to 4. */
  const hung = (answer: Fact): Fact[] => [
    check('a', 0),
    busy('a', 2),
    busy('a', 3),
    busy('a', 4),
    { ...answer, t: 4500 },
    ...[5, 6, 7, 8, 9].map((slot) => check('a', slot)),
  ];
  const shape = (more: object): Shape => ({ services: ['a'], count: 10, more });

  test('have failed, within their limit or not', () => {
    const assessment = assess(shape({ failureLimit: { count: 4 } }), hung(refused('a', 1)));
    expect(isPass(assessment)).toBe(true);
    expect(assessment.counts).toMatchObject({ checks: 10, failures: 4, busy: 3, missed: 0, services: { a: { busy: 3 } } });
    expect(assessment.defaults[1]).toMatchObject({ measured: '4 of 10 checks (a 4), 3 of them due before the last answer came' });
    expect(assessment.findings.map(({ message }) => message)).toEqual([
      'check 2: connection refused',
      '3 checks from 3 on: no answer yet to check 2',
    ]);
    expect(verdicts(assess(shape({ failureLimit: { count: 3 } }), hung(refused('a', 1))))['failures']).toBe('failed');
  });

  test('have failed also where the answer holds in the end', () => {
    expect(assess(shape({ failureLimit: { count: 3 } }), hung(check('a', 1))).counts).toMatchObject({ failures: 3, busy: 3 });
  });

  test('are a run of failures with the check before', () => {
    const limits = { failureLimit: { count: 9 }, consecutiveFailureLimit: 3 };
    expect(verdicts(assess(shape(limits), hung(refused('a', 1))))['consecutive failures']).toBe('failed');
    expect(verdicts(assess(shape(limits), hung(check('a', 1))))['consecutive failures']).toBe('passed');
  });

  test('say nothing of the product where that check says nothing', () => {
    const assessment = assess(shape({ failureLimit: { count: 9 } }), hung(check('a', 1, { code: 'DNS', got: {} })));
    expect(assessment.counts).toMatchObject({ checks: 10, failures: 0, busy: 0 });
    expect(assessment.missing).toBe('4 of 10 checks could not be judged');
  });

  test('block where that check is not there', () => {
    const facts = hung(refused('a', 1)).filter((fact) => fact['slot'] !== 1);
    expect(isPass(assess(shape({ failureLimit: { count: 9 }, missedLimit: { count: 9 } }), facts.slice(0, 4)))).toBe(false);
    expect(assess(shape({ failureLimit: { count: 9 } }), facts).missing).toBe('a: slot 2 was busy, though no check was under way');
  });
});

describe('a file that was to be kept', () => {
  const gone: Fact = { type: 'file', t: 9000, captured: true, path: 'state/db.sqlite', code: 'NOT_FOUND' };

  test('fails the gate when it is gone at the end', () => {
    const assessment = assess({}, [...checks(AB, 5), gone]);
    expect(assessment.defaults.at(-1)).toEqual({
      name: 'captured files',
      target: 'there when the gate ends',
      measured: 'state/db.sqlite is gone',
      verdict: 'failed',
    });
  });

  test('is another one than a file that nobody meant to keep', () => {
    const { captured: _, ...other } = gone;
    expect(isPass(assess({}, [...checks(AB, 5), other as Fact]))).toBe(true);
  });
});

describe('what no honest run records', () => {
  const all = checks(AB, 5);

  test.each<[string, Fact[], string]>([
    ['the same check twice', [...all, check('a', 4)], 'a: slot 4 stands there twice'],
    ['one twice, another not at all', [...all.slice(0, -2), check('a', 3), check('b', 4)], 'a: slot 3 stands there twice'],
    ['checked and missed', [...all, missed('a', 4)], 'a: slot 4 stands there twice'],
    ['a slot beyond the last', [...all.slice(0, -2), check('a', 5), check('b', 4)], 'a: slot 5 is beyond the last one'],
    [
      'later than the interval',
      [...all.slice(0, -1), check('b', 4, { late: INTERVAL_MS + 1 })],
      'b: slot 4 was 1001 ms late and yet checked',
    ],
    ['before its time', [...all.slice(0, -1), check('b', 4, { late: -1 })], 'b: slot 4 was -1 ms late and yet checked'],
  ])('%s: blocked', (_, facts, why) => {
    const assessment = assess({}, facts);
    expect(assessment.missing).toBe(why);
    expect(isPass(assessment)).toBe(false);
  });

  test.each<[string, Fact]>([
    ['a service that is not checked', check('c', 0)],
    ['no service', check('a', 0, { service: null })],
    ['half a slot', check('a', 0.5)],
    ['no latency', check('a', 0, { us: null })],
    ['no lateness', check('a', 0, { late: 'soon' })],
    ['values that are none', check('a', 0, { got: 'x' })],
    ['a code that is none', check('a', 0, { code: 7 })],
    ['progress that nobody judges', { type: 'progress', t: 1, service: 'a', value: 1 }],
  ])('%s: malformed', (_, fact) => expect(() => assess({}, [fact])).toThrow(MalformedObservation));
});

describe('a consecutive limit', () => {
  const shape = { count: 9, services: AB, more: { consecutiveFailureLimit: 2, failureLimit: { count: 100 } } };

  function wantAfter(facts: readonly Fact[]): number | undefined {
    const fold = foldOf(shape);
    facts.forEach((fact, seq) => fold.step({ seq, gate: 'g', ...fact }));
    return fold.wants()?.because;
  }

  test('trips on more than it, of one service, and asks for a stop', () => {
    const bad = checks(AB, 9, (service, slot) => (service === 'b' && slot >= 2 && slot <= 4 ? failing(service, slot) : undefined));
    expect(wantAfter(bad)).toBe(9);
    expect(verdicts(assess(shape, bad.slice(0, 10)))['consecutive failures']).toBe('failed');
  });

  test('does not trip at the limit, nor on failures of several services', () => {
    const bad = checks(AB, 9, (service, slot) => (slot === 2 || slot === 3 ? refused(service, slot) : undefined));
    expect(wantAfter(bad)).toBeUndefined();
    expect(isPass(assess(shape, bad))).toBe(true);
  });

  test('a missed slot does not end a run of failures, a good check does', () => {
    const around = (middle: (slot: number) => Fact) =>
      checks(AB, 9, (service, slot) => (service !== 'a' || slot > 3 ? undefined : slot === 2 ? middle(slot) : failing(service, slot)));
    expect(wantAfter(around((slot) => missed('a', slot)))).toBe(6);
    expect(wantAfter(around((slot) => check('a', slot)))).toBeUndefined();
  });
});

describe('latencies', () => {
  test('nearest rank over the answered checks, in ms', () => {
    const us = [1000, 2000, 3000, 4000, 100_000];
    const facts = checks(['a'], 5, (service, slot) => check(service, slot, { us: us[slot] ?? 0 }));
    expect(assess({ services: ['a'] }, facts).measurements).toMatchObject({ p50Ms: 3, p95Ms: 100, p99Ms: 100, maxMs: 100 });
    const half = checks(['a'], 5, (service, slot) => (slot === 4 ? refused(service, slot) : check(service, slot, { us: us[slot] ?? 0 })));
    expect(assess({ services: ['a'] }, half).measurements).toMatchObject({ p50Ms: 2, maxMs: 4, services: { a: { maxMs: 4 } } });
  });
});

describe('uninterrupted', () => {
  const shape = (uninterruptedMs: number) => ({ count: 10, more: { failureLimit: { count: 5 }, uninterruptedMs } });
  const facts = checks(AB, 10, (service, slot) => (service === 'b' && slot === 3 ? failing(service, slot) : undefined));

  test('is the longest stretch of the service where it is shortest', () => {
    const assessment = assess(shape(6000), facts);
    expect(assessment.measurements).toMatchObject({ longestUninterruptedSeconds: 6, services: { a: { longestUninterruptedSeconds: 10 } } });
    expect(isPass(assessment)).toBe(true);
    expect(verdicts(assess(shape(7000), facts))['uninterrupted']).toBe('failed');
  });

  test('does not reach over two executions', () => {
    const segments = [
      ...checks(AB, 5),
      ...checks(AB, 10)
        .slice(10)
        .map((fact) => ({ ...fact, t: fact.t - 5000 + 7 })),
    ];
    const assessment = assess(shape(5000), segments);
    expect(assessment.missing).toBeUndefined();
    expect(assessment.measurements).toMatchObject({ longestUninterruptedSeconds: 5 });
    expect(verdicts(assess(shape(6000), segments))['uninterrupted']).toBe('failed');
  });

  test('of an incomplete gate it may be longer than was seen', () => {
    expect(verdicts(assess(shape(6000), checks(AB, 4)))['uninterrupted']).toBe('blocked');
  });
});

describe('the order of facts', () => {
  const outcome = fc.constantFrom('well', 'failed', 'missed', 'refused');
  const some = fc.record({
    lanes: fc.array(fc.array(outcome, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
    picks: fc.array(fc.nat(100), { minLength: 32, maxLength: 32 }),
  });
  const factOf = (service: string, slot: number, kind: string): Fact =>
    ({ well: check, failed: failing, missed, refused })[kind as 'well' | 'failed' | 'missed' | 'refused'](service, slot);
  const comparable = ({ findings, defaults, ...rest }: ReturnType<typeof assess>): unknown => ({
    ...rest,
    // At which fact a gate is lost depends on their order.
    defaults: defaults.map((row) => ({ ...row, measured: row.measured.replace(/, then it ended early.*/, '') })),
    findings: findings.filter(({ title }) => title !== 'Ended early').map(({ title, message }) => ({ title, message })),
  });

  test('any interleaving of services gives the same judgement', () => {
    fc.assert(
      fc.property(some, ({ lanes, picks }) => {
        const services = lanes.map((_, i) => `s${i}`);
        const queues = lanes.map((lane, i) => lane.map((kind, slot) => factOf(services[i] ?? '', slot, kind)));
        const shape = { services, count: 8, more: { failureLimit: { ratio: 0.2 }, missedLimit: 1, consecutiveFailureLimit: 3 } };
        const inOrder = assess(shape, queues.flat());
        const shuffled: Fact[] = [];
        for (let i = 0; queues.some((queue) => queue.length > 0); i++) {
          const open = queues.filter((queue) => queue.length > 0);
          shuffled.push(open[(picks[i % picks.length] ?? 0) % open.length]?.shift() as Fact);
        }
        expect(comparable(assess(shape, shuffled))).toEqual(comparable(inOrder));
      }),
    );
  });

  test('slots of one service in any order give the same counts and runs', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 8, maxLength: 8 }), order, (kinds, slots) => {
        const shape = {
          services: ['a'],
          count: 8,
          more: { failureLimit: { count: 3 }, missedLimit: 8, consecutiveFailureLimit: 2, uninterruptedMs: 3000 },
        };
        const facts = kinds.map((kind, slot) => factOf('a', slot, kind));
        const mixed = assess(
          shape,
          slots.map((slot) => facts[slot] as Fact),
        );
        const straight = assess(shape, facts);
        expect(mixed.counts).toEqual(straight.counts);
        expect(mixed.defaults).toEqual(straight.defaults);
        expect(mixed.missing).toEqual(straight.missing);
      }),
    );
  });

  test('without any one check, and with n failures among them, it never passes; n is exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 }), fc.nat(), (count, wanted, which) => {
        const bad = Math.min(wanted, count);
        const facts = checks(AB, count, (service, slot) => (service === 'a' && slot < bad ? failing(service, slot) : undefined));
        const whole = assess({ count }, facts);
        expect(whole.counts).toMatchObject({ checks: 2 * count, failures: bad });
        expect(isPass(whole)).toBe(bad === 0);
        const left = assess(
          { count },
          facts.filter((_, i) => i !== which % facts.length),
        );
        expect(isPass(left)).toBe(false);
        expect(left.missing).toBeDefined();
      }),
    );
  });
});
