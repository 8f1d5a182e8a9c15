import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcher } from '../../../src/gates/tests/glob.ts';
import { GlobIndex } from '../../../src/gates/tests/glob-index.ts';

function indexOf(globs: readonly string[]): GlobIndex<string> {
  const index = new GlobIndex<string>();
  for (const glob of globs) index.add(glob, glob);
  return index;
}

describe('an index of globs', () => {
  const unit = fc.constantFrom(
    'abc',
    'bca',
    'a',
    'b',
    '/',
    '::',
    '*',
    '**',
    '?',
    '{abc,bca}',
    '[ab]',
    '+(abc)',
    '\\*',
    '!',
    './',
    '|',
    '"',
    '.',
    '@',
  );
  const glob = fc.string({ unit, minLength: 1, maxLength: 6 });
  const name = fc.string({ unit: fc.constantFrom('abc', 'bca', 'a', 'b', '/', '::', '.', '*', '!', '@', '+'), maxLength: 7 });

  it('finds what comparing with each would', () => {
    fc.assert(
      fc.property(fc.uniqueArray(glob, { maxLength: 12 }), fc.array(name, { minLength: 1, maxLength: 3 }), (globs, names) => {
        const expected = globs.filter((one) => names.some(matcher([one])));
        expect([...indexOf(globs).matching(names)].sort()).toEqual(expected.sort());
      }),
      { numRuns: 5000 },
    );
  });

  it('does not file a glob with quotes, which may match without what is in them', () => {
    expect([...indexOf(['"abc"**']).matching(['/'])]).toEqual(['"abc"**']);
  });

  it('takes a dot behind three stars for a dot', () => {
    expect([...indexOf(['***::.']).matching(['::+'])]).toEqual([]);
    expect([...indexOf(['***::.']).matching(['a::.'])]).toEqual(['***::.']);
  });

  it('compares a name with few of many', () => {
    const globs = Array.from({ length: 5000 }, (_, n) => `suite::*case ${n}x*`);
    const index = indexOf(globs);
    const start = process.cpuUsage();
    let found = 0;
    for (let n = 0; n < 10_000; n++) found += index.matching([`suite::a case ${n}x of many`, `case ${n}x`]).size;
    expect(found).toBe(5000);
    // One by one these are 10^8 comparisons: minutes.
    expect(process.cpuUsage(start).user).toBeLessThan(10_000_000);
  });
});
