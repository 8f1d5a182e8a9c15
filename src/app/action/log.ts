import { randomUUID } from 'node:crypto';
import { commandData, log as harmless } from '../../report/escape.ts';
import { GROUP_END, groupStart, type Phase } from '../../report/log-lines.ts';
import type { Io } from '../io.ts';

/** The step's log: each phase a group, so that it reads as a story. */
export interface ActionLog {
  /** Runs a phase inside a group; while it runs nothing that is printed is a command of the runner. */
  phase<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /** One line of ours, with foreign words in it. */
  readonly say: (line: string) => void;
  /** The same, which GitHub also shows above the log. */
  readonly warn: (line: string) => void;
  readonly error: (line: string) => void;
  /** Workflow commands, as they are. */
  readonly commands: (lines: readonly string[]) => void;
  /** For use cases that know of no runner: what they print are lines of the log. */
  readonly io: Io;
}

/** @param print writes to the step's log */
export function actionLog(print: (text: string) => void, surroundings: Pick<Io, 'env' | 'cwd'>): ActionLog {
  const line = (text: string): void => print(`${text}\n`);
  const lines = (text: string): void => {
    for (const one of text.replace(/\n$/, '').split('\n')) line(harmless(one));
  };
  let closed: string | undefined;
  const command = (text: string): void => {
    if (closed !== undefined) line(`::${closed}::`);
    line(text);
    if (closed !== undefined) line(`::stop-commands::${closed}`);
  };
  return {
    async phase(phase, work) {
      line(groupStart(phase));
      const token = randomUUID();
      line(`::stop-commands::${token}`);
      closed = token;
      try {
        return await work();
      } finally {
        closed = undefined;
        line(`::${token}::`);
        line(GROUP_END);
      }
    },
    say: lines,
    warn: (text) => command(`::warning::${data(text)}`),
    error: (text) => command(`::error::${data(text)}`),
    commands: (all) => all.forEach(command),
    io: { ...surroundings, stdout: lines, stderr: lines, terminal: { columns: 120, color: false }, live: false },
  };
}

/** The message of a command keeps its lines; each is made harmless first. */
function data(text: string): string {
  return commandData(text.split('\n').map(harmless).join('\n'));
}
