import type { ProcessInfo } from './table.ts';

/** PowerShell that prints processes as JSON, dates in one form whatever the locale, in UTF-8. */
export const CIM_COMMAND = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,' +
    "@{n='Start';e={$_.CreationDate.ToUniversalTime().ToString('o')}},Name,CommandLine | ConvertTo-Json -Compress",
];

/** All listeners, so that a list without any is a failure; those of this port as a list, even an empty one. */
export function portCommand(port: number): string[] {
  const ask =
    `$all = Get-NetTCPConnection -State Listen -ErrorAction Stop; ` +
    `ConvertTo-Json -Compress -InputObject @($all | Where-Object LocalPort -eq ${port} | Select-Object OwningProcess)`;
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
  const rows = ((listOf(text) ?? []) as CimRow[]).filter((row) => typeof row.ProcessId === 'number');
  const starts = new Map(rows.map((row) => [row.ProcessId, row.Start ?? '']));
  return rows.map((row) => {
    const start = row.Start ?? '';
    const parent = row.ParentProcessId ?? 0;
    const older = (starts.get(parent) ?? '') <= start;
    return {
      pid: row.ProcessId ?? 0,
      ppid: older ? parent : 0,
      group: undefined,
      session: undefined,
      start,
      state: 'R',
      command: row.CommandLine ?? row.Name ?? '',
    };
  });
}

/** Owners of a port, from `portCommand`; undefined when it did not answer. */
export function parseOwners(text: string): number[] | undefined {
  const rows = listOf(text) as { OwningProcess?: number }[] | undefined;
  const owners = rows?.flatMap(({ OwningProcess }) => (typeof OwningProcess === 'number' ? [OwningProcess] : []));
  return owners && [...new Set(owners)];
}

/** ConvertTo-Json prints one object for one, a list for several; a byte order mark may stand first. Undefined: no JSON. */
function listOf(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return Array.isArray(value) ? value : [value];
  } catch {
    return undefined;
  }
}
