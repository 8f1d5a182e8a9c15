import type { ProcessInfo } from './table.ts';

/** PowerShell that prints processes as JSON, dates in one form whatever the locale, in UTF-8. */
export const CIM_COMMAND = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,' +
    "@{n='Start';e={$_.CreationDate.ToUniversalTime().ToString('o')}},Name,CommandLine | ConvertTo-Json -Compress",
];

export function portCommand(port: number): string[] {
  const ask = `Get-NetTCPConnection -State Listen -LocalPort ${port} -ErrorAction SilentlyContinue | Select-Object OwningProcess | ConvertTo-Json -Compress`;
  return ['-NoProfile', '-NonInteractive', '-Command', ask];
}

/** `taskkill` ends a whole tree; the process's children, not what left it. */
export function taskkillArgs(pid: number): string[] {
  return ['/PID', String(pid), '/T', '/F'];
}

interface CimRow {
  readonly ProcessId?: number;
  readonly ParentProcessId?: number;
  readonly Start?: string | null;
  readonly Name?: string;
  readonly CommandLine?: string | null;
}

/**
 * Rows of CIM_COMMAND. Windows has neither groups nor sessions in this sense. A parent's number may belong to a younger
 * process: then it is not the parent, and the row has none.
 */
export function parseCim(text: string): ProcessInfo[] {
  const rows = listOf<CimRow>(text).filter((row) => typeof row.ProcessId === 'number');
  const starts = new Map(rows.map((row) => [row.ProcessId, row.Start ?? '']));
  return rows.map((row) => {
    const start = row.Start ?? '';
    const parent = row.ParentProcessId ?? 0;
    const older = (starts.get(parent) ?? '') <= start;
    return {
      pid: row.ProcessId ?? 0,
      ppid: older ? parent : 0,
      group: 0,
      session: 0,
      start,
      state: 'R',
      command: row.CommandLine ?? row.Name ?? '',
    };
  });
}

/** Owners of a port, from `portCommand`. */
export function parseOwners(text: string): number[] {
  const owners = listOf<{ OwningProcess?: number }>(text).flatMap(({ OwningProcess }) =>
    typeof OwningProcess === 'number' ? [OwningProcess] : [],
  );
  return [...new Set(owners)];
}

/** ConvertTo-Json prints one object for one, a list for several, nothing for none; a byte order mark may stand first. */
function listOf<T>(text: string): T[] {
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') return [];
  try {
    const value = JSON.parse(json) as T | T[];
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}
