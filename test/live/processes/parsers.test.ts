import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseListeners, parseStat } from '../../../src/live/processes/linux.ts';
import { parseEnvironments, parseLsof, parseLsofWriters, parseNetstat, parsePs } from '../../../src/live/processes/macos.ts';
import { parseCim, parseOwners } from '../../../src/live/processes/windows.ts';

const fixture = (name: string): string => fs.readFileSync(path.resolve(import.meta.dirname, '../../fixtures/processes', name), 'utf8');

describe('Linux', () => {
  it('reads a command with parentheses and blanks', () => {
    const fields = 'S 1 77 76 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 1';
    expect(parseStat(`78 (my (odd) name) ${fields}`)).toEqual({
      pid: 78,
      ppid: 1,
      group: 77,
      session: 76,
      start: '987654',
      state: 'S',
      command: 'my (odd) name',
    });
    expect(parseStat('78 (cut')).toBeUndefined();
    expect(parseStat('')).toBeUndefined();
  });

  it('finds listeners on a port, not connections', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1B58 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1',
      '   1: 0100007F:1B58 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4343 1',
      '   2: 00000000000000000000000000000000:1B62 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4444 1',
    ].join('\n');
    expect(parseListeners(table, 7000)).toEqual(['4242']);
    expect(parseListeners(table, 7010)).toEqual(['4444']);
    expect(parseListeners(table, 1)).toEqual([]);
  });
});

describe('macOS', () => {
  it('reads ps: commands with blanks, zombies, sessions that are addresses', () => {
    const rows = parsePs(fixture('macos-ps.txt'));
    expect(rows).toHaveLength(5);
    expect(rows.find(({ pid }) => pid === 4711)).toEqual({
      pid: 4711,
      ppid: 4700,
      group: 4700,
      session: undefined,
      start: 'Sat Nov 21 04:12:03 2026',
      state: 'S',
      command: '/usr/local/bin/node /Users/runner/work/My App/server.js --name a  b',
    });
    expect(rows.find(({ pid }) => pid === 4712)?.state).toBe('Z');
    expect(rows.find(({ pid }) => pid === 4713)?.start).toBe('Sun Nov 1 23:59:59 2026');
  });

  it('finds the marker as a word, not as part of one', () => {
    const text = ' 10 node a.js PATH=/bin GATE_EXECUTION=e-1 X=1\n 11 node b.js GATE_EXECUTION=e-12\n 12 node c.js\n';
    const environments = parseEnvironments(text);
    expect([...environments].filter(([, words]) => words.includes('GATE_EXECUTION=e-1')).map(([pid]) => pid)).toEqual([10]);
    expect([...environments.keys()]).toEqual([10, 11, 12]);
  });

  it('reads lsof -Fp', () => {
    expect(parseLsof('p4711\nf23\np4712\nf5\n')).toEqual([4711, 4712]);
    expect(parseLsof('')).toEqual([]);
  });

  it('tells writers from readers in lsof -Fpa', () => {
    expect(parseLsofWriters('p4711\nf1\naw\nf2\naw\np4712\nf3\nar\np4713\nf0\nar\nf9\nau\np4714\nf5\na \n')).toEqual([4711, 4713, 4714]);
    expect(parseLsofWriters('')).toEqual([]);
  });

  it('finds in netstat who listens on exactly this port', () => {
    const text = fixture('macos-netstat.txt');
    expect([7000, 7010, 8080, 5000].map((port) => parseNetstat(text, port))).toEqual([true, true, true, true]);
    expect([700, 80, 51234, 443].map((port) => parseNetstat(text, port))).toEqual([false, false, false, false]);
  });
});

describe('Windows', () => {
  it("reads CIM: a byte order mark, CRLF, quotes and drive letters; a younger process is nobody's parent", () => {
    const rows = parseCim(fixture('windows-cim.json'));
    expect(rows.map(({ pid, ppid }) => [pid, ppid])).toEqual([
      [4, 0],
      [900, 4],
      [1000, 900],
      [1001, 1000],
      [1002, 0],
    ]);
    expect(rows[3]?.command).toBe('"C:\\Program Files\\nodejs\\node.exe" D:\\a\\my repo\\server.js --héllo');
    expect(rows[1]?.command).toBe('services.exe');
  });

  it('reads one process as well as many, and nothing as none', () => {
    expect(
      parseCim('{"ProcessId":7,"ParentProcessId":0,"Start":"2026-11-21T04:12:03.0000000Z","Name":"x.exe","CommandLine":null}'),
    ).toHaveLength(1);
    expect(parseCim('')).toEqual([]);
    expect(parseCim('Get-CimInstance : Access denied')).toEqual([]);
  });

  it('reads the owners of a port', () => {
    expect(parseOwners('[{"OwningProcess":1000},{"OwningProcess":1000},{"OwningProcess":1001}]\r\n')).toEqual([1000, 1001]);
    expect(parseOwners('{"OwningProcess":1000}')).toEqual([1000]);
    expect(parseOwners('[]')).toEqual([]);
    expect(parseOwners('')).toBeUndefined();
    expect(parseOwners('Get-NetTCPConnection : Access denied')).toBeUndefined();
  });
});
