import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { changed, copyExample, failedRows, lossesOf } from './fixtures/durability.ts';
import { type Finished, type Stand, until, withStand } from './fixtures/stand.ts';

const ARGS = ['run', 'gates.yml', '--gate', 'postgres'];
const ONE = ['count: 2', 'count: 1'] as const;

async function run(stand: Stand, changes: Parameters<typeof changed>[1], fault = ''): Promise<Finished> {
  stand.project.write('gates.yml', changed(await copyExample(stand), changes));
  return stand.finished(await stand.project.gate(ARGS, { env: { FAULT: fault } }));
}

const PROGRAMS = ['postgres', 'initdb', 'psql', 'pg_basebackup', 'pg_amcheck'] as const;

describe('a real PostgreSQL', needs(...PROGRAMS), () => {
  it(
    'keeps everything through two crashes, restored to the end of its log',
    withStand(async (stand) => {
      const finished = await run(stand, []);
      expect([finished.bad('postgres'), finished.verdicts]).toEqual([[], { 'postgres-tools': 'passed', postgres: 'passed' }]);
      expect(finished.gate('postgres').counts).toMatchObject({ cycles: 2, lostWrites: 0, rpoSeconds: 0 });
      for (const { killed, left } of finished.facts('service.crashed')) {
        const commands = (killed as { command: string }[]).map(({ command }) => command);
        // Its children, of which it has one for each duty, die with it.
        for (const child of ['postgres: checkpointer', 'postgres: walwriter', 'postgres: archiver'])
          expect(commands).toContainEqual(expect.stringContaining(child));
        expect(left).toEqual([]);
      }
    }),
  );

  it(
    'that does not sync, and is restored from an old backup, fails: each lost write is named',
    withStand(async (stand) => {
      const finished = await run(stand, [ONE], 'no-sync');
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.bad('postgres')[0]).toMatch(/^recovery point failed: \d+ acknowledged writes are lost, the oldest of/);
      expect(failedRows(finished, 'postgres')).toEqual(['recovery point', 'lostWrites == 0']);
      const { named, missing } = lossesOf(finished, 'postgres');
      expect(named.length).toBeGreaterThanOrEqual(10);
      expect(named).toEqual(missing);
    }),
  );

  it(
    'that does not come back fails',
    withStand(async (stand) => {
      const broken = ['pg.sh restore', 'pg.sh restore; rm $PG_HOME/data/global/pg_control'] as const;
      const finished = await run(stand, [ONE, broken]);
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.bad('postgres')).toContain('recovery time failed: postgres never came back (exited)');
      expect(failedRows(finished, 'postgres')).toEqual(['services', 'recovery time']);
    }),
  );

  it(
    'is stopped, and nothing of it left, when the run is interrupted under its writes',
    withStand(async (stand) => {
      stand.project.write('gates.yml', changed(await copyExample(stand), [['rpo: 1s', 'rpo: 60s']]));
      const { child, done } = stand.project.start(ARGS);
      await until(
        () => child.exitCode !== null || recorded(stand).includes('"name":"backup-1"'),
        () => `no backup: ${recorded(stand)}`,
      );
      child.kill('SIGINT');
      const finished = await stand.finished(await done);
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.gate('postgres').reason).toContain('interrupted: SIGINT');
      expect(finished.bad('postgres').join('\n')).toMatch(
        /^cycles blocked: 0 of 2 cycles; cycle 1: \d+ of \d+ writes were acknowledged, and no more came$/m,
      );
    }),
  );
});

/** The facts of the execution under way. */
function recorded(stand: Stand): string {
  return stand.project
    .bundles()
    .map((folder) => path.join(folder, 'data/observations.jsonl'))
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('');
}
