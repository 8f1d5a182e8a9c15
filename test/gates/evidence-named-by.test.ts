import { expect, it } from 'vitest';
import { isNamedBy } from '../../src/gates/evidence/named-by.ts';

it.each([
  ['LOG.md', 'LOG.md'],
  ['./LOG.md', 'LOG.md'],
  ['notes', 'notes/deep/one.txt'],
  ['notes/', 'notes/one.txt'],
  ['.', 'any.md'],
  ['a/../LOG.md', 'LOG.md'],
  ['../outside.md', '../outside.md'],
  ['notes/*.md', 'notes/.hidden.md'],
  ['{A,B}.md', 'B.md'],
  ['[draft].md', '[draft].md'],
  ['LOG-of-X.md', 'LOG-[REDACTED:TOKEN].md'],
])('what %j names holds %j', (pattern, file) => {
  expect(isNamedBy(pattern, file)).toBe(true);
});

it.each([
  ['LOG.md', 'OTHER.md'],
  ['LOG.md', 'docs/LOG.md'],
  ['notes', 'notes-of-others/one.txt'],
  ['notes/*.md', 'notes/deep/one.md'],
  ['../outside.md', 'outside.md'],
])('what %j names does not hold %j', (pattern, file) => {
  expect(isNamedBy(pattern, file)).toBe(false);
});
