import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPO } from './platform.ts';
import { parseUses, selfAction } from './uses.ts';

it.each([
  ['docker://alpine:3.19', { kind: 'container', image: 'alpine:3.19' }],
  ['./.github/actions/local', { kind: 'workspace', path: './.github/actions/local' }],
  ['$/gate', { kind: 'self', path: 'gate' }],
  ['actions/checkout@v7', { kind: 'repository', name: 'actions/checkout', path: '', ref: 'v7' }],
  ['actions/cache/restore@v4', { kind: 'repository', name: 'actions/cache', path: 'restore', ref: 'v4' }],
] as const)('%s is read', (uses, parsed) => {
  expect(parseUses(uses)).toEqual(parsed);
});

it.each(['$/', '$', '$/@v1', '$/gate@v1', 'org/gate-action', 'gate-action@v1', 'org/gate-action@', 'org/gate-action@a@b', ''])(
  '"%s" is refused, as by a runner',
  (uses) => {
    expect(() => parseUses(uses)).toThrow(`Expected format {org}/{repo}[/path]@ref. Actual '${uses}'`);
  },
);

it('an action of the own repository is a folder with action.yml', () => {
  expect(fs.existsSync(path.join(selfAction('$/gate', REPO), 'action.yml'))).toBe(true);
  expect(() => selfAction('$/docs', REPO)).toThrow("Can't find 'action.yml'");
  expect(() => selfAction('org/gate-action@v1', REPO)).toThrow("is not of the workflow's own repository");
});
