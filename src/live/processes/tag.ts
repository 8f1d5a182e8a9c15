import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment.ts';
import type { Invocation } from '../shell.ts';
import { locksLimit } from './linux.ts';

/**
 * A limit of a process is inherited by all that descend from it, whatever they scrub, close or leave, and everybody may read it.
 * Linux has ignored that of file locks since 2.4.25 (getrlimit(2), RLIMIT_LOCKS): its soft value is free to carry a number.
 */
const SET = 'ulimit -S -x "$0" 2>/dev/null; exec "$@"';

/** No start-up file, BASH_ENV nor function of the environment: with a socket as its input bash would even read ~/.bashrc. */
const OPTIONS = ['--noprofile', '--norc', '-p', '-c'];

/** Tags lie above everything that somebody may have set for a purpose. */
const LEAST_TAG = 0x10_0000_0000_0000;

/** The number that the processes of a tree carry: 48 bits of a hash, so that no other tree of any execution has it. */
export function tagOf(execution: string, tree: string): number {
  const digest = createHash('sha256').update(`${execution}\n${tree}`).digest('hex');
  return LEAST_TAG + Number.parseInt(digest.slice(0, 12), 16);
}

/**
 * The same command, carrying a tag: as the same process, with the same arguments. Where that can't be, the command as it is; also
 * where its program is not there, for whoever starts it to be told so by the system.
 * @param env its whole environment
 */
export function tagged(command: Invocation, env: Environment, execution: string, tree: string): Invocation {
  const shell = taggingShell();
  if (shell === undefined || !isThere(command.file, env)) return command;
  return { ...command, file: shell, args: [...OPTIONS, SET, String(tagOf(execution, tree)), command.file, ...command.args] };
}

function isThere(program: string, env: Environment): boolean {
  const folders = program.includes('/') ? [''] : (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.some((folder) => fs.existsSync(path.join(folder, program)));
}

let known: { readonly shell: string | undefined } | undefined;

/** A shell that can set the limit, found out once by trying; undefined where there is none, or no such limit. */
export function taggingShell(): string | undefined {
  known ??= { shell: process.platform === 'linux' ? ['/bin/bash', '/usr/bin/bash'].find(canTag) : undefined };
  return known.shell;
}

function canTag(shell: string): boolean {
  const { stdout } = spawnSync(shell, [...OPTIONS, SET, String(LEAST_TAG), 'cat', '/proc/self/limits'], {
    encoding: 'latin1',
    timeout: 5000,
    killSignal: 'SIGKILL',
  });
  return locksLimit(stdout ?? '') === LEAST_TAG;
}
