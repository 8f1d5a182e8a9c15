import type { ProcessInfo } from './table.ts';

/** `lstart` is five words in the C locale: `Sat Nov 21 04:12:03 2026`. */
export const PS_ARGS = ['-axww', '-o', 'pid=,ppid=,pgid=,sess=,state=,lstart=,command='];

/** `-E` adds the environment after the command, for processes of our own user. */
export const PS_ENVIRONMENT_ARGS = ['-axwwE', '-o', 'pid=,command='];

const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Rows of `ps` with PS_ARGS. macOS prints sessions as 0 or an address: 0 stands for an unknown one. */
export function parsePs(text: string): ProcessInfo[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, ppid, group, session, state, start, command] = ROW.exec(line) ?? [];
    if (pid === undefined || start === undefined) return [];
    const known = /^\d+$/.test(session ?? '') ? Number(session) : 0;
    const row = { pid: Number(pid), ppid: Number(ppid), group: Number(group), session: known };
    return [{ ...row, start: start.replace(/\s+/g, ' '), state: (state ?? '?').slice(0, 1), command: command ?? '' }];
  });
}

/** Pids whose line, environment included, holds the entry as a word of its own. */
export function parseEnvironment(text: string, entry: string): Set<number> {
  const rows = text.split('\n').filter((line) => ` ${line} `.includes(` ${entry} `));
  return new Set(rows.map((line) => Number(line.trim().split(/\s+/, 1)[0])).filter(Number.isSafeInteger));
}

/** `-Fp`: one field a line, `p<pid>` for each process. */
export function lsofPortArgs(port: number): string[] {
  return ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'];
}

export function lsofFileArgs(file: string): string[] {
  return ['-Fp', '--', file];
}

/** Pids in the output of `lsof -Fp`. */
export function parseLsof(text: string): number[] {
  return text.split('\n').flatMap((line) => (/^p\d+$/.test(line.trim()) ? [Number(line.trim().slice(1))] : []));
}
