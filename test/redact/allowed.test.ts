import { expect, it } from 'vitest';
import { allowedIndex } from '../../src/redact/allowed.ts';

const isAllowed = (path: string, ...names: readonly string[]): boolean =>
  allowedIndex([{ rule: 'jwt', path, reason: 'of a test' }], 'jwt', names) === 0;

it.each([
  ['gates/unit/run-1.stdout.log', 'gates/unit/run-1.stdout.log'],
  ['data/gates/unit/run-1.stdout.log', 'gates/unit/run-1.stdout.log'],
  ['data/gates/**', 'gates/unit/run-1.stdout.log'],
  ['data/gates/a.txt', 'data/gates/a.txt'],
  ['**/*.log', 'gates/unit/run-1.stdout.log'],
])('%s names %s', (path, name) => expect(isAllowed(path, name)).toBe(true));

it.each([
  ['data/x.txt', 'x.txt'],
  ['*.log', 'gates/unit/run-1.stdout.log'],
])('%s does not name %s', (path, name) => expect(isAllowed(path, name)).toBe(false));
