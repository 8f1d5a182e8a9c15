import { describe, expect, test } from 'vitest';
import { troubleOf } from '../../src/core/error-code.ts';
import { against, rowInWords } from '../../src/core/row-words.ts';

describe('what was measured against what was required', () => {
  test.each([
    ['errors = 0.0126', '< 0.01', 'errors 0.0126, limit < 0.01'],
    ['errors = 0.5', '< 0.01, warns if errors < 0.1', 'errors 0.5, limit < 0.01'],
    ['3', '≤ 0', '3, limit 0'],
    ['status = 404', '= 200', 'status 404, expected 200'],
    ['status = 404', '≠ 404', 'status 404, expected anything but 404'],
    ['accuracy = 0.65', '≥ 0.7', 'accuracy 0.65, required: at least 0.7'],
    ['requests = 0', '> 0', 'requests 0, required: more than 0'],
    ['a = 1, b = 2', 'a == b', 'a = 1, b = 2, expected a == b'],
    ['exit code 4', 'exit code 0', 'exit code 4, expected exit code 0'],
  ])('%s, %s', (measured, target, words) => {
    expect(against(measured, target)).toBe(words);
  });
});

describe('a row in words', () => {
  const row = (name: string, target: string, measured: string) => ({ name, target, measured, verdict: 'failed' as const });

  test.each([
    ['a name stands before it', row('error rate', '< 0.01', 'errors = 0.5'), 'error rate: errors 0.5, limit < 0.01'],
    ['a condition is not repeated', row('errors < 0.01', '< 0.01', 'errors = 0.5'), 'errors 0.5, limit < 0.01'],
    ['of a run', row('accuracy >= 0.7 (run 2)', '≥ 0.7', 'accuracy = 0.6'), 'accuracy 0.6, required: at least 0.7 (run 2)'],
    ['of a part', row('suite api: passed >= 3', '≥ 3', 'passed = 2'), 'suite api: passed 2, required: at least 3'],
    ['a long condition', row('a && b', 'a && b', 'a = true, b = false'), 'a = true, b = false, expected a && b'],
    ['a name like a condition of something else', row('is a < b?', '= 1', 'x = 2'), 'is a < b?: x 2, expected 1'],
  ])('%s', (_, one, words) => {
    expect(rowInWords(one)).toBe(words);
  });

  test('that could not be judged says only why', () => {
    expect(rowInWords({ ...row('p95Ms < 200', '< 200', 'no data'), verdict: 'blocked' })).toBe('p95Ms < 200: no data');
  });

  test('with a sentence of its own is that sentence', () => {
    expect(rowInWords({ ...row('failures', '≤ 0', '1 of 8 checks'), words: '1 of 8 checks failed' })).toBe('1 of 8 checks failed');
  });
});

describe('what kept a look from an answer', () => {
  test.each([
    ['CONNECTION_REFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'connection refused: 127.0.0.1:1'],
    ['TIMEOUT', 'no answer within 5s', 'timed out: no answer within 5s'],
    ['DNS', 'getaddrinfo ENOTFOUND nowhere.invalid', 'name not resolved: nowhere.invalid'],
    ['CONNECTION_RESET', 'read ECONNRESET', 'connection reset'],
    ['OF_ANOTHER_VERSION', 'why', 'OF_ANOTHER_VERSION: why'],
    ['TLS', '', 'TLS error'],
  ])('%s %s', (code, detail, words) => {
    expect(troubleOf(code, detail)).toBe(words);
  });
});
