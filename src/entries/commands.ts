import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { ExitCode, Io } from '../app/io.ts';
import { SetupError } from '../core/errors.ts';
import { unexpected } from '../core/refusal.ts';
import { daysOf, expectedOf, hashOf, list, selectionOf, text, type Values, wholeOf } from './values.ts';

interface Command {
  readonly usage: string;
  readonly does: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many positional arguments at most. */
  readonly positionals: number;
  readonly run: (values: Values, positionals: readonly string[], io: Io) => Promise<ExitCode>;
}

const DEFAULT_CONFIG = '.github/gates.yml';
const HELP = { help: { type: 'boolean', short: 'h' } } as const;
/** Part of the contract, and not there yet: said plainly instead of called unknown. */
const COMMANDS_TO_COME = ['release', 'init'];
const OPTIONS_TO_COME: ParseArgsOptionsConfig = {
  shard: { type: 'string' },
  statement: { type: 'string' },
  'trusted-root': { type: 'string' },
};

const EXPECTED = { head: { type: 'string' }, 'expect-commit': { type: 'string' }, 'expect-run': { type: 'string' } } as const;
const SELECTION: ParseArgsOptionsConfig = {
  gate: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  for: { type: 'string' },
  var: { type: 'string', multiple: true },
  stage: { type: 'string' },
};

const COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    usage:
      'gate run [CONFIG] [--gate ID…] [--skip ID…] [--for PURPOSE] [--var K=V…] [--plan plan.json] [--stage NAME [--prior BUNDLE]] [--out DIR] [--json]',
    does: 'runs the plan, prints the table, writes the evidence bundle; exit 0 GO, 1 NO-GO, 2 BLOCKED',
    options: {
      ...SELECTION,
      plan: { type: 'string' },
      prior: { type: 'string', multiple: true },
      out: { type: 'string' },
      json: { type: 'boolean' },
    },
    positionals: 1,
    run: async (values, [given], io) => {
      const config = given ?? DEFAULT_CONFIG;
      const besides = ['gate', 'skip', 'for', 'var'].find((option) => values[option] !== undefined);
      if (values['plan'] !== undefined && (given !== undefined || besides !== undefined)) {
        throw new SetupError(`gate run: --plan says all of it; found ${given ?? `--${besides}`} besides`);
      }
      const { run } = await import('../app/commands/run.ts');
      const output = { out: text(values, 'out'), json: values['json'] === true };
      return run({ config, ...selectionOf(values), plan: text(values, 'plan'), prior: list(values, 'prior'), ...output }, io);
    },
  },
  decide: {
    usage: 'gate decide BUNDLE --plan plan.json [--head H] [--expect-commit SHA] [--expect-run ID/ATTEMPT] [--out DIR] [--json]',
    does: 'takes over the evidence of another machine, if it holds and is of this plan; exit as run',
    options: { plan: { type: 'string' }, ...EXPECTED, out: { type: 'string' }, json: { type: 'boolean' } },
    positionals: 256,
    run: async (values, bundles, io) => {
      const plan = text(values, 'plan');
      if (plan === undefined) throw new SetupError('gate decide: --plan is missing; expected the output of `gate plan --json`');
      const { decide } = await import('../app/commands/decide.ts');
      return decide({ bundles, plan, expected: expectedOf(values), out: text(values, 'out'), json: values['json'] === true }, io);
    },
  },
  check: {
    usage: 'gate check [CONFIG]',
    does: 'validates the configuration: every problem as file:line:column',
    options: {},
    positionals: 1,
    run: async (_, [config = DEFAULT_CONFIG], io) => (await import('../app/commands/check.ts')).check(config, io),
  },
  plan: {
    usage: 'gate plan [CONFIG] [--gate ID…] [--skip ID…] [--for PURPOSE] [--var K=V…] [--stage NAME] [--json]',
    does: 'shows order, expected counts, every effective criterion, least duration',
    options: { ...SELECTION, json: { type: 'boolean' } },
    positionals: 1,
    run: async (values, [config = DEFAULT_CONFIG], io) =>
      (await import('../app/commands/plan.ts')).plan({ config, ...selectionOf(values), json: values['json'] === true }, io),
  },
  explain: {
    usage: 'gate explain [KIND|GATE|PROBE|KEY|MEASUREMENT] [--config CONFIG]',
    does: "explains a gate kind's keys, measurements and default criteria, a key, a measurement, or one gate of the configuration",
    options: { config: { type: 'string' } },
    positionals: 1,
    run: async (values, [word], io) =>
      (await import('../app/commands/explain.ts')).explain(word, text(values, 'config') ?? DEFAULT_CONFIG, io),
  },
  verify: {
    usage:
      'gate verify [BUNDLE] [--out DIR] [--head H] [--expect-plan H] [--expect-commit SHA] [--expect-run ID/ATTEMPT] [--require-go] [--json]',
    does: 'derives every verdict again from the evidence; exit 0 holds, 1 tampered or different, 2 unreadable or incomplete; BUNDLE may be an id; default: the newest execution',
    options: {
      out: { type: 'string' },
      ...EXPECTED,
      'expect-plan': { type: 'string' },
      'require-go': { type: 'boolean' },
      json: { type: 'boolean' },
    },
    positionals: 1,
    run: async (values, [named], io) => {
      const [{ verify }, { bundleAt }] = await Promise.all([import('../app/commands/verify.ts'), import('../app/bundle/stored-bundle.ts')]);
      const expectations = {
        ...expectedOf(values),
        plan: hashOf(values, 'expect-plan'),
        requireGo: values['require-go'] === true,
      };
      const bundle = bundleAt(named, text(values, 'out'), io);
      return verify(bundle, expectations, values['json'] === true ? 'json' : 'text', io);
    },
  },
  replay: {
    usage: 'gate replay [BUNDLE] [--out DIR]',
    does: 'shows an execution as a timeline, with verdicts and decision; BUNDLE may be an id; default: the newest execution',
    options: { out: { type: 'string' } },
    positionals: 1,
    run: async (values, [named], io) => (await import('../app/commands/replay.ts')).replay(named, text(values, 'out'), io),
  },
  report: {
    usage: 'gate report [BUNDLE] [--format md|html] [--out DIR]',
    does: 'renders the report of a bundle again; BUNDLE may be an id; default: the newest execution',
    options: { format: { type: 'string' }, out: { type: 'string' } },
    positionals: 1,
    run: async (values, [named], io) => {
      const [{ report }, { bundleAt }] = await Promise.all([import('../app/commands/report.ts'), import('../app/bundle/stored-bundle.ts')]);
      return report(bundleAt(named, text(values, 'out'), io), text(values, 'format') ?? 'md', io);
    },
  },
  history: {
    usage:
      'gate history [--limit 20] [--status S] [--risk R] [--since 7d|DATE] [--gate ID] [--repo OWNER/NAME] [--trend GATE MEASUREMENT] [--out DIR] [--json]',
    does: 'lists earlier executions, the newest first; with --trend how a measurement of a gate went over them',
    options: {
      ...Object.fromEntries(
        ['limit', 'status', 'risk', 'since', 'gate', 'repo', 'trend', 'out'].map((name) => [name, { type: 'string' }] as const),
      ),
      json: { type: 'boolean' },
    },
    positionals: 1,
    run: async (values, [measurement], io) => {
      const gate = text(values, 'trend');
      if (gate === undefined && measurement !== undefined)
        throw new SetupError(`gate history: found "${measurement}" without --trend GATE`);
      const [out, limit, status, risk, since] = ['out', 'limit', 'status', 'risk', 'since'].map((name) => text(values, name));
      const trend = gate === undefined ? undefined : { gate, measurement };
      const { history } = await import('../app/commands/history.ts');
      return history(
        {
          out,
          limit,
          status,
          risk,
          since,
          gate: text(values, 'gate'),
          repository: text(values, 'repo'),
          trend,
          json: values['json'] === true,
        },
        io,
      );
    },
  },
  prune: {
    usage: 'gate prune [--days N] [--keep N] [--out DIR] [--dry-run]',
    does: 'removes executions older than N days, or beyond the newest N; --days, --keep or `retention` in the configuration must say so; the last GO of each configuration is never removed; rows in the history stay',
    options: { days: { type: 'string' }, keep: { type: 'string' }, out: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    positionals: 0,
    run: async (values, _, io) => {
      const [days, executions] = [daysOf(values), wholeOf(values, 'keep')];
      const retention = { ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) };
      const { prune } = await import('../app/commands/prune.ts');
      return prune({ out: text(values, 'out'), retention, dryRun: values['dry-run'] === true }, io);
    },
  },
  schema: {
    usage: 'gate schema',
    does: 'prints the JSON Schema of the configuration, for editors',
    options: {},
    positionals: 0,
    run: async (_, __, io) => (await import('../app/commands/schema.ts')).schema(io),
  },
};

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
  if (name === 'help' || name === '--help' || name === '-h') {
    io.stdout(overview());
    return 0;
  }
  if (COMMANDS_TO_COME.includes(name)) {
    io.stderr(`gate ${name}: not in this version yet\n`);
    return 2;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.stderr(`gate: unknown command "${name}"; commands: ${Object.keys(COMMANDS).join(', ')}\n`);
    return 2;
  }
  return dispatch(command, rest, io);
}

