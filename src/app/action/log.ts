import { randomUUID } from 'node:crypto';
import { commandData, log as harmless } from '../../report/escape.ts';
import { GROUP_END, groupStart, type Phase } from '../../report/log-lines.ts';
import type { Io } from '../io.ts';

/** The step's log: each phase a group, so that it reads as a story. */
export interface ActionLog {
  /** Runs a phase inside a group. */
  phase<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /**
   * Runs a phase in which foreign text is printed: as a second wall behind the escaping of each line, the runner takes no commands
   * meanwhile. Not for GitHub's own clients: they tell the runner what it must hide.
   */
  foreign<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
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
  const phase: ActionLog['phase'] = async (name, work) => {
    line(groupStart(name));
    try {
      return await work();
    } finally {
      line(GROUP_END);
    }
  };
  return {
    phase,
    foreign: (name, work) =>
      phase(name, async () => {
        const token = randomUUID();
        line(`::stop-commands::${token}`);
        try {
          return await work();
        } finally {
          line(`::${token}::`);
        }
      }),
    say: lines,
    warn: (text) => line(`::warning::${data(text)}`),
    error: (text) => line(`::error::${data(text)}`),
    commands: (all) => all.forEach(line),
    io: { ...surroundings, stdout: lines, stderr: lines, terminal: { columns: 120, color: false }, live: false },
  };
}

/** The message of a command keeps its lines; each is made harmless first. */
function data(text: string): string {
  return commandData(text.split('\n').map(harmless).join('\n'));
}
