import { parseArgs } from 'node:util';
import type { ExitCode, Io } from '../app/io.ts';
import { SetupError } from '../core/errors.ts';
import { unexpected } from '../core/refusal.ts';
import { nearest } from '../core/suggest.ts';
import { type Command, COMMANDS, COMMANDS_TO_COME, OPTIONS_TO_COME } from './commands.ts';
import { helpOf, overview, usageOf } from './help.ts';
import type { Values } from './values.ts';

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/** Runs one command line. Never throws: a mistake of the user's is a line on stderr and exit code 2. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await commanded(argv, terminalIo());
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    return 2;
  }
}

async function commanded([name = 'help', ...rest]: readonly string[], io: Io): Promise<ExitCode> {
  if (!['help', '--help', '-h'].includes(name)) return dispatch(name, commandOf(name), rest, io);
  const [asked] = rest;
  io.stdout(asked === undefined ? overview(COMMANDS) : helpOf(asked, commandOf(asked)));
  return 0;
}

/** @throws SetupError for a word that is no command */
function commandOf(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  if (name === 'init') throw new SetupError('gate init: not in this version yet; `gate explain` shows how to write a configuration');
  if (COMMANDS_TO_COME.includes(name)) throw new SetupError(`gate ${name}: not in this version yet`);
  const names = Object.keys(COMMANDS);
  const near = nearest(name, names);
  throw new SetupError(
    `gate: unknown command "${name}"${near === undefined ? '' : `; did you mean ${near}?`}; commands: ${names.join(', ')}`,
  );
}

/** A mistake of the user's, or what the system refuses (a full disk, a read-only folder), is a line; a defect of ours shows where it is. */
function errorText(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  return `gate: ${unexpected(error)}`;
}

async function dispatch(name: string, command: Command, args: readonly string[], io: Io): Promise<ExitCode> {
  const usage = `usage: ${usageOf(name, command)}`;
  const { values, positionals } = parsed(command, args, usage);
  if (values['help'] === true) {
    io.stdout(helpOf(name, command));
    return 0;
  }
  const toCome = Object.keys(OPTIONS_TO_COME).find((option) => !Object.hasOwn(command.options, option) && values[option] !== undefined);
  if (toCome !== undefined) throw new SetupError(`gate: --${toCome} is not in this version yet`);
  if (positionals.length > command.positionals) {
    throw new SetupError(`gate: unexpected argument "${positionals[command.positionals] ?? ''}"`, usage);
  }
  return command.run(values, positionals, io);
}

function parsed(command: Command, args: readonly string[], usage: string): { values: Values; positionals: readonly string[] } {
  try {
    const options = { ...OPTIONS_TO_COME, ...command.options, ...HELP };
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new SetupError(`gate: ${message}${meantIn(message, Object.keys(command.options))}`, usage);
  }
}

/** What other tools call an option. */
const SYNONYMS: Readonly<Record<string, string>> = {
  only: 'gate',
  gates: 'gate',
  select: 'gate',
  include: 'gate',
  exclude: 'skip',
  except: 'skip',
  ignore: 'skip',
  output: 'out',
  dir: 'out',
  o: 'out',
  set: 'var',
  variable: 'var',
};

/** `; did you mean --gate?`, where an option is unknown and one of the command's is near. */
function meantIn(message: string, options: readonly string[]): string {
  const wrong = /^Unknown option '--?([\w-]+)'/.exec(message)?.[1];
  if (wrong === undefined) return '';
  const synonym = Object.hasOwn(SYNONYMS, wrong) ? SYNONYMS[wrong] : undefined;
  const meant = synonym !== undefined && options.includes(synonym) ? synonym : nearest(wrong, options);
  return meant === undefined ? '' : `; did you mean --${meant}?`;
}

function terminalIo(): Io {
  const { env, stdout, stderr } = process;
  return {
    stdout: (textOut) => void stdout.write(textOut),
    stderr: (textOut) => void stderr.write(textOut),
    env,
    cwd: process.cwd(),
    terminal: { columns: stdout.columns ?? 120, color: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' },
    live: stderr.isTTY,
  };
}