/** A mistake of the user's, or what the system refuses (a full disk, a read-only folder), is a line; a defect of ours shows where it is. */
function errorText(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  return `gate: ${unexpected(error)}`;
}

async function dispatch(command: Command, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parsed(command, args);
  if (values['help'] === true) {
    io.stdout(`${command.usage}\n\n  ${command.does}\n`);
    return 0;
  }
  const toCome = Object.keys(OPTIONS_TO_COME).find((option) => !Object.hasOwn(command.options, option) && values[option] !== undefined);
  if (toCome !== undefined) throw new SetupError(`gate: --${toCome} is not in this version yet`);
  if (positionals.length > command.positionals) {
    throw new SetupError(`gate: unexpected argument "${positionals[command.positionals] ?? ''}"`, `usage: ${command.usage}`);
  }
  return command.run(values, positionals, io);
}

function parsed(command: Command, args: readonly string[]): { values: Values; positionals: readonly string[] } {
  try {
    const options = { ...OPTIONS_TO_COME, ...command.options, ...HELP };
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new SetupError(`gate: ${error instanceof Error ? error.message.split('. ')[0] : String(error)}`, `usage: ${command.usage}`);
  }
}

function overview(): string {
  const rows = Object.values(COMMANDS).map(({ usage, does }) => `  ${usage}\n      ${does}`);
  return `gate: decides whether software may be released, and can prove why\n\n${rows.join('\n')}\n\n  gate --version\n\nCONFIG defaults to ${DEFAULT_CONFIG}.\n`;
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
