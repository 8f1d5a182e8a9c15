import type { JsonObject } from './json.ts';
import type { Location } from './location.ts';

/** A criterion of the user's: CEL over the gate's measurements. `pass` false and `warn` true is `warned`. */
export interface CriterionPlan {
  readonly name: string;
  readonly pass: string;
  readonly warn?: string;
}

/** A built-in criterion, in words: what is required if the user writes nothing. */
export interface DefaultCriterion {
  readonly name: string;
  readonly target: string;
}

/** One way to look at a thing once. `kind` is the word of gates.yml (`http`, `tcp`, `command`, …). */
export interface ProbePlan<Target extends JsonObject = JsonObject> {
  readonly name: string;
  readonly kind: string;
  /** The probe's own keys, resolved: for http `{ url, method, headers, body }`, for tcp `{ host, port }`, … */
  readonly target: Target;
  /** CEL over what the probe sees; absent: the kind's default (2xx, exit 0, open, …). */
  readonly expect?: string;
  readonly timeoutMs: number;
  /** Attempts in total, ms between two of them. */
  readonly retry: { readonly attempts: number; readonly delayMs: number };
}

export interface ServicePlan {
  readonly id: string;
  /** The command that starts it; absent: external (or started by the stack), only probed. */
  readonly run?: string;
  /** Services that are ready before it starts, and that stop after it; absent: none. */
  readonly needs?: readonly string[];
  readonly port?: number;
  /**
   * Of a service that we start, or whose stack we start: its ports on this machine, which its own processes must hold. Its `port`, and
   * those that `health` and `ready` ask, but for another service's. Absent in plans of before: its `port`.
   */
  readonly ports?: readonly number[];
  readonly health?: ProbePlan;
  /** The timeout of `health` is its own; without one an answer may take no longer than a gate's interval lets it. */
  readonly ownTimeout?: true;
  readonly ready?: { readonly probe: ProbePlan; readonly intervalMs: number; readonly timeoutMs: number };
  /** A counter that must grow within `withinMs` while a health gate watches. `value` is CEL over the probe's operands. */
  readonly progress?: { readonly probe: ProbePlan; readonly value: string; readonly withinMs: number };
  readonly stop: { readonly signal: string; readonly gracePeriodMs: number };
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly shell: Shell;
  readonly pidFile?: string;
  readonly log?: { readonly path: string } | { readonly run: string };
}

/** Ports that a service's own processes must hold. */
export function portsOf({ port, ports }: ServicePlan): readonly number[] {
  return ports ?? (port === undefined ? [] : [port]);
}

/** `default` is bash, on Windows pwsh, as in GitHub Actions; it stays a word so that a plan is the same on every machine. */
export type Shell = 'default' | 'bash' | 'sh' | 'pwsh' | 'powershell' | 'cmd' | 'python';

/** What exactly must have been observed for the gate to be judged: counts by name, and lists of what they count over. */
export type Expectation = JsonObject;

/** `Spec`: what its kind makes of its own keys; to whoever is of no kind, plain data. */
export interface GatePlan<Spec extends JsonObject = JsonObject> {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly at: Location;
  readonly needs: readonly string[];
  readonly if: 'success' | 'always';
  /** Resolved for this execution's purpose: false is advisory. */
  readonly required: boolean;
  /** Ids of services, `all` resolved. */
  readonly services: readonly string[];
  readonly fresh: boolean;
  readonly timeoutMs?: number;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly shell: Shell;
  readonly workspace: 'checkout' | 'temporary';
  readonly onFailure: readonly string[];
  readonly onBlocked: readonly string[];
  /** The kind's own keys, resolved by its spec; only that kind reads it. */
  readonly spec: Spec;
  readonly expected: Expectation;
  readonly criteria: readonly CriterionPlan[];
  readonly defaults: readonly DefaultCriterion[];
}

/** The id, and the kind, of the built-in gate over the evidence, which ends every plan. */
export const EVIDENCE_GATE = 'evidence';

/** So many days before it expires a waiver is pointed at. */
export const SOON_DAYS = 7;

/** A known failure that is let pass for a time; it never covers what could not be judged. */
export interface WaiverPlan {
  readonly gate: string;
  /** `suite::name`, a name that is unique, a glob over either (with `max`), or the name of a row of the gate. */
  readonly match: readonly string[];
  /** How many findings a glob may waive. */
  readonly max?: number;
  /** `flaky`: a test in quarantine, which may pass or fail. Absent: a known failure. */
  readonly kind?: 'flaky';
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly owner: string;
  readonly reason: string;
  /** Last day on which it holds, in UTC: `2026-12-31`. */
  readonly expires: string;
}

