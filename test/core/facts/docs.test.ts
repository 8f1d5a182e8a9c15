import fs from 'node:fs';
import { expect, test } from 'vitest';
import { withFacts } from '../../../scripts/facts-docs.ts';

test('docs/observations.md is up to date: node scripts/facts-docs.ts', () => {
  const page = fs.readFileSync('docs/observations.md', 'utf8');
  expect(withFacts(page)).toBe(page);
});
