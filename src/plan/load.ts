import { SetupError } from '../core/errors.ts';
import type { Problem } from '../core/location.ts';
import { type AttachmentPlan, overriddenVariables, type Plan } from '../core/plan.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { evidenceGate, kinds } from '../gates/registry.ts';
import { advice, type Site } from './advice.ts';
import { checkConditions } from './conditions.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { ProblemList } from './problems.ts';
import { checkPurpose, select, type Selected } from './selection.ts';
import { type Staged, stagedGates } from './stages.ts';
import { notYet } from './unsupported.ts';
import { visible } from './visible.ts';
import { waiverWarnings } from './waivers.ts';

export interface LoadInput {
  /** The configuration as it lies on disk: its bytes, and the text that they encode in UTF-8. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** How to call the file in messages. */
  readonly file: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly purpose?: string;
  readonly gates: readonly string[];
  readonly skip: readonly string[];
  /** The one stage to do, of the gate that has stages. */
  readonly stage?: string;
  /** The gates were observed by another execution: see `Plan.decides`. */
  readonly decides?: true;
  /** In UTC, `2026-11-21`: to warn of waivers that end. The plan does not depend on it. */
  readonly today?: string;
  /** Where it would run, to warn of what can't work there. The plan does not depend on it. */
  readonly site?: Site;
  /** Only the variables of `capture-env` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Loaded {
  readonly plan: Plan;
  readonly warnings: readonly Problem[];
  /** What the plan asks for and `run` can't do yet. */
  readonly notYet: readonly Problem[];
}

/** Said where something was found that hides more. */
const UNREAD = 'mend these, then check again: what the keys of a gate mean is checked once their form is right';

/**
 * Reads, checks and resolves a configuration.
 * @throws ConfigurationError with every problem, in the order of the file
 * @throws SetupError with every mistake of the command line, when the configuration has none
 */
export function loadPlan(input: LoadInput): Loaded {
  const configuration = readConfiguration(input);
  const { problems, document } = configuration;
  const warnings = new ProblemList(input.file, document);
  checkConditions(configuration, warnings);
  // What follows is about the whole: it would only repeat what is wrong with a part.
  if (problems.count === 0) checkProgress(configuration);
  problems.throwIfAny(configuration.gates.some(({ plan }) => !plan) ? UNREAD : undefined);
  const gates = configuration.gates.flatMap(({ plan }) => plan ?? []);
  const purposes = new Set(configuration.gates.flatMap((gate) => gate.purposes));
  const selected = select(gates, { gates: input.gates, skip: input.skip });
  const staged = stagedGates(selected.gates, input.stage);
  const mistakes = [
    ...configuration.variables.mistakes,
    ...checkPurpose(input.purpose, purposes),
    ...selected.mistakes,
    ...(selected.mistakes.length > 0 ? [] : staged.mistakes),
  ];
  if (mistakes.length > 0) throw new SetupError(...mistakes.map((mistake) => visible(`gate: ${mistake}`)));
  for (const gate of configuration.gates) warnings.add(gate.warnings);
  if (input.today !== undefined) warnings.add(waiverWarnings(configuration.waivers, input.today));
  if (input.site) warnings.add(advice(configuration, input.site));
  const plan = planOf(input, configuration, selected, staged);
  return { plan, warnings: warnings.sorted(), notYet: notYet(configuration, plan, input.file) };
}

/**
 * Derives a plan again from its configuration and what else went into it, which stands in the plan: overrides, purpose, selection,
 * captured environment. An honest plan comes out the same, byte for byte.
 * @throws ConfigurationError or SetupError when no plan can be made of them
 */
export function derivePlan(text: string, bytes: Uint8Array, plan: Plan): Plan {
  return loadPlan({
    text,
    bytes,
    file: 'gates.yml',
    overrides: overriddenVariables(plan),
    ...(plan.purpose !== undefined && { purpose: plan.purpose }),
    gates: plan.selection.gates,
    skip: plan.selection.skip,
    ...(plan.stage && { stage: plan.stage.name }),
    ...(plan.decides && { decides: true }),
    env: plan.capturedEnv,
  }).plan;
}

/**
 * Variables of the environment without whose values nobody knows what was judged: those that may change a verdict or say where a
 * thing is. Secrets are not among them: no plan holds them.
 */
export function environmentNames(input: LoadInput): readonly string[] {
  const { environment, evidence } = readConfiguration(input);
  const names = environment.filter(({ use }) => use !== 'passed').map(({ name }) => name);
  return [...new Set(names)].filter((name) => evidence['capture-env'].includes(name));
}

/** A `progress` that no gate is long enough to judge would look like a guard and be none. */
function checkProgress({ gates, services, problems }: Configuration): void {
  const judged = new Set(gates.flatMap(({ plan }) => (plan && kinds[plan.kind]?.spec.progressOf?.(plan.spec)) ?? []));
  const idle = services.filter(({ id, progress }) => progress && !judged.has(id));
  problems.add(
    idle.map(({ id }) => ({
      path: ['services', id, 'progress'],
      part: 'key',
      message: `no health gate judges the progress of "${id}": none that has it among its services is longer than "within"`,
    })),
  );
}

function planOf(input: LoadInput, configuration: Configuration, selected: Selected, staged: Staged): Plan {
  const { policy, evidence, stack, release } = configuration;
  const written = policy['max-attempts'];
  const attempts = written === undefined ? {} : { maxAttempts: written };
  const attachments = evidence.attachments.map(attachmentPlan);
  const scan = evidence.scan.length > 0 && { scan: evidence.scan };
  return {
    planVersion: 1,
    name: configuration.name,
    configSha256: sha256OfBytes(input.bytes),
    vars: configuration.variables.vars,
    overrides: configuration.variables.overrides,
    partial: [...selected.partial, ...staged.partial, ...configuration.variables.partial],
    ...(input.purpose !== undefined && { purpose: input.purpose }),
    ...(staged.stage && { stage: staged.stage }),
    ...(input.decides && { decides: true }),
    selection: { gates: input.gates, skip: input.skip },
    capturedEnv: configuration.captured,
    secretEnv: evidence['secret-env'],
    env: configuration.env,
    policy: {
      requireCleanTree: policy['require-clean-tree'],
      allowWarnings: policy['allow-warnings'],
      ...attempts,
    },
    attachments,
    ...(evidence.store !== 'auto' && { store: evidence.store }),
    ...retentionPlan(evidence.retention),
    ...scan,
    ...(evidence['allow-secrets'].length > 0 && { allowSecrets: evidence['allow-secrets'] }),
    services: configuration.services,
    ...(stack && { stack }),
    gates: [...staged.gates, evidenceGate({ requireCleanTree: policy['require-clean-tree'], attachments, ...attempts, ...scan })],
    excluded: [...selected.excluded, ...staged.excluded],
    waivers: configuration.waivers.map(({ max, kind, ...waiver }) => ({
      ...waiver,
      ...(max !== undefined && { max }),
      ...(kind === 'flaky' && { kind }),
    })),
    signOff: release?.['sign-off'] ?? {},
  };
}

function retentionPlan(
  written: { readonly days?: number | undefined; readonly executions?: number | undefined } | undefined,
): Pick<Plan, 'retention'> {
  const { days, executions } = written ?? {};
  if (days === undefined && executions === undefined) return {};
  return { retention: { ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) } };
}

function attachmentPlan(written: string | { readonly path: string; readonly optional: boolean }): AttachmentPlan {
  if (typeof written === 'string') return written;
  return written.optional ? { path: written.path, optional: true } : written.path;
}
