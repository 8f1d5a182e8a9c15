import { describe, expect, it } from 'vitest';
import { descendants, isStranger, ourselvesAndAbove } from '../../../src/live/processes/kinship.ts';
import { Search } from '../../../src/live/processes/search.ts';
import type { ProcessInfo } from '../../../src/live/processes/table.ts';

const row = (pid: number, ppid: number, start: string, more: Partial<ProcessInfo> = {}): ProcessInfo => ({
  pid,
  ppid,
  start,
  group: undefined,
  session: undefined,
  state: 'S',
  command: 'x',
  ...more,
});
const table = (...rows: ProcessInfo[]) => new Map(rows.map((info) => [info.pid, info]));
const pidsBelow = (of: { pid: number; start: string }, ...rows: ProcessInfo[]): number[] =>
  [...descendants(table(...rows), new Map([[of.pid, of]])).keys()].sort((a, b) => a - b);

describe('descendants', () => {
  it('are children and their children, not the process itself', () => {
    expect(pidsBelow({ pid: 10, start: '5' }, row(10, 1, '5'), row(11, 10, '6'), row(12, 11, '7'), row(13, 1, '8'))).toEqual([11, 12]);
  });

  it('are those of a parent that has ended, too, where the system still names it', () => {
    const ended = { pid: 10, start: '2026-11-21T04:12:00.0000000Z' };
    const [before, after] = ['2026-11-21T04:11:59.0000000Z', '2026-11-21T04:12:01.0000000Z'];
    expect(pidsBelow(ended, row(11, 10, after), row(12, 11, after), row(13, 10, before))).toEqual([11, 12]);
  });

  it('never end in a circle', () => {
    expect(pidsBelow({ pid: 10, start: '5' }, row(10, 12, '5'), row(11, 10, '5'), row(12, 11, '5'))).toEqual([11, 12]);
  });
});

describe('a stranger', () => {
  const root = { pid: 20, start: '100' };

  it('was there before the service', () => {
    expect(isStranger(row(10, 1, '99'), root, table())).toBe(true);
    expect(isStranger(row(21, 1, '100'), root, table())).toBe(false);
  });

  it('is in a session that is led from outside of what we can see', () => {
    expect(isStranger(row(30, 1, '200', { session: 0 }), root, table())).toBe(true);
  });

  it('is in a session that was there before: nobody can join one', () => {
    const shell = row(5, 1, '50', { session: 5 });
    expect(isStranger(row(30, 5, '200', { session: 5 }), root, table(shell))).toBe(true);
    const daemon = row(30, 1, '150', { session: 30 });
    expect(isStranger(row(31, 30, '200', { session: 30 }), root, table(daemon))).toBe(false);
    expect(isStranger(row(31, 1, '200', { session: 30 }), root, table())).toBe(false);
  });
});

describe('a search', () => {
  const ourselves = row(process.pid, process.ppid, '1', { group: 7, session: 7 });

  it('claims only what the table tells', () => {
    expect(new Search(table(ourselves)).findings().techniques).toEqual(['tree', 'group', 'session']);
    expect(new Search(table({ ...ourselves, group: undefined, session: undefined })).findings().techniques).toEqual(['tree']);
    expect(new Search(table({ ...ourselves, session: undefined })).findings().techniques).toEqual(['tree', 'group']);
    const inContainer = { ...ourselves, group: 0, session: 0 };
    expect(new Search(table(inContainer)).findings().techniques).toEqual(['tree', 'group', 'session']);
  });

  it('claims nothing over a table that does not even show ourselves', () => {
    const blind = new Search(table(row(1, 0, '1')));
    blind.works('marker');
    expect(blind.findings().techniques).toEqual([]);
  });

  it('spares ourselves and what we stand on', () => {
    const all = table(ourselves, row(process.ppid, 1, '1'), row(999_999, 1, '2'));
    const search = new Search(all);
    search.add('log-file', 'web', () => true);
    expect(search.findings().found.map(({ pid }) => pid)).toEqual([999_999]);
    expect([...ourselvesAndAbove(all)]).toContain(process.ppid);
  });

  it('closes over groups and sessions that a found process leads, and over nobody else', () => {
    const leader = row(40, 1, '5', { group: 40, session: 40 });
    const member = row(41, 1, '6', { group: 41, session: 40 });
    const grandchild = row(42, 41, '7', { group: 42, session: 42 });
    const other = row(43, 1, '8', { group: 43, session: 43 });
    const search = new Search(table(ourselves, leader, member, grandchild, other));
    search.add('port', 'web', ({ pid }) => pid === 40);
    search.close();
    const found = search.findings().found.map(({ pid, by, service }) => [pid, by, service]);
    expect(found).toEqual([
      [40, ['port'], 'web'],
      [41, ['session'], 'web'],
      [42, ['tree'], 'web'],
    ]);
  });
});
