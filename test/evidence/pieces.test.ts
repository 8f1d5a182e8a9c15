import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Pieces } from '../../src/core/pieces.ts';
import { attaching } from '../../src/evidence/attach.ts';
import { bagging } from '../../src/evidence/bag.ts';
import { checkingBag } from '../../src/evidence/bag-check.ts';
import { gateFolder } from '../../src/evidence/attach.ts';
import { listTree } from '../../src/evidence/tree.ts';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { temporary } from './fixture.ts';

const MIB = 1 << 20;
const SECRET = 'hunter2-and-more-of-it';
const redactor = new Redactor([{ name: 'TOKEN', value: SECRET }], standardMatching());

/** A log of so many bytes, with the secret across their ends. */
function log(folder: string, bytes: number): string {
  const file = path.join(folder, 'out.log');
  const line = `${'x'.repeat(90)} ${SECRET}\n`;
  fs.writeFileSync(file, line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes));
  return file;
}

function count(pieces: Pieces<unknown>): number {
  let many = 0;
  for (; !pieces.next().done; many++);
  return many;
}

function asked(bundle: string, source: string, name: string) {
  return { source, bundle, gate: 'smoke', name, redactor };
}

it('a file of 4 MiB is copied, bagged and checked in pieces', () => {
  const [bundle, source] = [temporary(), log(temporary(), 4 * MIB)];
  expect(count(attaching(asked(bundle, source, 'out.log')))).toBeGreaterThanOrEqual(4);
  expect(count(bagging(bundle, { executionId: 'e', baggingDate: '2026-11-30', software: 's' }))).toBeGreaterThanOrEqual(4);
  expect(count(checkingBag(bundle))).toBeGreaterThanOrEqual(4);
});

it('two copies that are made in turns are what they are one after the other', () => {
  const bundle = temporary();
  const source = log(temporary(), 3 * MIB + 77);
  const copies = [1, 2].map((n) => attaching(asked(bundle, source, `turns-${n}.log`)));
  for (let isOver = false; !isOver;) isOver = copies.map((copy) => copy.next().done).every(Boolean);
  count(attaching(asked(bundle, source, 'alone.log')));
  const [one, ...others] = listTree(bundle).files.map((file) => fs.readFileSync(path.join(bundle, file), 'utf8'));
  expect(others).toEqual([one, one]);
  expect(one).not.toContain(SECRET);
});

it('a copy that is broken off leaves nothing', () => {
  const bundle = temporary();
  const copy = attaching(asked(bundle, log(temporary(), MIB), 'out.log'));
  copy.next();
  expect(fs.readdirSync(path.join(bundle, 'data', gateFolder('smoke')))).toEqual(['out.log']);
  expect(() => copy.throw(new Error('over'))).toThrow('over');
  expect(fs.readdirSync(path.join(bundle, 'data', gateFolder('smoke')))).toEqual([]);
});
