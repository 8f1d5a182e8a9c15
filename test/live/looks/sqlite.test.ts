import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folder, judged, planOf, world } from './world.ts';

const CREATE = `
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const db = new DatabaseSync(process.argv[1]);
  db.exec("create table executions (id integer primary key, status text, size integer, data blob); insert into executions values (1, 'completed', 9007199254740991, x'0102')");
`;

function database() {
  const cwd = folder();
  execFileSync(process.execPath, ['--no-warnings', '-e', CREATE, path.join(cwd, 'a.db')]);
  return world({ cwd });
}

const sqlite = (query: string, expected?: string, at = 'a.db') =>
  planOf('sqlite', { path: at, query }, { timeoutMs: 20_000, ...(expected !== undefined && { expect: expected }) });

describe('a sqlite probe', () => {
  test('judges rows, and records what is read of them', async () => {
    const context = database();
    const plan = sqlite('select status, size, data from executions', 'size(rows) == 1 && rows[0].status == "completed"');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'passed', got: { exists: true, rows: [{ status: 'completed' }] } });
    const wrong = await judged(sqlite('select * from executions', 'rows[0].status == "failed"'), context);
    expect(wrong).toMatchObject({ verdict: 'failed' });
    expect(wrong.excerpt).toContain('completed');
    expect(await judged(sqlite('select * from executions where id = 2', 'size(rows) == 1'), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(sqlite('select * from executions', 'rows[0].size > 0 && rows[0].data == "<2 bytes>"'), context)).toMatchObject({
      verdict: 'passed',
    });
    expect(await judged(sqlite('select 1'), context)).toMatchObject({ verdict: 'blocked' });
  });

  test('no file, no database, no table: failed', async () => {
    const context = database();
    writeFileSync(path.join(context.cwd, 'text.db'), 'this is not a database, and it is long enough to be read as one'.repeat(20));
    expect(await judged(sqlite('select 1', 'size(rows) == 1', 'none.db'), context)).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND' });
    expect(existsSync(path.join(context.cwd, 'none.db'))).toBe(false);
    expect(await judged(sqlite('select * from t', 'size(rows) == 1', 'text.db'), context)).toMatchObject({
      verdict: 'failed',
      code: 'BODY',
    });
    expect(await judged(sqlite('select * from none', 'size(rows) == 1'), context)).toMatchObject({ verdict: 'failed', code: 'BODY' });
  });

  test('a whole number that can not be held exactly is equal to no other', async () => {
    const context = database();
    const pair = (a: string, b: string) => sqlite(`select ${a} as a, ${b} as b`, 'rows[0].a == rows[0].b');
    expect(await judged(pair('9007199254740993', '9007199254740992'), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(pair('9007199254740991', '9007199254740991'), context)).toMatchObject({ verdict: 'passed' });
  });

  test('a query that is none, and one that would write: blocked', async () => {
    const context = database();
    expect(await judged(sqlite('selec 1', 'size(rows) == 1'), context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
    expect(await judged(sqlite('delete from executions', 'size(rows) == 0'), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(sqlite('select * from executions', 'size(rows) == 1'), context)).toMatchObject({ verdict: 'passed' });
  });

  test('an endless query ends with the timeout, an endless answer with our bound', async () => {
    const context = database();
    const count = 'with recursive n(i) as (select 1 union all select i + 1 from n)';
    const endless = sqlite(`${count} select max(i) as m from n`, 'rows[0].m > 0');
    expect(await judged({ ...endless, timeoutMs: 300 }, context)).toMatchObject({ verdict: 'failed', code: 'TIMEOUT' });
    const long = sqlite(`${count} select i, hex(zeroblob(100)) as x from n limit 10000`, 'size(rows) > 0');
    expect(await judged(long, context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });

  test('a Node without SQLite says what it lacks', async () => {
    const context = database();
    const old = path.join(context.cwd, 'old-node');
    const own = process.execPath;
    writeFileSync(old, `#!/bin/sh\nexec "${own}" --no-experimental-sqlite "$@"\n`, { mode: 0o755 });
    process.execPath = old;
    onTestFinished(() => void (process.execPath = own));
    const answer = await judged(sqlite('select 1 as one', 'rows[0].one == 1'), context);
    expect(answer).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
    expect(answer.why).toContain('Node 22.13');
  });
});
