import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { MalformedObservation } from '../../../src/core/observation.ts';
import { assess, sample, trouble, verdicts } from './facts.ts';

/** A query that has a value also where nothing is known of `up`, and so of its age. */
const ONE = '    queries: { q: absent(up) }\n    criteria: [ { name: low, pass: "q < 0.5", warn: "q < 0.7" } ]\n';
const many = (looks: number, more = '') => `${ONE}    interval: 1s\n    duration: ${looks}s\n${more}`;

/** A look for each letter: `.` passes, `w` warns, `F` fails, `E` is an error, `m` was missed. */
const looks = (letters: string) =>
  letters.split('').map((letter, slot): JsonObject & { type: string } => {
    if (letter === 'm') return { type: 'missed', slot };
    return letter === 'E' ? trouble(slot) : sample(slot, { '.': '0.1', w: '0.6', F: '0.9' }[letter] ?? '');
  });

describe('one look', () => {
  test('a number that holds', () => {
    const { criteria, defaults, counts, missing } = assess(ONE, [sample(0, '0.1')]);
    expect(criteria).toEqual([{ name: 'low', target: '< 0.5', measured: 'q = 0.1', verdict: 'passed' }]);
    expect(defaults).toEqual([{ name: 'looks', target: 'one, with data', measured: '1', verdict: 'passed' }]);
    expect(counts).toEqual({ looks: 1, expectedLooks: 1, passed: 1, warned: 0, failed: 0, errors: 0, last: { q: 0.1 }, q: 0.1 });
    expect(missing).toBeUndefined();
  });

  test('a query that has the name of a count stands for itself', () => {
    const named = ONE.replace('{ q:', '{ errors:').replaceAll('"q <', '"errors <');
    expect(assess(named, [sample(0, '0.1', { query: 'errors' })]).counts).toMatchObject({ looks: 1, errors: 0.1, last: { errors: 0.1 } });
  });

  test('a number that does not', () => {
    expect(verdicts(assess(ONE, [sample(0, '0.9')]))).toEqual({ looks: 'passed', low: 'failed' });
    expect(verdicts(assess(ONE, [sample(0, '0.6')]))).toEqual({ looks: 'passed', low: 'warned' });
  });

  test.each<[string, JsonObject & { type: string }, string]>([
    ['NaN', sample(0, 'NaN'), 'is NaN'],
    ['infinity', sample(0, '+Inf'), 'is +Inf'],
    ['minus infinity', sample(0, '-Inf'), 'is -Inf'],
    ['an empty text', sample(0, ''), 'is '],
    ['a word', sample(0, '0x0'), 'is 0x0'],
    ['no sample', sample(0, []), 'no data'],
    ['several samples', sample(0, ['0.1', '0.2']), '2 samples, expected exactly one'],
    ['a warning', sample(0, '0.1', { warnings: ['a store was not reached'] }), 'Prometheus warns: a store was not reached'],
    ['a quantile cut to its bound', sample(0, '0.1', { quantiles: [['{}', '0.5', '0.50']] }), 'cut to the highest bucket bound, 0.50'],
    ['a stale series', sample(0, '0.1', { ages: [['up', 'now', '121']] }), 'up: the newest sample is 121 s old, must be at most 2m'],
    ['a sample of tomorrow', sample(0, '0.1', { ages: [['up', 'now', '-86400']] }), 'up: the newest sample lies 86400 s in the future'],
    ['an age that is none', sample(0, '0.1', { ages: [['up', 'now', 'NaN']] }), 'the newest sample is NaN old'],
    ['a rate over what has ended', sample(0, '0.1', { ages: [['up', 'ended', '+Inf']] }), 'the newest sample is +Inf old'],
    [
      'one stale series beside a fresh one',
      sample(0, '0.1', {
        ages: [
          ['a', 'now', '1'],
          ['b', 'now', '300'],
        ],
      }),
      'b: the newest sample is 300 s old',
    ],
    [
      'nothing that goes on, though one ended only now',
      sample(0, '0.1', {
        ages: [
          ['a', 'ended', '1'],
          ['b', 'ended', '300'],
        ],
      }),
      'b: the newest sample is 300 s old',
    ],
    ['a clock an hour behind', sample(0, '0.1', { skewMs: -3_600_000 }), 'the clock of Prometheus is 3600 s behind ours'],
    ['a clock a minute ahead', sample(0, '0.1', { skewMs: 60_000 }), 'the clock of Prometheus is 60 s ahead of ours'],
    ['an error', trouble(0), 'HTTP status: 503 Unavailable'],
    ['a look that was missed', { type: 'missed', slot: 0 }, 'missed'],
  ])('%s is no number: blocked, with the reason', (_, fact, why) => {
    const result = assess(ONE, [fact]);
    expect(verdicts(result)).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(result.criteria?.[0]?.measured).toContain(why);
    expect(result.findings[0]?.message).toContain(why);
    expect(result.counts).toMatchObject({ passed: 0, errors: 1, last: {} });
  });

  test('clocks of samples may be a little ahead', () => {
    expect(verdicts(assess(ONE, [sample(0, '0.1', { ages: [['up', 'now', '-20']] })]))).toEqual({ looks: 'passed', low: 'passed' });
  });

  test('series that ended are a part of life while others of the query go on', () => {
    const ages = [
      ['errors', 'ended', '300'],
      ['requests', 'now', '1'],
    ];
    expect(verdicts(assess(ONE, [sample(0, '0.1', { ages })]))).toEqual({ looks: 'passed', low: 'passed' });
    expect(verdicts(assess(ONE, [sample(0, '0.1', { ages: [['errors', 'ended', '100']] })]))).toEqual({ looks: 'passed', low: 'passed' });
  });

  test('nothing at all', () => {
    const result = assess(ONE, []);
    expect(verdicts(result)).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(result.missing).toBe('0 of 1 looks');
  });

  test('no sample fails where the configuration says so', () => {
    expect(verdicts(assess(`${ONE}    no-data: failed\n`, [sample(0, [])]))).toEqual({ looks: 'failed', low: 'failed' });
    expect(verdicts(assess(`${ONE}    no-data: failed\n`, [trouble(0)]))).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(verdicts(assess(`${ONE}    no-data: failed\n`, [sample(0, 'NaN')]))).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test.each([
    ['min', 0.1],
    ['max', 0.3],
    ['sum', 0.6],
    ['avg', 0.2],
  ])('several samples with reduce %s', (reduce, value) => {
    const keys = `${ONE}    reduce: ${reduce}\n`;
    expect(assess(keys, [sample(0, ['0.1', '0.2', '0.3'])]).counts).toMatchObject({ last: { q: value } });
    expect(verdicts(assess(keys, [sample(0, ['0.1', 'NaN'])]))).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(verdicts(assess(keys, [sample(0, [])]))).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test('conditions read variables, and a query without data blocks what reads it', () => {
    const keys =
      '    queries: { q: vector(1), r: vector(2) }\n    criteria: [ { name: a, pass: "q < vars.most" }, { name: b, pass: "r < 1.0" } ]\n';
    const result = assess(keys, [sample(0, '0.001'), trouble(0, { query: 'r' })]);
    expect(verdicts(result)).toEqual({ looks: 'blocked', a: 'passed', b: 'blocked' });
  });

  test('a query that no criterion reads must bring data too', () => {
    const keys = '    queries: { q: vector(1), r: vector(2) }\n    criteria: [ { name: a, pass: "q < 1.0" } ]\n';
    expect(verdicts(assess(keys, [sample(0, '0.1'), trouble(0, { query: 'r' })]))).toEqual({ looks: 'blocked', a: 'passed' });
  });
});

describe('many looks', () => {
  test('all pass', () => {
    const result = assess(many(4), looks('....'));
    expect(verdicts(result)).toEqual({ looks: 'passed', low: 'passed' });
    expect(result.criteria?.[0]?.measured).toBe('q = 0.1 (in 4 of 4 looks)');
  });

  test('without a limit one that fails fails the gate, and every look is made', () => {
    const result = assess(many(4), looks('.F..'));
    expect(verdicts(result)).toEqual({ looks: 'passed', low: 'failed' });
    expect(result.criteria?.[0]?.measured).toBe('q = 0.9 (in look 2 of 4)');
    expect(result.want).toBeUndefined();
  });

  test('without a limit one error blocks', () => {
    expect(assess(many(4), looks('.E.m')).defaults[0]?.measured).toBe(
      '2 of 4 looks, 2 without data, first q: HTTP status: 503 Unavailable',
    );
    expect(verdicts(assess(many(4), looks('.E..')))).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(verdicts(assess(many(4), looks('.m..')))).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test('one that warns warns', () => {
    expect(verdicts(assess(many(4), looks('.w..')))).toEqual({ looks: 'passed', low: 'warned' });
  });

  const LIMITS = '    consecutive-failure-limit: 2\n    consecutive-error-limit: 2\n    error-limit: 4\n';
  test.each([
    ['two in a row are tolerated', 'FF.FF.', { looks: 'passed', 'in a row': 'passed', low: 'passed' }],
    ['two errors in a row are tolerated', 'EE.Em.....', { looks: 'passed', 'in a row': 'passed', low: 'passed' }],
    ['an error breaks no run of failures', '.FEFF.', { looks: 'blocked', 'in a row': 'failed', low: 'failed' }],
    ['a failure breaks a run of errors', 'EEFEE.....', { looks: 'passed', 'in a row': 'passed', low: 'passed' }],
    ['a warning warns', 'F..w..', { looks: 'passed', 'in a row': 'passed', low: 'warned' }],
  ])('%s: %s', (_, letters, expected) => {
    expect(verdicts(assess(many(6, LIMITS), looks(letters)))).toEqual(expected);
  });

  test('the third in a row ends the gate: failed', () => {
    const result = assess(many(6, LIMITS), looks('.FwF..'));
    expect(result.want).toEqual({ action: 'stop', because: 3 });
    expect(verdicts(result)).toEqual({ looks: 'blocked', 'in a row': 'failed', low: 'failed' });
  });

  test('the third error in a row ends the gate: blocked', () => {
    const result = assess(many(6, LIMITS), looks('.EEE..'));
    expect(result.want).toEqual({ action: 'stop', because: 3 });
    expect(verdicts(result)).toEqual({ looks: 'blocked', 'in a row': 'blocked', low: 'blocked' });
  });

  test.each([
    ['one in ten is made up for by another look', '.E.........', 10, '', { looks: 'passed', low: 'passed' }, undefined],
    ['one more is too many', '.E.E', 10, '', { looks: 'blocked', low: 'blocked' }, 3],
    ['of few looks one may be, too', '.E.', 2, '', { looks: 'passed', low: 'passed' }, undefined],
    ['without another look one is missing', '.E', 2, '', { looks: 'blocked', low: 'blocked' }, undefined],
    ['none may be where none is allowed', 'E', 10, '    error-limit: 0\n', { looks: 'blocked', low: 'blocked' }, 0],
    ['and any number where all are', 'EEEE..', 2, '    error-limit: 4\n', { looks: 'passed', low: 'passed' }, undefined],
  ])('without data %s: %s of %i', (_, letters, planned, more, expected, because) => {
    const result = assess(many(planned, `    consecutive-error-limit: 4\n${more}`), looks(letters));
    expect(verdicts(result)).toEqual(expected);
    expect(result.want?.because).toBe(because);
  });

  test('says how many looks had data', () => {
    const keys = many(16, '    consecutive-error-limit: 4\n    error-limit: 2\n');
    const told = (letters: string) => assess(keys, looks(letters)).defaults[0];
    expect(told(`EE${'.'.repeat(16)}`)?.measured).toBe('16 looks, 2 more without data, first q: HTTP status: 503 Unavailable');
    expect(told(`EE${'.'.repeat(14)}`)).toMatchObject({
      measured: '14 of 16 looks, 2 without data, first q: HTTP status: 503 Unavailable',
      verdict: 'blocked',
    });
    expect(told('.')?.target).toBe('16, at most 2 without data, 4 in a row');
  });

  test('a window has no more looks than there are', () => {
    const keys = `${ONE}    interval: 1s\n    window: 16s\n    consecutive-error-limit: 4\n    error-limit: 2\n`;
    const tolerated = assess(keys, looks(`.E.E${'.'.repeat(12)}`));
    expect(verdicts(tolerated)).toEqual({ looks: 'passed', low: 'passed' });
    expect(tolerated.defaults[0]?.measured).toBe('14 of 16 looks, 2 without data, first q: HTTP status: 503 Unavailable');
    expect(verdicts(assess(keys, looks(`.E.E.E${'.'.repeat(10)}`)))).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test.each([
    [
      'as many as may fail in all',
      'F.F.......',
      '    failure-limit: 20%\n',
      { looks: 'passed', 'failed looks': 'passed', low: 'passed' },
      undefined,
    ],
    ['one more', 'F.F.F.....', '    failure-limit: 20%\n', { looks: 'blocked', 'failed looks': 'failed', low: 'failed' }, 4],
    [
      'within one limit and beyond another',
      'FF........',
      '    failure-limit: 5\n    consecutive-failure-limit: 1\n',
      { looks: 'blocked', 'in a row': 'failed', 'failed looks': 'blocked', low: 'failed' },
      1,
    ],
    ['as many as may warn', 'w.w.......', '    warn-limit: 2\n', { looks: 'passed', 'warned looks': 'passed', low: 'warned' }, undefined],
    ['one more that warns', 'w.w.w.....', '    warn-limit: 2\n', { looks: 'blocked', 'warned looks': 'failed', low: 'failed' }, 4],
    ['all of them', 'FFFFFFFFFF', '    failure-limit: 10\n', { looks: 'passed', 'failed looks': 'passed', low: 'failed' }, undefined],
  ])('limits of all looks: %s', (_, letters, limits, expected, because) => {
    const result = assess(many(10, limits), looks(letters));
    expect(verdicts(result)).toEqual(expected);
    expect(result.want?.because).toBe(because);
  });

  test('what is tolerated everywhere proves nothing', () => {
    const lenient = '    consecutive-failure-limit: 9\n    consecutive-error-limit: 9\n';
    expect(verdicts(assess(many(3, lenient), looks('EEE')))).toMatchObject({ looks: 'blocked', low: 'blocked' });
    expect(verdicts(assess(many(3, lenient), looks('FFF')))).toMatchObject({ low: 'failed' });
  });

  test('a limit of none ends the gate at the first', () => {
    expect(assess(many(3, '    consecutive-failure-limit: 0\n'), looks('F..')).want).toEqual({ action: 'stop', because: 0 });
    expect(assess(many(3, '    consecutive-error-limit: 0\n'), looks('E..')).want).toEqual({ action: 'stop', because: 0 });
  });

  test.each([
    ['up', 'blocked'],
    ['sum(rate(errors[5m])) / sum(rate(requests[5m]))', 'blocked'],
    ['up{job="vector"}', 'blocked'],
    ['vector + absent', 'blocked'],
    ['absent(up) * 0.1', 'passed'],
    ['absent_over_time(up[5m])', 'passed'],
    ['time() * 0.1', 'passed'],
    ['up offset 1h', 'passed'],
  ])('a value without a sample that it could be made of: %s', (query, verdict) => {
    const result = assess(ONE.replace('absent(up)', `'${query}'`), [sample(0, '0.1')]);
    expect(verdicts(result)).toEqual({ looks: verdict, low: verdict });
    if (verdict === 'blocked') expect(result.criteria?.[0]?.measured).toContain('how old the samples are is not known');
  });

  test.each<[string, string, readonly string[], string]>([
    ['whose name nobody exports', 'sum(errors{code="500"}) or vector(0)', [], 'blocked'],
    ['of which others are there', 'sum(errors{code="500"}) or vector(0)', ['errors'], 'passed'],
    ['by a name in braces', 'count({__name__="errors"}) or vector(0)', ['up'], 'blocked'],
    ['of alerts, which come and go', 'count(ALERTS{alertstate="firing"}) or vector(0)', [], 'passed'],
    ['one of two', 'sum(errors{code="500"}) + sum(timeouts{a="b"}) or vector(0)', ['errors'], 'blocked'],
  ])('a 0 of series %s', (_, query, seen, verdict) => {
    const ages = seen.map((selector) => [selector, 'now', '1']);
    const result = assess(ONE.replace('absent(up)', `'${query}'`), [sample(0, '0', { ages })]);
    expect(verdicts(result)).toEqual({ looks: verdict, low: verdict });
    if (verdict === 'blocked') expect(result.criteria?.[0]?.measured).toContain('no metric called ');
  });

  test('an answer that is as old as the last one is none: somebody cached it', () => {
    const [first, second] = looks('..');
    const result = assess(many(2), [first!, { ...second!, at: first!['at']! }]);
    expect(verdicts(result)).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(result.criteria?.[0]?.measured).toContain('not newer than the one before');
  });

  test.each([
    ['left out', [0, 2]],
    ['in the wrong order', [1, 0, 2]],
    ['twice', [0, 0, 1, 2]],
  ])('a look that is %s', (_, order) => {
    const all = looks('...');
    const result = assess(
      many(3),
      order.map((i) => all[i]!),
    );
    expect(verdicts(result)).toEqual({ looks: 'blocked', low: 'blocked' });
  });

  test('a fact of a look that is over, and one that stands there twice, contradict', () => {
    const all = looks('...');
    expect(assess(many(3), [all[0]!, all[0]!, all[1]!, all[2]!]).missing).toContain('look 1 stands after it was over');
    const r = (slot: number) => sample(slot, '0.1', { query: 'r' });
    const two = many(2).replace('q: absent', 'r: vector(1), q: absent');
    expect(assess(two, [all[0]!, all[0]!, r(0), all[1]!, r(1)]).missing).toContain('"q" stands in look 1 twice');
    expect(assess(two, [all[0]!, r(0), all[1]!, r(1)]).missing).toBeUndefined();
  });

  test('a look is never made of samples of two', () => {
    const [first, second] = looks('..');
    const two = many(2).replace('q: absent', 'r: vector(1), q: absent');
    const result = assess(two, [first!, sample(1, '0.1', { query: 'r' }), second!]);
    expect(result.missing).toBe('1 of 2 looks');
    expect(result.counts).toMatchObject({ looks: 1, passed: 1 });
  });

  test.each<[string, JsonObject & { type: string }]>([
    ['another query', sample(0, '1', { query: 'x' })],
    ['a look too many', sample(3, '1')],
    ['no values', sample(0, '1', { values: null })],
    ['a number for a value', sample(0, '1', { values: [['{}', 1]] })],
    ['no time', sample(0, '1', { at: null })],
    ['no skew', sample(0, '1', { skewMs: null })],
    ['no warnings', sample(0, '1', { warnings: null })],
    ['no ages', sample(0, '1', { ages: null })],
    ['a quantile without its bound', sample(0, '1', { quantiles: [['{}', '1']] })],
  ])('%s is malformed', (_, fact) => {
    expect(() => assess(many(3), [fact])).toThrow(MalformedObservation);
  });

  test('passes only when each look is there and each run is within its limit', () => {
    const letters = fc.array(fc.constantFrom('.', 'F', 'E', 'm', 'w'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.nat(3), fc.nat(3), (all, failures, errors) => {
        const blind = all.filter((one) => 'Em'.includes(one)).length;
        const limits = `    consecutive-failure-limit: ${failures}\n    consecutive-error-limit: ${errors}\n    error-limit: ${blind}\n`;
        const keys = many(Math.max(1, all.length - blind), limits);
        const result = assess(keys, looks(all.join('')));
        const told = Object.values(verdicts(result));
        const text = all.join('');
        const longest = (source: string, pattern: RegExp) => Math.max(0, ...[...source.matchAll(pattern)].map(([run]) => run.length));
        const failing = longest(text.replace(/[Em]/g, ''), /[Fw]+/g);
        const erring = longest(text, /[Em]+/g);
        const ok = failing <= failures && erring <= errors && text.includes('.') && !text.includes('w');
        expect(told.every((one) => one === 'passed')).toBe(ok);
        expect(told.includes('failed') && !text.includes('F') && !text.includes('w')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('that all see one sample from before the first see nothing of their time', () => {
    const looks = (...ages: string[]) => ages.map((age, slot) => sample(slot, '0.1', { ages: [['up', 'now', age]] }));
    expect(verdicts(assess(many(3), looks('10', '11', '12')))).toEqual({ looks: 'blocked', low: 'blocked' });
    expect(assess(many(3), looks('10', '11', '12')).missing).toBe('q: no sample since the first look, the newest is 12s old');
    expect(verdicts(assess(many(3), looks('10', '11', '0.5')))).toEqual({ looks: 'passed', low: 'passed' });
    expect(verdicts(assess(ONE, looks('10')))).toEqual({ looks: 'passed', low: 'passed' });
  });

  test('over what had ended before the first of them see nothing either', () => {
    const looks = ['10', '11', '12'].map((age, slot) => sample(slot, '0.1', { ages: [['up', 'ended', age]] }));
    expect(verdicts(assess(many(3), looks))).toEqual({ looks: 'blocked', low: 'blocked' });
  });
});
