import { describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { changed, copyExample } from './fixtures/durability.ts';
import { type Finished, type Stand, withStand } from './fixtures/stand.ts';

type Changes = Parameters<typeof changed>[1];

const QUICK: Changes = [
  ['count: 2', 'count: 1'],
  ['rpo: 1s', 'rpo: 200ms'],
];

function gate(name: string, changes: Changes, test: (finished: Finished) => void): () => Promise<void> {
  return withStand(async (stand: Stand) => {
    stand.project.write('gates.yml', changed(await copyExample(stand), [...QUICK, ...changes]));
    test(await stand.finished(await stand.project.gate(['run', 'gates.yml', '--gate', name])));
  });
}

const LOST = /^recovery point failed: \d+ acknowledged writes are lost, the oldest of/m;

describe('a backup of SQLite', needs('sqlite3', 'curl', 'sha256sum'), () => {
  /** What is stored is wiped whole, so that the restore has the backup alone. */
  const WIPED: Changes = [
    ['wipe: { paths: [sqlite/state/store.db] }', "wipe: { paths: ['sqlite/state/store.db*'] }"],
    ['check: ./sqlite/db.sh check', 'check: "true"'],
  ];

  it(
    'that was never made is missed: all writes are lost',
    gate(
      'sqlite',
      [...WIPED, ['backup: ./sqlite/db.sh backup', 'backup: ./no-such-program || true'], ['restore: ./sqlite/db.sh restore', 'restore: cp sqlite/state/backup/store.db sqlite/state/ || true']], // prettier-ignore
      (finished) => {
        expect(finished.said).toEqual(['NO-GO', 1]);
        expect(finished.bad('sqlite').join('\n')).toMatch(LOST);
        expect(finished.facts('wiped')).toMatchObject([{ path: 'sqlite/state/store.db*', written: expect.any(Number) }]);
      },
    ),
  );

  it(
    'is not tested without a wipe, and the rows say so',
    gate(
      'sqlite',
      [
        [/ *wipe: .*store.*\n/, ''],
        ['check: ./sqlite/db.sh check', 'check: "true"'],
        ['backup: ./sqlite/db.sh backup', 'backup: ./no-such-program || true'],
        ['restore: ./sqlite/db.sh restore', 'restore: cp sqlite/state/backup/store.db sqlite/state/ || true'],
      ],
      (finished) => {
        expect(finished.gate('sqlite').verdict).toBe('passed');
        const { criteria, findings } = finished.gate('sqlite');
        expect(criteria.find(({ name }) => name === 'recovery point')?.target).toBe('≤ 200ms, crash recovery');
        expect(findings).toMatchObject([{ title: 'Backup', message: expect.stringContaining('not tested') }]);
      },
    ),
  );

  it.each<[string, string, string]>([
    ['of a folder that is not there', 'sqlite/data', 'there was nothing at sqlite/data to remove'],
    ['of what no write touches', 'sqlite/db.sh', 'no write has touched sqlite/db.sh: the data lies elsewhere'],
    ['of the working directory', '../*', 'which is not removed'],
    ['of the evidence', '*', '.gate, which is not removed'],
  ])('is not proven by a wipe %s', async (_, path, why) =>
    gate('sqlite', [['paths: [sqlite/state/store.db]', `paths: ["${path}"]`]], (finished) => {
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('sqlite').join('\n')).toContain(why);
    })(),
  );

  it(
    'is not proven by a command that wipes nothing, and is by one that does',
    withStand(async (stand: Stand) => {
      const wipe = async (command: string): Promise<Finished> => {
        const changes: Changes = [...QUICK, ['wipe: { paths: [sqlite/state/store.db] }', `wipe: ${command}`]];
        stand.project.write('gates.yml', changed(await copyExample(stand), changes));
        return stand.finished(await stand.project.gate(['run', 'gates.yml', '--gate', 'sqlite']));
      };
      expect((await wipe('"true"')).bad('sqlite').join('\n')).toMatch(/^wiped blocked: number \d+ and \d+ more could still be read/m);
      expect((await wipe('rm sqlite/state/store.db')).bad('sqlite')).toEqual([]);
    }),
  );

  it(
    'is not proven by a command where nobody can look without the service',
    gate(
      'sqlite',
      [
        ['wipe: { paths: [sqlite/state/store.db] }', 'wipe: "true"'],
        ['read: ./sqlite/db.sh read', 'read: curl -sf http://127.0.0.1:$STORE_PORT/healthz > $GATE_DIR/alive && ./sqlite/db.sh read'],
      ],
      (finished) => {
        expect(finished.said).toEqual(['BLOCKED', 2]);
        expect(finished.bad('sqlite').join('\n')).toMatch(
          /^wiped blocked: that it left nothing is not known: before it, without the service, read ended with exit code 7/m,
        );
      },
    ),
  );

  it(
    'is not proven by a wipe of a file that lives on under another name',
    gate('sqlite', [['backup: ./sqlite/db.sh backup', 'backup: ./sqlite/db.sh backup && ln -f sqlite/state/store.db sqlite/state/other']], (finished) => {
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('sqlite').join('\n')).toContain('has another name (a hard link), under which it is still there');
    }), // prettier-ignore
  );

  const DRILL: Changes = [
    [/wipe: .*store.*\n/, 'mode: drill\n'],
    [/ *check: .*db.sh.*\n/, ''],
    ['rpo: 200ms\n    rto: 10s', 'rto: 10s'],
    ['backup: ./sqlite/db.sh backup', 'backup: sqlite3 sqlite/state/store.db "VACUUM INTO \'$GATE_DIR/b.db\'"'],
  ];

  it(
    'is drilled while the service runs on',
    gate(
      'sqlite',
      [...DRILL, ['restore: ./sqlite/db.sh restore', 'restore: mkdir -p copy && cp $GATE_DIR/b.db copy/store.db'], ['read: ./sqlite/db.sh read', 'read: STORE_HOME=copy ./sqlite/db.sh read']], // prettier-ignore
      (finished) => {
        expect([finished.gate('sqlite').verdict, finished.bad('sqlite')]).toEqual(['passed', []]);
        expect(finished.facts('service.crashed')).toEqual([]);
        expect(finished.gate('sqlite').counts).toMatchObject({ cycles: 1, lostWrites: 0, rpoSeconds: 0 });
      },
    ),
  );

  it(
    'is not drilled by reading what the service has',
    gate('sqlite', [...DRILL, ['restore: ./sqlite/db.sh restore', 'restore: "true"']], (finished) => {
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('sqlite').join('\n')).toMatch(/^read back blocked: not the restored copy was read: it has number \d+/m);
    }),
  );

  it(
    'fails a drill that restores an older one',
    gate(
      'sqlite',
      [...DRILL, ['restore: ./sqlite/db.sh restore', 'restore: mkdir -p copy && cp -n $GATE_DIR/b.db copy/store.db'], ['read: ./sqlite/db.sh read', 'read: STORE_HOME=copy ./sqlite/db.sh read']], // prettier-ignore
      (finished) => {
        expect(finished.said).toEqual(['NO-GO', 1]);
        expect(finished.bad('sqlite').join('\n')).toMatch(/before the backup/);
      },
    ),
  );
});

