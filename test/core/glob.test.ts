import picomatch from 'picomatch';
import { expect, it } from 'vitest';
import { plainStars } from '../../src/core/glob.ts';
import { allowedIndex } from '../../src/redact/allowed.ts';
import { namesAny } from '../../src/gates/change/rules.ts';

it.each([
  ['***', '*'],
  ['a/****/b', 'a/*/b'],
  ['**/*', '**/*'],
  [String.raw`\***`, String.raw`\***`],
])('%s is read as %s', (glob, read) => {
  expect(plainStars(glob)).toBe(read);
});

it('a dot behind three stars matches a dot alone, whatever picomatch makes of it', () => {
  expect(picomatch('***a.', { dot: true })('xa+')).toBe(true);
  expect(picomatch(plainStars('***a.'), { dot: true })('xa+')).toBe(false);
});

it('no rule of a change and no false alarm takes more by it', () => {
  const alarm = { rule: 'private-key', path: '***a.', reason: 'r' };
  expect([namesAny('***a.', ['xa+']), namesAny('***a.', ['xa.'])]).toEqual([false, true]);
  expect([allowedIndex([alarm], 'private-key', ['xa+']), allowedIndex([alarm], 'private-key', ['xa.'])]).toEqual([-1, 0]);
});
