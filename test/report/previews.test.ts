import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { previewPages } from '../../scripts/preview-pages.ts';

const FOLDER = path.join(import.meta.dirname, '../../examples/previews');

test.each([...previewPages()])('%s is what is rendered today; else run `node scripts/previews.ts`', (name, text) => {
  expect(fs.readFileSync(path.join(FOLDER, name), 'utf8')).toBe(text);
});

test('no page is left over', () => {
  const there = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  expect(there.sort()).toEqual([...previewPages().keys()].sort());
});
