import fs from 'node:fs';
import { expect, test } from 'vitest';
import { BACKDATED, FACT_TYPES } from '../../src/core/fact-types.ts';

const DOC = fs.readFileSync(new URL('../../docs/observations.md', import.meta.url), 'utf8');

test.each(FACT_TYPES)('%s is documented', (type) => {
  expect(DOC).toContain(`\`${type}\``);
});

test('what may lie back is documented as such', () => {
  for (const type of BACKDATED) expect(DOC).toMatch(new RegExp(`\`${type.replace('.', '\\.')}\`[^\n]*moment before`));
});
