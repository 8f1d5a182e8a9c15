import { SetupError } from '../core/errors.ts';
import { jsonText } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { Secrets } from '../live/environment.ts';
import { allowedIndex } from '../redact/allowed.ts';
import { standardMatching } from '../redact/pattern-matching.ts';
import { Redactor } from '../redact/redact.ts';

/** A plan, and the configuration from which it was made. */
export interface Published {
  readonly plan: Plan;
  readonly configBytes: Uint8Array;
  /** As the user knows it. */
  readonly configName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Plan and configuration are kept and shown as they are: a secret in them (of a captured variable, an override) would be published.
 * Whatever documentation shows may stand in them. @throws SetupError
 */
export function refuseSecrets({ plan, configBytes, configName, env }: Published): void {
  const redactor = new Redactor(new Secrets(plan.secretEnv, env).entries(), standardMatching());
  for (const [what, text] of [
    ['the configuration', Buffer.from(configBytes).toString('utf8')],
    ['the plan (a captured variable, or an override)', jsonText(plan)],
  ] as const) {
    const allows = (rule: string): boolean => allowedIndex(plan.allowSecrets ?? [], rule, [configName]) >= 0;
    const hit = redactor.text(text, undefined, allows).hits.find(({ example, allowed }) => !example && !allowed);
    if (!hit) continue;
    if (hit.by === 'value') throw new SetupError(`the value of ${hit.rule} stands in ${what}, which the evidence would publish`);
    throw new SetupError(
      `a secret (${hit.rule}) stands in line ${hit.line} of ${what}, which the evidence would publish: ` +
        'take it from a variable of "secret-env", or allow it by "allow-secrets" if it is none',
    );
  }
}
