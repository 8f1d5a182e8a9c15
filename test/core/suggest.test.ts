import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/core/suggest.ts';

describe('the nearest right word', () => {
  test.each([
    ['p95ms', ['p50Ms', 'p95Ms'], 'p95Ms'],
    ['erorRate', ['errorRate', 'failures'], 'errorRate'],
    ['falures', ['errorRate', 'failures'], 'failures'],
    ['dureation', ['interval', 'duration'], 'duration'],
    ['hnc', ['has', 'nch'], undefined],
    ['siez', ['size', 'string'], 'size'],
    ['mian', ['main'], 'main'],
    ['maxi', ['main'], undefined],
    ['next', ['test'], undefined],
    ['completely', ['other', 'words'], undefined],
    ['x', [], undefined],
  ])('%s of %j is %s', (word, words, expected) => {
    expect(nearest(word, words)).toBe(expected);
  });

  test('is the first of equally near ones', () => {
    expect(nearest('cat', ['bat', 'rat'])).toBe('bat');
  });
});
