import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUNDLE } from '../../src/evidence/paths.ts';
import { TAGS } from '../../src/evidence/bag.ts';
import { USER_KINDS } from '../../src/plan/configuration.ts';
import { problemsOf } from '../plan/load.ts';

const page = (name: string): string => fs.readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const README = page('README.md');

describe('README', () => {
  it('has a row for each kind of gate', () => {
    expect([...README.matchAll(/^\| `(\w+)` \| \w/gm)].map(([, kind]) => kind)).toEqual(USER_KINDS);
  });

  it.each([...README.matchAll(/```yaml\n(version: 1\n[^`]*)```/g)].map(([, yaml = '']) => yaml))(
    'shows a configuration that is in order: %#',
    (yaml) => {
      expect(problemsOf(yaml)).toEqual([]);
    },
  );
});

describe('docs/bundle.md', () => {
  const { data: _data, gates, prior, ...files } = BUNDLE;

  it.each([...Object.values(files), ...Object.values(TAGS), gates, prior])('explains %s', (file) => {
    expect(page('docs/bundle.md')).toMatch(new RegExp(`^\\|.*\`${file.replaceAll('.', '\\.')}`, 'm'));
  });
});