/** A gate that this execution leaves out by the user's word (`--gate`, `--skip`). */
export interface ExcludedGate {
  readonly id: string;
  readonly why: 'not-selected' | 'skipped-by-user' | 'later-stage';
}

/** The one stage of a gate that this execution does (`--stage`): the others are jobs of their own, before and after it. */
export interface StagePlan {
  readonly gate: string;
  readonly name: string;
  /** The stage before; its evidence, with that of all before it, is a part of this one's. Absent: this is the first. */
  readonly after?: string;
  /** Stages that are left to later executions. */
  readonly toCome: readonly string[];
}

/** A false alarm: what a rule finds in some files stays as it is. */
export interface AllowedSecret {
  readonly rule: string;
  /** Path or glob: as the user knows the file, or in the bundle. */
  readonly path: string;
  readonly reason: string;
}

/** A hand-written file, folder or glob: by its path alone it must name something. */
export type AttachmentPlan = string | { readonly path: string; readonly optional: true };

/** An execution is kept no longer than so many days, and no more than so many executions are. */
export interface RetentionPlan {
  readonly days?: number;
  readonly executions?: number;
}

/** The name of a configuration that has none. */
export const UNNAMED = 'Release gate';

/** The configuration when none is named. */
export const DEFAULT_CONFIG = '.github/gates.yml';

/** The store of executions that is no folder: earlier runs of the workflow. */
export const STORE_GITHUB = 'github';

/**
 * What an execution will do, derived from the configuration, the overrides and the captured environment alone: the same on
 * every machine, written before the first command, and derived again by `gate verify`.
 */
export interface Plan {
  readonly planVersion: 1;
  readonly name: string;
  /** SHA-256 of the raw bytes of the configuration. */
  readonly configSha256: string;
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  /** Variables that the command line changed, and as `env.X` those of the environment that may change a verdict. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Why the decision can't be GO: a selection, a disallowed override; empty for a whole run. */
  readonly partial: readonly string[];
  readonly purpose?: string;
  readonly stage?: StagePlan;
  /**
   * The gates were observed by another execution, of the same plan without this; its bundle is a part of this one's. A trusted job adds what
   * it alone can tell. Absent: they are observed here.
   */
  readonly decides?: true;
  readonly selection: { readonly gates: readonly string[]; readonly skip: readonly string[] };
  readonly capturedEnv: Readonly<Record<string, string>>;
  readonly secretEnv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly policy: { readonly requireCleanTree: boolean; readonly allowWarnings: boolean; readonly maxAttempts?: number };
  readonly attachments: readonly AttachmentPlan[];
  /** Where earlier executions are found: `github`, or a folder, relative to the checkout. Absent: where executions are written by default. */
  readonly store?: string;
  /** What is kept of a store after a run; absent: everything. */
  readonly retention?: RetentionPlan;
  /** Files outside of the evidence in which secrets are looked for; absent: none. */
  readonly scan?: readonly string[];
  /** What looks like a secret and is none; absent: nothing. */
  readonly allowSecrets?: readonly AllowedSecret[];
  readonly services: readonly ServicePlan[];
  readonly stack?: { readonly start: string; readonly stop: string };
  /** In the order in which they run; the built-in `evidence` gate is last. */
  readonly gates: readonly GatePlan[];
  readonly excluded: readonly ExcludedGate[];
  readonly waivers: readonly WaiverPlan[];
  /** Roles whose sign-off a release needs; the report lists them. */
  readonly signOff: Readonly<Record<string, readonly string[]>>;
}

/** How a variable of the environment is called among the overrides. */
export const ENVIRONMENT = 'env.';

/** The overrides that the command line gave; the others follow from the captured environment. */
export function overriddenVariables({ overrides }: Pick<Plan, 'overrides'>): Plan['overrides'] {
  return Object.fromEntries(Object.entries(overrides).filter(([name]) => !name.startsWith(ENVIRONMENT)));
}

/** Whether a bundle of this plan holds that of another execution, whole: of the stage before, or of the one that observed. */
export function holdsPart({ decides, stage }: Pick<Plan, 'decides' | 'stage'>): boolean {
  return decides === true || stage?.after !== undefined;
}

/** A gate of the plan by its id. */
export function gateOf(plan: Plan, id: string): GatePlan | undefined {
  return plan.gates.find((gate) => gate.id === id);
}
