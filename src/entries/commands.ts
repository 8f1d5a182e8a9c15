import type { ParseArgsOptionsConfig } from 'node:util';
import type { ExitCode, Io } from '../app/io.ts';
import { SetupError } from '../core/errors.ts';
import { DEFAULT_CONFIG } from '../core/plan.ts';
import { visible } from '../plan/visible.ts';
import { OPTIONS, type Options } from './options.ts';
import { daysOf, expectedOf, hashOf, list, selectionOf, text, type Values, wantedStoreOf, wholeOf } from './values.ts';

/** A command of the terminal. */
export interface Command {
  /** What it takes before its options, as a usage writes it. */
  readonly takes: string;
  readonly does: string;
  readonly options: Options;
  readonly example: string;
  /** How many positional arguments at most. */
  readonly positionals: number;
  readonly run: (values: Values, positionals: readonly string[], io: Io) => Promise<ExitCode>;
}

/** Part of the contract, and not there yet: said plainly instead of called unknown. */
export const COMMANDS_TO_COME = ['release', 'init'];
export const OPTIONS_TO_COME: ParseArgsOptionsConfig = {
  shard: { type: 'string' },
  statement: { type: 'string' },
  'trusted-root': { type: 'string' },
};

/** Every command: what it takes and does, and which use case does it. Each loads only what it needs. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  run: {
    takes: '[CONFIG]',
    does: 'runs the plan, prints the table, writes the evidence bundle; exit 0 GO, 1 NO-GO, 2 BLOCKED',
    options: OPTIONS.run,
    example: 'gate run gates.yml --gate unit --var base=v1.4.0',
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
    takes: 'BUNDLE',
    does: 'takes over the evidence of another machine, if it holds and is of this plan; exit as run',
    options: OPTIONS.decide,
    example: 'gate decide 20261121-041609-4f2a9c.zip --plan expected.json',
    positionals: 256,
    run: async (values, bundles, io) => {
      const plan = text(values, 'plan');
      if (plan === undefined) throw new SetupError('gate decide: --plan is missing; expected the output of `gate plan --json`');
      const { decide } = await import('../app/commands/decide.ts');
      return decide({ bundles, plan, expected: expectedOf(values), out: text(values, 'out'), json: values['json'] === true }, io);
    },
  },
  check: {
    takes: '[CONFIG]',
    does: 'validates the configuration: every problem as file:line:column',
    options: {},
    example: 'gate check gates.yml',
    positionals: 1,
    run: async (_, [config = DEFAULT_CONFIG], io) => (await import('../app/commands/check.ts')).check(config, io),
  },
  plan: {
    takes: '[CONFIG]',
    does: 'shows order, expected counts, every effective criterion, least duration',
    options: OPTIONS.plan,
    example: 'gate plan gates.yml --json > expected.json',
    positionals: 1,
    run: async (values, [config = DEFAULT_CONFIG], io) =>
      (await import('../app/commands/plan.ts')).plan({ config, ...selectionOf(values), json: values['json'] === true }, io),
  },
  explain: {
    takes: '[KIND|GATE|PROBE|KEY|MEASUREMENT]',
    does: "explains a gate kind's keys, measurements and default criteria, a key, a measurement, or one gate of the configuration",
    options: OPTIONS.explain,
    example: 'gate explain p95Ms',
    positionals: 1,
    run: async (values, [word], io) =>
      (await import('../app/commands/explain.ts')).explain(word, text(values, 'config') ?? DEFAULT_CONFIG, io),
  },
  verify: {
    takes: '[BUNDLE]',
    does: 'derives every verdict again from the evidence; exit 0 holds, 1 tampered or different, 2 unreadable or incomplete; BUNDLE may be an id; default: the newest execution',
    options: OPTIONS.verify,
    example: 'gate verify 20261121-041609-4f2a9c --require-go',
    positionals: 1,
    run: async (values, [named], io) => {
      const [{ verify }, { bundleAt }] = await Promise.all([import('../app/commands/verify.ts'), import('../app/bundle/stored-bundle.ts')]);
      const expectations = {
        ...expectedOf(values),
        plan: hashOf(values, 'expect-plan'),
        requireGo: values['require-go'] === true,
      };
      const bundle = bundleAt(named, wantedStoreOf(values), io);
      return verify(bundle, expectations, values['json'] === true ? 'json' : 'text', io);
    },
  },
  replay: {
    takes: '[BUNDLE]',
    does: 'shows an execution as a timeline, with verdicts and decision; BUNDLE may be an id; default: the newest execution',
    options: OPTIONS.replay,
    example: 'gate replay 20261121-041609-4f2a9c --config gates.yml',
    positionals: 1,
    run: async (values, [named], io) => (await import('../app/commands/replay.ts')).replay(named, wantedStoreOf(values), io),
  },
  report: {
    takes: '[BUNDLE]',
    does: 'renders the report of a bundle again; BUNDLE may be an id; default: the newest execution',
    options: OPTIONS.report,
    example: 'gate report --format html > report.html',
    positionals: 1,
    run: async (values, [named], io) => {
      const [{ report }, { bundleAt }] = await Promise.all([import('../app/commands/report.ts'), import('../app/bundle/stored-bundle.ts')]);
      return report(bundleAt(named, wantedStoreOf(values), io), text(values, 'format') ?? 'md', io);
    },
  },
  history: {
    takes: '',
    does: 'lists earlier executions, the newest first; with --trend how a measurement of a gate went over them',
    options: OPTIONS.history,
    example: 'gate history --trend load p95Ms --since 30d',
    positionals: 1,
    run: async (values, [measurement], io) => {
      const gate = text(values, 'trend');
      if (gate === undefined && measurement !== undefined)
        throw new SetupError(
          `gate history: found "${visible(measurement)}" without --trend GATE; a configuration is named by --config ${visible(measurement)}`,
        );
      const [limit, status, risk, since] = ['limit', 'status', 'risk', 'since'].map((name) => text(values, name));
      const trend = gate === undefined ? undefined : { gate, measurement };
      const { history } = await import('../app/commands/history.ts');
      return history(
        {
          store: wantedStoreOf(values),
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
    takes: '',
    does: 'removes executions older than N days, or beyond the newest N; --days, --keep or `retention` in the configuration must say so; the last GO of each configuration is never removed; rows in the history stay',
    options: OPTIONS.prune,
    example: 'gate prune --days 7 --keep 100 --dry-run',
    positionals: 0,
    run: async (values, _, io) => {
      const [days, executions] = [daysOf(values), wholeOf(values, 'keep')];
      const retention = { ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) };
      const { prune } = await import('../app/commands/prune.ts');
      return prune({ store: wantedStoreOf(values), retention, dryRun: values['dry-run'] === true }, io);
    },
  },
  schema: {
    takes: '',
    does: 'prints the JSON Schema of the configuration, for editors',
    options: {},
    example: 'gate schema > gates.schema.json',
    positionals: 0,
    run: async (_, __, io) => (await import('../app/commands/schema.ts')).schema(io),
  },
};
