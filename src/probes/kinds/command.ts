import { command as commandKey } from '../../language/keys.ts';
import type { WatchKindSpec } from '../kind.ts';
import { jsonOperand, operand } from '../operands.ts';
import { blocked, failed, passed, unrecorded } from '../rows.ts';
import { probeSchema } from '../shapes.ts';
import { endedByItself, type Step } from '../step.ts';

/** What POSIX shells say of a command that can't be executed, and that is not there. */
const SHELL_COULD_NOT: ReadonlyMap<number, 'PERMISSION' | 'NOT_FOUND'> = new Map([
  [126, 'PERMISSION'],
  [127, 'NOT_FOUND'],
]);

/** Why such a code is no answer of the command's. */
const NOT_EXECUTED = 'the command could not be executed';

/** What is required of a command whose `expect` does not read its exit code. */
const SUCCESS = 'exit code 0';

const LONGEST_NAME = 60;

const schema = probeSchema('command', {
  command: commandKey().describe(
    'A shell command; its exit code must be 0 unless `expect` reads exitCode. 126 and 127 (it could not be executed) block unless `expect` wants just them.',
  ),
});

export type CommandTarget = Step & {
  readonly run: string;
};

export const command: WatchKindSpec<typeof schema, CommandTarget> = {
  schema,

  reads: {
    exitCode: operand('number', 'exit code'),
    stdout: operand('string', 'what it wrote to stdout, at most 1 MiB'),
    stderr: operand('string', 'what it wrote to stderr, at most 1 MiB'),
    json: jsonOperand,
  },

  timeout: 'commandTimeoutMs',
  refused: ['EXIT', 'BODY'],

  target: (raw) => ({ run: raw.command }),

  name({ run }) {
    const line = run.trim().split('\n')[0] ?? '';
    return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line;
  },

  rows(_target, got, reads) {
    const { exitCode, signal } = got;
    if (typeof signal === 'string') return [failed('SIGNAL', signal, SUCCESS)];
    if (typeof exitCode !== 'number') return [unrecorded('exit code')];
    if (reads('exitCode')) return [];
    const measured = `exit code ${exitCode}`;
    const code = SHELL_COULD_NOT.get(exitCode);
    if (code !== undefined) return [{ ...blocked(measured, SUCCESS, NOT_EXECUTED), code }];
    return [exitCode === 0 ? passed(measured, SUCCESS) : failed('EXIT', measured, SUCCESS)];
  },

  /**
   * A shell that could not execute a command ends with a code as well: "anything but 0" is then no answer of the command's. Only a
   * condition that wants this very code, and would refuse 1, is.
   */
  doubt(got, holds) {
    const { exitCode } = got;
    if (typeof exitCode !== 'number' || !SHELL_COULD_NOT.has(exitCode)) return undefined;
    return holds({ ...got, exitCode: 1 }) ? NOT_EXECUTED : undefined;
  },

  /** One that came to an end of its own is told of with that end, any other with a code instead. */
  agrees({ code, got }, step) {
    if (!endedByItself(step)) return code !== undefined && got['exitCode'] === undefined && got['signal'] === undefined;
    if (code !== undefined) return code === 'MISSED';
    return got['exitCode'] === step['exit'] && got['signal'] === step['signal'];
  },

  /** A command that fails may well have found nobody. */
  fromService: (got) => got['exitCode'] === 0,
};
