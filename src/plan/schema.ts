import { z } from 'zod';
import { nearest } from '../core/suggest.ts';
import { RULES, TOO_MANY_BEGINNINGS } from '../redact/rules/all.ts';
import { criteria } from '../gates/shared/criterion.ts';
import { healthProbe, progressProbe, readyProbe } from '../probes/watch.ts';
import {
  address,
  ID,
  ID_WORDS,
  NAME,
  NAME_WORDS,
  command,
  commands,
  flag,
  glob,
  keyFacts,
  listOrOne,
  literal,
  period,
  revealedTexts,
  text,
  whole,
  word,
} from '../language/keys.ts';

/** The configuration but for the keys of the single gate kinds, as zod types: the source of checks, editor schema and `explain`. */

const envName = () => literal(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');
const shell = () => word(['bash', 'sh', 'pwsh', 'powershell', 'cmd', 'python']);
const id = () => text(ID_WORDS);
/** Ids with commas between them: a variable holds a text, never a list. */
const idsInText = () => text('ids').transform((written) => written.split(',').map((part) => part.trim()));

const attachment = () =>
  z.union([
    text('a path'),
    z
      .strictObject({
        path: text('a path').describe('File, folder or glob.'),
        optional: flag().default(false).describe('true: nothing needs to be there.'),
      })
      .meta({ title: 'an attachment' }),
  ]);

const RULE_NAMES: ReadonlySet<string> = new Set([...RULES.map(({ id }) => id), TOO_MANY_BEGINNINGS]);

const NEVER_ALLOWED = 'values of "secret-env" are never allowed';

function noRule(name: string): string {
  if (name === 'secret-env') return `expected the name of a rule: ${NEVER_ALLOWED}`;
  const near = nearest(name, RULE_NAMES);
  return `expected the name of a rule${near === undefined ? ', as a finding says it' : `; did you mean "${near}"?`}`;
}

const allowedSecret = z
  .strictObject({
    rule: literal(/^[a-z0-9][a-z0-9-]*$/, `the name of a rule, such as private-key (${NEVER_ALLOWED})`)
      .refine((rule) => RULE_NAMES.has(rule), { error: ({ input }) => noRule(String(input)) })
      .describe('Rule that finds it; it stands in the report.'),
    path: glob('a path or a glob').describe(
      'Files in which it is allowed: path or glob, as the report names them. observations.jsonl: commands, answers and names that are recorded.',
    ),
    reason: text('a reason').describe('Why it is no secret.'),
  })
  .meta({ title: 'an allowed secret' });

const policy = z
  .strictObject({
    'require-clean-tree': flag().default(false).describe('true: uncommitted changes block. Judged before the first gate.'),
    'max-attempts': whole(1)
      .optional()
      .describe(
        'How many NO-GOs a commit may have, of a part of the plan too; then it is blocked before the first gate. Default: any number.',
      ),
    'allow-warnings': flag().default(true).describe('false: a required gate that warns is blocked.'),
    'allow-overrides': z
      .array(literal(/^(env\.)?[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable, or env.NAME'))
      .default([])
      .describe(
        'Variables that may be overridden, and `env.X` that may stand outside of env, headers and addresses; any other override makes the decision PARTIAL.',
      ),
  })
  .meta({ title: 'the policy' });

const evidence = z
  .strictObject({
    'capture-env': z
      .array(envName())
      .default([])
      .describe('Environment variables that are kept in the evidence; only these can be used as ${{ env.X }}.'),
    'secret-env': z
      .array(envName())
      .default([])
      .describe('Environment variables that are secret: redacted everywhere; ${{ env.X }} of them only in headers, env and equals.'),
    scan: z
      .array(glob('a glob'))
      .default([])
      .describe(
        'Files outside of the evidence in which secrets are looked for, such as what a later step uploads: paths and globs. Each must name a file.',
      ),
    'allow-secrets': z
      .array(allowedSecret)
      .default([])
      .describe('False alarms: what looks like a secret and is none. It stays as it is, and the report names it.'),
    attachments: z
      .array(attachment())
      .default([])
      .describe(
        'Hand-written files, such as the log of an execution: a path, a folder, a glob, or { path, optional: true }. Each must be there before the first gate; they are copied at the end, marked, and never judged.',
      ),
    store: text('auto, github or a folder')
      .refine((store) => !['auto', 'github'].includes(store.toLowerCase()) || store === store.toLowerCase(), {
        error: ({ input }) => `expected ${String(input).toLowerCase()} in small letters, or another folder`,
      })
      .refine((store) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(store), {
        error: 'expected a folder, auto or github: executions are kept on this machine, never sent to an address',
      })
      .default('auto')
      .describe(
        'Where executions are written and earlier ones are found: auto (.gate/executions; in Actions a folder that ends with the job), github (what GitHub tells of earlier runs), or a folder, relative to the checkout. --out counts before it.',
      ),
    retention: z
      .strictObject({
        days: whole(1).optional().describe('Executions older than so many days are removed after a run.'),
        executions: whole(1).optional().describe('Of more executions the oldest are removed.'),
      })
      .meta({ title: 'the retention' })
      .optional()
      .describe('How long executions are kept. The last GO of each configuration always is. Default: nothing is removed.'),
  })
  .meta({ title: 'the evidence settings' });

export const service = z
  .strictObject({
    run: command()
      .optional()
      .describe(
        'Command that starts it, in the foreground: the program itself, as npm, npx, pnpm and shell scripts hand no stop signal on to it (`exec` in the script helps). Absent: external (or started by the stack), only probed.',
      ),
    needs: listOrOne(id()).default([]).describe('Services that must be ready before it starts, and that stop after it.'),
    port: address(whole(1, 65_535)).optional().describe('Its port: sets PORT, and a path below means http://127.0.0.1:<port>/….'),
    health: healthProbe
      .optional()
      .describe(
        'How to see that it is well: a path, a URL, or { http | tcp | command, expect, timeout }. Default: 2xx, open, exit code 0.',
      ),
    ready: readyProbe
      .optional()
      .describe(
        'How to see that it has started: a path, a URL, or { http | tcp | command, expect, interval, timeout }. Default: as `health`, every 200ms, for at most 30s.',
      ),
    progress: progressProbe
      .optional()
      .describe('A number that must keep growing while a health gate watches: { http | tcp | command, value, within, timeout }.'),
    stop: z
      .strictObject({
        signal: word(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGKILL'])
          .default('SIGTERM')
          .describe('Signal that asks it to stop.'),
        'grace-period': period().prefault('5s').describe('Time that it has; then SIGKILL.'),
      })
      .meta({ title: 'a stop' })
      .optional()
      .describe('How to stop it; default: SIGTERM, 5s.'),
    'working-directory': text('a path').default('.').describe('Where its command starts.'),
    env: revealedTexts().default({}).describe('Environment of its command. Secrets may stand here as ${{ env.X }}.'),
    shell: shell().optional().describe('Shell of its command; default: bash, on Windows pwsh.'),
    'pid-file': text('a path').optional().describe('File that must hold the pid of a live process of its own, and be gone after the stop.'),
    log: z
      .union([text('a path'), z.strictObject({ run: command().describe('Command that prints the log.') }).meta({ title: 'a log' })])
      .optional()
      .describe('Where its log is, when that is not its output: a path, or { run } for a command that prints it.'),
  })
  .meta({ title: 'a service' });

const stack = z
  .strictObject({
    start: command().describe('Command that starts all services without `run`, and returns.'),
    stop: command().describe('Command that stops them.'),
  })
  .meta({ title: 'the stack' });

/** A date of the calendar, by its form alone. */
const date = () =>
  text('a date such as 2026-12-31').regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'expected a date such as 2026-12-31' });

export const waiver = z
  .strictObject({
    gate: text('the id of a gate').describe('Gate whose findings are waived.'),
    match: listOrOne(text('a name or a glob')).describe(
      'Findings: suite::name, a name that is unique, or a glob (which needs `max`); of any gate the name of a row, such as "p95Ms < 200.0".',
    ),
    kind: word(['failure', 'flaky'])
      .default('failure')
      .describe('failure: it fails, and the waiver must go when it passes. flaky: a test in quarantine, which may pass or fail.'),
    max: whole(1).optional().describe('How many findings a glob may waive.'),
    severity: word(['low', 'medium', 'high', 'critical']).describe('How bad it is.'),
    owner: text('who answers for it').describe('Who answers for it: a login or a team.'),
    reason: text('a reason').describe('Why it may be waived.'),
    expires: date().describe('Last day on which it holds (UTC).'),
  })
  .meta({ title: 'a waiver' });

const release = z
  .strictObject({
    tag: text('a tag').optional().describe('Tag of the release.'),
    environment: text('the name of an environment').optional().describe('GitHub environment whose reviewers approve.'),
    'sign-off': z
      .record(z.string(), z.array(text('a login or a team')))
      .default({})
      .describe('Who signs, by role: lines for their signatures in the report. Nobody is asked, and nothing waits for them.'),
    checklist: text('a path').optional().describe('Checklist, every item of which must be ticked.'),
    attach: z.array(glob()).default([]).describe('Files that belong to the release.'),
  })
  .meta({ title: 'the release' });

const variable = z.union([z.string(), z.number(), z.boolean()]);
keyFacts.add(variable, { role: 'literal', expected: 'a text, a number, or true or false' });
const vars = z.record(z.string().regex(NAME, { error: `expected ${NAME_WORDS}` }), variable);

/** The keys of the file, each with its type; services, gates and waivers are lists of parts that are checked one by one. */
export const sections = {
  version: z.literal(1, { error: 'expected 1' }).describe('Version of this language.'),
  name: text('a name').default('Release gate').describe('What the decision is about.'),
  vars: vars
    .default({})
    .describe('Variables: ${{ vars.x }} in values, $GATE_VAR_x in commands, vars.x in conditions. `--var x=…` overrides one.'),
  env: revealedTexts().default({}).describe('Environment of every command. Secrets may stand here as ${{ env.X }}.'),
  policy: policy.prefault({}).describe('Rules of the whole execution.'),
  evidence: evidence.prefault({}).describe('What is kept, what is secret.'),
  services: z
    .record(z.string().regex(ID, { error: `expected ${ID_WORDS}` }), z.unknown())
    .default({})
    .describe('Services, by id.'),
  stack: stack.optional().describe('One script that starts and stops all services without `run`.'),
  gates: z
    .record(z.string().regex(ID, { error: `expected ${ID_WORDS}` }), z.unknown())
    .describe('Gates, by id; they run one after another, in this order as far as `needs` lets them.'),
  waivers: z.array(z.unknown()).default([]).describe('Known failures that are let pass for a time.'),
  release: release.optional().describe('What happens after a GO. Only sign-off is there yet.'),
};

export const top = z.strictObject(sections).meta({ title: 'the configuration' });

/** The keys that every gate has. */
export const gateKeys = {
  kind: literal(/^[a-z]+$/, 'a kind of gate')
    .optional()
    .describe('What it does; a gate with `run` and no kind is `checks` with that one command.'),
  name: text('a name').optional().describe('Name in the report; default: the id.'),
  needs: listOrOne(id()).default([]).describe('Gates that must have passed (or been waived, or warned) first; else this one is skipped.'),
  if: word(['success', 'always']).default('success').describe('always: runs once what it needs has ended, whatever became of it.'),
  required: flag().optional().describe('false: advisory; failed or blocked, it only warns. Default: true.'),
  'required-for': listOrOne(text('a purpose'))
    .optional()
    .describe('Purposes for which it is required: `gate run --for deployment`. Advisory otherwise.'),
  services: z
    .union([z.literal('all'), z.array(id()), idsInText()])
    .optional()
    .describe(
      'Services that it stands on: all (those with `health`), or ids: a list, or a text with commas, as a variable holds it. They are ready before it begins.',
    ),
  fresh: flag().default(false).describe('true: its services are restarted first.'),
  timeout: period().optional().describe('When it expires, the gate is blocked. Default: expected duration + 1h.'),
  env: revealedTexts().default({}).describe('Environment of its commands. Secrets may stand here as ${{ env.X }}.'),
  'working-directory': text('a path').default('.').describe('Where its commands start.'),
  shell: shell().optional().describe('Shell of its commands; default: bash -eo pipefail, on Windows pwsh.'),
  workspace: word(['checkout', 'temporary'])
    .default('checkout')
    .describe('temporary: its commands start in an empty folder of its own, removed afterwards.'),
  shard: text('a name').optional().describe('Job of the matrix that runs it.'),
  'runs-on': listOrOne(text('a runner label')).optional().describe('Runner of that job.'),
  'on-failure': commands().default([]).describe('Commands that run when it failed. Recorded, never judged.'),
  'on-blocked': commands().default([]).describe('Commands that run when it was blocked. Recorded, never judged.'),
  criteria: criteria.default([]).describe('CEL over its measurements, besides the default criteria: "p95Ms < 200.0".'),
};

/** How a kind of gate is called in errors. */
export function gateTitle(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} gate`;
}

/** A whole gate of a kind: its own keys, which are asked for most, and the common ones. */
export function gateSchema<Shape extends z.ZodRawShape>(kind: string, shape: Shape) {
  return z.strictObject({ ...shape, ...gateKeys }).meta({ title: gateTitle(kind) });
}

export type RawGate = z.output<z.ZodObject<typeof gateKeys>>;
export type RawService = z.output<typeof service>;
export type RawWaiver = z.output<typeof waiver>;
