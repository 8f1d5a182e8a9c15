import type { Plan, ServicePlan } from '../core/plan.ts';

export type Environment = Readonly<Record<string, string>>;

/** The runner's own variables: commands under test never see them. */
const RUNNER_ONLY = /^(INPUT_|ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$|STATE_|RUNNER_TRACKING_ID$)/;

/** What would make a shell run something else than what is written. */
const SHELL_HOOK = /^(BASH_ENV|ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS)$/;

/**
 * Names that hold credentials by custom; they reach commands only through an `env` that names them. docs/secrets.md lists them. Addresses
 * with a password (`DATABASE_URL`) are handed on: a run without them is seldom the one that is meant.
 */
const CREDENTIAL =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASS|PASSPHRASE|CREDENTIALS?|CREDS?|PAT|(PRIVATE|ACCESS|SECRET|API)_?KEY|SECRET_KEY_BASE)$|_PWD$|^(PGPASSWORD|SSHPASS|REDISCLI_AUTH)$/i;

/** What a user may have set for commands, and the runner alone gets. */
const RUNNER_TOKEN = /^(GITHUB_TOKEN|GH_TOKEN)$/;

/** What commands inherit of our own environment: everything but the runner's variables, hooks of the shell, secrets and credentials that nobody listed. */
export function inherited(plan: Plan, own: Readonly<Record<string, string | undefined>>): Environment {
  const secret = new Set(plan.secretEnv);
  const captured = new Set(Object.keys(plan.capturedEnv));
  return Object.fromEntries(
    Object.entries(own).filter((entry): entry is [string, string] => {
      const [name, value] = entry;
      if (value === undefined || secret.has(name) || RUNNER_ONLY.test(name) || SHELL_HOOK.test(name)) return false;
      return captured.has(name) || !CREDENTIAL.test(name);
    }),
  );
}

/** The names that `inherited` leaves out for what they hold, in their order. */
export function withheldNames(plan: Plan, own: Readonly<Record<string, string | undefined>>): readonly string[] {
  const handed = inherited(plan, own);
  const names = Object.keys(own).filter((name) => (own[name] ?? '') !== '' && handed[name] === undefined && /^[A-Za-z_]\w*$/.test(name));
  const holds = (name: string): boolean =>
    plan.secretEnv.includes(name) || RUNNER_TOKEN.test(name) || (CREDENTIAL.test(name) && !RUNNER_ONLY.test(name));
  return names.filter(holds).toSorted();
}

/** `GATE_VAR_x` for every variable of the plan; letters and digits stay, anything else becomes `_`. */
export function variables(plan: Plan): Environment {
  return Object.fromEntries(
    Object.entries(plan.vars).map(([name, value]) => [`GATE_VAR_${name.replace(/[^A-Za-z0-9]/g, '_')}`, String(value)]),
  );
}

/** The values of `secret-env`, where set. */
export class Secrets {
  private readonly values: ReadonlyMap<string, string>;
  /** Those that are unset or empty, or too short to be redacted (below 8 characters). */
  readonly unusable: readonly { readonly name: string; readonly why: 'unset' | 'short' }[];

  constructor(names: readonly string[], own: Readonly<Record<string, string | undefined>>) {
    const usable = names.filter((name) => (own[name] ?? '').length >= 8);
    this.values = new Map(usable.map((name) => [name, own[name] ?? '']));
    const others = names.filter((name) => !this.values.has(name));
    this.unusable = others.map((name) => ({ name, why: (own[name] ?? '') === '' ? 'unset' : 'short' }));
  }

  entries(): { name: string; value: string }[] {
    return [...this.values].map(([name, value]) => ({ name, value }));
  }

  /** Replaces `${{ env.NAME }}` of a secret by its value; a secret that is not usable stays as its name. */
  reveal(text: string): string {
    return text.replace(/\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}/g, (whole, name: string) => this.values.get(name) ?? whole);
  }
}

/** Every value revealed. */
export function revealed(env: Environment, secrets: Secrets): Environment {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, secrets.reveal(value)]));
}

/** The environment of a service: inherited, the plan's, its own, and PORT. */
export function serviceEnvironment(plan: Plan, service: ServicePlan, base: Environment, secrets: Secrets): Environment {
  return {
    ...base,
    ...variables(plan),
    ...revealed(plan.env, secrets),
    ...(service.port !== undefined && { PORT: String(service.port) }),
    ...revealed(service.env, secrets),
  };
}