describe('a backup of PostgreSQL', needs('postgres', 'initdb', 'psql', 'pg_basebackup', 'pg_dump', 'pg_amcheck'), () => {
  const NONE = 'backup: PGPORT=1 pg_dump --host=127.0.0.1 > $GATE_DIR/dump.sql || true';

  it(
    'that is empty is missed: all writes are lost',
    gate(
      'postgres',
      [
        ['backup: ./postgres/pg.sh backup', NONE],
        ['restore: ./postgres/pg.sh restore', 'restore: rm -rf $PG_HOME/wal && ./postgres/pg.sh serve & sleep 4; kill -INT $! || true'],
        [/ *check: .*pg_amcheck.*\n/, ''],
      ],
      (finished) => {
        expect(finished.said).toEqual(['NO-GO', 1]);
        expect(finished.bad('postgres').join('\n')).toMatch(/^recovery (point|time) failed: /m);
      },
    ),
  );

  it(
    'is drilled while it runs on',
    gate('postgres-drill', [['\n    needs: [postgres]\n', '\n']], (finished) => {
      expect([finished.gate('postgres-drill').verdict, finished.bad('postgres-drill')]).toEqual(['passed', []]);
      expect(finished.facts('service.crashed')).toEqual([]);
    }),
  );

  it(
    'that is empty fails its drill',
    gate(
      'postgres-drill',
      [
        ['\n    needs: [postgres]\n', '\n'],
        ['backup: ./postgres/pg.sh dump $GATE_DIR/dump.sql', `backup: if [ -d $GATE_DIR/../cycle-1 ]; then echo 'CREATE TABLE writes (n bigint);' > $GATE_DIR/dump.sql; else ./postgres/pg.sh dump $GATE_DIR/dump.sql; fi`], // prettier-ignore
      ],
      (finished) => {
        expect(finished.said).toEqual(['NO-GO', 1]);
        expect(finished.bad('postgres-drill').join('\n')).toMatch(/^recovery point failed: \d+ acknowledged writes are lost/m);
      },
    ),
  );
});
