import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repositoryPath } from '../../src/report/place.ts';

const repository = { configuration: 'gates.yml', checkout: '/runner/work/r/r' };

describe('a path in the repository', () => {
  test.each([
    ['tests/a.py', '.', 'tests/a.py'],
    ['./tests//a.py', '', 'tests/a.py'],
    ['tests/a.py', 'services/api', 'services/api/tests/a.py'],
    ['../shared/a.py', 'services', 'shared/a.py'],
    ['tests\\a.py', '.', 'tests/a.py'],
    ['/runner/work/r/r/tests/a.py', 'services', 'tests/a.py'],
    ['tests/a.py', '/runner/work/r/r/services', 'services/tests/a.py'],
    ['tests/a.py', '/somewhere/else', 'tests/a.py'],
    ['@scope/a b.ts', '.', '@scope/a b.ts'],
  ])('%j from %j is %j', (file, folder, expected) => {
    expect(repositoryPath(file, folder, repository)).toBe(expected);
  });
  test.each([
    '/etc/passwd',
    '/runner/work/r/r2/a',
    'C:\\a\\b.ts',
    'file:///a',
    'https://evil.example/a',
    '..',
    '../../a',
    '',
    '.',
    './',
    '.git/config',
    'a\nb',
    'a\u0000',
    '/runner/work/r/r/../../x',
  ])('%j is none', (file) => {
    expect(repositoryPath(file, '.', repository)).toBeUndefined();
  });
  test('of several places the one where the file is', () => {
    const files = new Set(['tests/a.py', 'app/services/tests/b.py', 'app/c.py']);
    const known = { ...repository, folder: 'app', files };
    expect(repositoryPath('tests/b.py', 'services', known)).toBe('app/services/tests/b.py');
    expect(repositoryPath('c.py', 'services', known)).toBe('app/c.py');
    expect(repositoryPath('tests/a.py', 'services', known)).toBe('tests/a.py');
    expect(repositoryPath('nowhere.py', 'services', known)).toBeUndefined();
  });
  test('on Windows the checkout has a drive', () => {
    expect(repositoryPath('D:\\a\\r\\r\\src\\a.cs', '.', { configuration: 'g', checkout: 'D:\\a\\r\\r' })).toBe('src/a.cs');
  });
  test('whatever a tool names, it is relative and inside', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', '.git', '~', '\n', 'b.ts', '//', ' ');
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (file, folder) => {
        const path = repositoryPath(file.join(''), folder.join(''), repository);
        if (path === undefined) return;
        expect(path).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)|\/\/|\\|^\.git(?:\/|$)|\p{Cc}/u);
        expect(path).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
