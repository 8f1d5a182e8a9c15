import { statSync } from 'node:fs';
import path from 'node:path';
import { formatDuration } from '../../core/duration.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProcessTarget } from '../../probes/kinds/process.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { systemCode } from '../../evidence/problem.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { GUARDS } from '../guard.ts';
import * as linux from '../processes/linux.ts';
import { pidIn, youngerBy } from '../processes/pid.ts';
import { type ProcessInfo, processTable } from '../processes/table.ts';
import type { Sight } from '../../probes/sight.ts';

/** Programs that are known by the script they run. */
const INTERPRETERS = /^(node|bun|deno|python[\d.]*|ruby|perl|php|bash|sh|dash|zsh|pwsh|powershell|java|dotnet)$/;

/** What follows is a program's text, and no script: the shell of `bash -c "api; sleep 9"` is not the api. */
const RUNS_TEXT = /^(-[a-z]*c|-e|-p|-pe|--eval|--print|-Command)$/;

/** How many processes of a name run, or whether the one that a pid file names does. A zombie runs no more. */
export async function lookProcess({ target }: ProbePlan<ProcessTarget>, context: ProbeContext): Promise<Sight> {
  const table = await processTable();
  const alive = [...table.values()].filter(({ state, pid }) => !state.startsWith('Z') && pid !== process.pid && !GUARDS.has(pid));
  if ('name' in target) {
    const count = alive.filter((info) => isCalled(info, target.name)).length;
    return { facts: { running: count > 0, count } };
  }
  const file = path.resolve(context.cwd, target.pidFile);
  const pid = pidOf(file);
  const found = alive.find((row) => row.pid === pid);
  const written = statSync(file, { throwIfNoEntry: false });
  const younger = found && written && youngerBy(found, written.mtimeMs);
  if (younger !== undefined)
    throw new Error(
      `process ${pid} began ${formatDuration(Math.round(younger / 1000) * 1000)} after ${file} was written: the number is that of another process now`,
    );
  return { facts: { running: found !== undefined, count: found ? 1 : 0, ...(pid !== undefined && { pid }) } };
}

/** Linux's table has the short name alone. */
function isCalled(info: ProcessInfo, name: string): boolean {
  if (process.platform !== 'linux') return namesOf(info.command).includes(name);
  return info.command === name || namesOf(linux.commandLine(info)).includes(name);
}

/** What a command line is called: its program, and for an interpreter the script or module too; without folders and extensions. */
export function namesOf(command: string): readonly string[] {
  const [program = '', ...rest] = command.trim().split(/\s+/);
  const name = baseName(program);
  if (!INTERPRETERS.test(bare(name))) return [name, bare(name)];
  const at = rest.findIndex((word) => !word.startsWith('-') || RUNS_TEXT.test(word));
  const script = at === -1 || RUNS_TEXT.test(rest[at] ?? '') ? undefined : rest[at];
  return script === undefined ? [name, bare(name)] : [name, bare(name), baseName(script), bare(baseName(script))];
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

function bare(name: string): string {
  return name.replace(/\.(exe|[cm]?[jt]s|py|rb|pl|php|sh|ps1|jar|dll)$/i, '');
}

/** The number in a pid file; undefined when there is no file. @throws when it holds something else */
function pidOf(file: string): number | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const pid = pidIn(text);
  if (pid === undefined) throw new Error(`${file} holds no process number`);
  return pid;
}

function textOf(file: string): string | undefined {
  try {
    return readRegular(file, MOST.settings).toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
