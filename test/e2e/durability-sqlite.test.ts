import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { changed, copyExample, failedRows, lossesOf } from './fixtures/durability.ts';
import { type Finished, type Stand, until, withStand } from './fixtures/stand.ts';

/** One cycle, and as short as it can be. */
const QUICK = [
  ['count: 2', 'count: 1'],
  ['rpo: 1s', 'rpo: 200ms'],
] as const;

async function run(stand: Stand, changes: Parameters<typeof changed>[1] = QUICK, fault = ''): Promise<Finished> {
  stand.project.write('gates.yml', changed(await copyExample(stand), changes));
  return stand.finished(await stand.project.gate(['run', 'gates.yml', '--gate', 'sqlite'], { env: { FAULT: fault } }));
}

describe('a real SQLite', needs('sqlite3', 'curl', 'sha256sum'), () => {
  it(
    'keeps everything through two crashes and wipes, and replays its log to the same hash',
    withStand(async (stand) => {
      const finished = await run(stand, []);
      expect([finished.bad('sqlite'), finished.verdicts]).toEqual([[], { 'sqlite-tools': 'passed', sqlite: 'passed' }]);
      expect(finished.gate('sqlite').counts).toMatchObject({ cycles: 2, lostWrites: 0, rpoSeconds: 0 });
      const crashes = finished.facts('service.crashed');
      // The server, and the sqlite3 that it keeps.
      const both = [{ command: expect.stringContaining('store.mjs') }, { command: expect.stringContaining('sqlite3') }];
      expect(crashes).toMatchObject([1, 2].map((cycle) => ({ cycle, signal: 'SIGKILL', killed: both, left: [] })));
    }),
  );

  it(
    'fails when it answers before it commits: each lost write is named',
    withStand(async (stand) => {
      const finished = await run(stand, [['count: 2', 'count: 1']], 'early-ack');
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.bad('sqlite').join('\n')).toMatch(/^recovery point failed: \d+ acknowledged writes are lost, the oldest of/m);
      const { named, missing } = lossesOf(finished, 'sqlite');
      expect(named.length).toBeGreaterThanOrEqual(20);
      expect(named).toEqual(missing);
    }),
  );

  it.each<[string, Parameters<typeof changed>[1], string, RegExp]>([
    [
      'does not come back',
      [
        [/restore: .*sqlite.*/, 'restore: rm sqlite/state/store.db*; echo nonsense > sqlite/state/store.db'],
        ['health: /healthz', 'health: /healthz\n    ready: { http: /healthz, timeout: 2s }'],
      ],
      'recovery time',
      /^recovery time failed: sqlite never came back \((unready|exited)\)$/m,
    ],
    [
      'comes back too late',
      [
        ['rto: 10s', 'rto: 500ms'],
        ['restore: ./sqlite', 'restore: sleep 0.6; ./sqlite'],
      ],
      'recovery time',
      /^recovery time failed: (back after|restore still running after) /m,
    ],
    [
      'replays its log to something else',
      [['restore: ./sqlite/db.sh restore', "restore: ./sqlite/db.sh restore; sqlite3 sqlite/state/store.db 'CREATE TABLE other (x)'"]],
      'consistent',
      /^consistent failed: check ended with exit code 1$/m,
    ],
    [
      'has what nobody wrote',
      [['check: ./sqlite/db.sh check', 'check: "true"'], ['restore: ./sqlite/db.sh restore', "restore: ./sqlite/db.sh restore; sqlite3 sqlite/state/store.db 'INSERT INTO writes VALUES (999999)'"]], // prettier-ignore
      'read back',
      /^read back failed: found, though neither acknowledged nor in flight at the crash: number 999999$/m,
    ],
  ])('fails when it %s', async (_, changes, row, words) =>
    withStand(async (stand) => {
      const finished = await run(stand, [...QUICK, ...changes]);
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.bad('sqlite').join('\n')).toMatch(words);
      expect(failedRows(finished, 'sqlite').filter((name) => name !== 'services')).toEqual([row]);
    })(),
  );

  it(
    'is not started again, and nothing of it left, when the run is interrupted under the restore',
    withStand(async (stand) => {
      const slow = ['restore: ./sqlite/db.sh restore', 'restore: touch restoring; sleep 60 & sleep 60'] as const;
      stand.project.write('gates.yml', changed(await copyExample(stand), [...QUICK, slow]));
      const { child, done } = stand.project.start(['run', 'gates.yml', '--gate', 'sqlite']);
      await until(
        () => child.exitCode !== null || fs.existsSync(path.join(stand.folder, 'restoring')),
        () => 'it never came to a restore',
      );
      child.kill('SIGINT');
      const finished = await stand.finished(await done);
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('sqlite').join('\n')).toMatch(/^recovery time blocked: restore broken off$/m);
      expect(finished.facts('service.started')).toHaveLength(1);
    }),
  );

  it.each<[string, readonly [string, string], string]>([
    ['no write succeeds', ['./sqlite/db.sh write $GATE_SEQ', "'false'"], 'cycles blocked: 0 of 1 cycles; 0 of 20 writes were acknowledged'],
    ['the backup is no program', ['./sqlite/db.sh backup', './sqlite/nothing.sh'], 'cycles blocked: backup could not be executed'],
    ['what is read is no number', ['./sqlite/db.sh read', 'echo ready'], 'read back blocked: before the first write'],
    ['nothing can be read', ['./sqlite/db.sh read', 'exit 3'], 'read back blocked: before the first write: read ended with exit code 3'],
  ])('blocks when %s', async (_, change, told) =>
    withStand(async (stand) => {
      const finished = await run(stand, [...QUICK, change]);
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('sqlite').join('\n')).toContain(told);
    })(),
  );
});
