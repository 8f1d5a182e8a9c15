import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lastGoIn } from '../../src/app/history/last-go.ts';
import { earlierPlan } from '../../src/evidence/earlier.ts';
import { unpackZip } from '../../src/evidence/unzip.ts';

const BUNDLES = path.join(import.meta.dirname, 'bundles');
const of = (status: string): readonly string[] =>
  fs
    .readdirSync(BUNDLES)
    .map((version) => path.join(version, `classification-${status}.zip`))
    .filter((file) => fs.existsSync(path.join(BUNDLES, file)));

let store: string;
beforeEach(() => {
  store = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-baseline-'));
});
afterEach(() => fs.rmSync(store, { recursive: true }));

/** The last GO of a store in which the bundle lies alone, for each of its gates: their bundles, each once. */
async function lastGoes(file: string): Promise<readonly (string | undefined)[]> {
  const unpacked = await unpackZip(path.join(BUNDLES, file), store);
  const { executionId } = JSON.parse(fs.readFileSync(path.join(unpacked, 'data/summary.json'), 'utf8')) as { executionId: string };
  const bundle = path.join(store, executionId);
  if (bundle !== unpacked) fs.renameSync(unpacked, bundle);
  const { name = '', gates = new Map() } = earlierPlan(bundle) ?? {};
  const found = [...gates.keys()].map((gate: string) => lastGoIn(store, { configuration: name, gate, isAlike: () => true }, store));
  return [...new Set((await Promise.all(found)).map((one) => one?.executionId))];
}

it('there are bundles of several versions', () => {
  expect(of('go').length).toBeGreaterThan(3);
  expect(of('no-go').length).toBeGreaterThan(1);
});

it.each(of('go'))('a GO of an older version is a baseline: %s', async (file) => {
  expect(await lastGoes(file)).toEqual([expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{6}$/)]);
});

it.each(of('no-go'))('a NO-GO is none: %s', async (file) => {
  expect(await lastGoes(file)).toEqual([undefined]);
});
