import { describe, expect, it } from 'vitest';
import { Rules, unusable } from '../../../src/gates/change/rules.ts';

/** Whether a path of a rule matches a file, everything else being low. */
function matches(written: string, file: string): boolean {
  const rules = new Rules([
    { paths: ['**'], risk: 'low' },
    { paths: [written], risk: 'high' },
  ]);
  return rules.rate(file).risk === 'high';
}

describe('a path of a rule', () => {
  it.each([
    ['db/**', 'db/1.sql'],
    ['db/**', 'db/deep/1.sql'],
    ['db/**', 'db'],
    ['db', 'db/1.sql'],
    ['db/', 'db/1.sql'],
    ['/db/', 'db/1.sql'],
    ['./db/*', 'db/1.sql'],
    ['*.lock', 'yarn.lock'],
    ['**/*.lock', 'yarn.lock'],
    ['{a,b}/**', 'b/x'],
    ['**', '.github/workflows/x.yml'],
    ['.github', '.github/workflows/x.yml'],
    ['packages/@scope/a', 'packages/@scope/a/x.ts'],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx'],
    ['app/[id]', 'app/[id]/page.tsx'],
    ['app/(shop)/**', 'app/(shop)/page.tsx'],
    ['app/[...all].ts', 'app/[...all].ts'],
    ['v[12]/**', 'v2/x'],
    ['src/!(generated)/**', 'src/own/x'],
    ['db/**', 'db/a\nb'],
    ['db/**', 'db/a\u2028b'],
    ['db/*', 'db/-x'],
    ['DB/**', 'db/x'],
    ['db/**', 'Db/x'],
  ])('%s matches %j', (written, file) => {
    expect(unusable(written)).toBeUndefined();
    expect(matches(written, file)).toBe(true);
  });

  it.each([
    ['db/*', 'db/deep/1.sql'],
    ['db', 'other/db/1.sql'],
    ['db', 'db2/x'],
    ['*.md', 'docs/a.md'],
    ['src/!(generated)/**', 'src/generated/x'],
  ])('%s does not match %j', (written, file) => expect(matches(written, file)).toBe(false));

  it.each(['{src,lib}/**', '{src/**,lib/**}', '@(a/**|b/**)', 'a\\**', 'db/**/*.sql'])('%s is usable', (written) => {
    expect(unusable(written)).toBeUndefined();
  });

  it.each([' db/**', 'db/** ', 'db//**', 'db/***', 'db/**.sql', '**.sql'])('%j would miss files, and is refused', (written) => {
    expect(unusable(written)).toBeDefined();
  });

  it.each(['!db/**', '/', './', '.', '../db', 'a/../b', 'a/./b', '[z-a]'])('%s is refused', (written) => {
    expect(unusable(written)).toBeDefined();
  });
});

describe('rules', () => {
  it('rate by the worst that matches, in whichever order they stand', () => {
    const low = { paths: ['db/**'], risk: 'low' } as const;
    const high = { paths: ['db/x'], risk: 'high' } as const;
    for (const rules of [
      [low, high],
      [high, low],
    ]) {
      expect(new Rules(rules).rate('db/x')).toEqual({ risk: 'high', rule: 'db/x' });
      expect(new Rules(rules).rate('db/y')).toEqual({ risk: 'low', rule: 'db/**' });
      expect(new Rules(rules).rate('y')).toEqual({ risk: 'critical', rule: undefined });
    }
  });

  it('never make a file less risky for letters of another case', () => {
    expect(new Rules([{ paths: ['docs/**'], risk: 'low' }]).rate('DOCS/x')).toEqual({ risk: 'critical', rule: undefined });
  });
});
