import type { ProcessInfo } from './table.ts';

/** `lstart` is five words in the C locale: `Sat Nov 21 04:12:03 2026`. */
export const PS_ARGS = ['-axww', '-o', 'pid=,ppid=,pgid=,sess=,state=,lstart=,command='];

/** `-E` adds the environment after the command, for processes of our own user. */
export const PS_ENVIRONMENT_ARGS = ['-axwwE', '-o', 'pid=,command='];

const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Rows of `ps` with PS_ARGS. macOS prints sessions as 0 or an address: neither names a leader. */
export function parsePs(text: string): ProcessInfo[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, ppid, group, session, state, start, command] = ROW.exec(line) ?? [];
    if (pid === undefined || start === undefined) return [];
    const known = /^[1-9]\d*$/.test(session ?? '') ? Number(session) : undefined;
    const row = { pid: Number(pid), ppid: Number(ppid), group: Number(group), session: known };
    return [{ ...row, start: start.replace(/\s+/g, ' '), state: (state ?? '?').slice(0, 1), command: command ?? '' }];
  });
}

/** The words of each process's line, among them its environment: a value with blanks is several words. */
export function parseEnvironments(text: string): Map<number, string[]> {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(rows.map(([pid, ...words]) => [Number(pid), words] as const).filter(([pid]) => Number.isSafeInteger(pid) && pid > 0));
}

/** `-Fp`: one field a line, `p<pid>` for each process. `-w`: no warnings. */
export function lsofPortArgs(port: number): string[] {
  return ['-w', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'];
}

/** `-Fpa`: for each process the access `a` of each of its descriptors `f`. */
export function lsofFileArgs(file: string): string[] {
  return ['-w', '-Fpa', '--', file];
}

/** Pids in the output of `lsof -Fp`. */
export function parseLsof(text: string): number[] {
  return text.split('\n').flatMap((line) => (/^p\d+$/.test(line.trim()) ? [Number(line.trim().slice(1))] : []));
}

/** Pids in the output of `lsof -Fpa` that have the file open for writing (`w`) or both (`u`); access that is not told counts. */
export function parseLsofWriters(text: string): number[] {
  const sections = text.split(/^(?=p\d+\s*$)/m);
  return sections.filter((section) => !/^ar\s*$/m.test(section) || /^a[wu]\s*$/m.test(section)).flatMap(parseLsof);
}

/** All sockets of TCP, by number: `lsof` shows only those of our own user. */
export const NETSTAT_ARGS = ['-an', '-p', 'tcp'];

/** Whether somebody listens on the port, in the output of `netstat` with NETSTAT_ARGS; the port stands after the last dot. */
export function parseNetstat(text: string, port: number): boolean {
  return text.split('\n').some((line) => {
    const [protocol, , , local, , state] = line.trim().split(/\s+/);
    return protocol?.startsWith('tcp') === true && state === 'LISTEN' && local?.endsWith(`.${port}`) === true;
  });
}
