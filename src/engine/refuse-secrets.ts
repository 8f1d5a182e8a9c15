import { ConfigurationError, SetupError } from '../core/errors.ts';
import { jsonText } from '../core/json.ts';
import type { Problem } from '../core/location.ts';
import type { Plan } from '../core/plan.ts';
import { Secrets } from '../live/environment.ts';
import { allowedIndex } from '../redact/allowed.ts';
import { standardMatching } from '../redact/pattern-matching.ts';
import { Redactor } from '../redact/redact.ts';
import type { Hit } from '../redact/redact-stream.ts';
import { isDoubtful } from '../redact/rules/all.ts';

/** A configuration, what it means, and where it is read. */
export interface Published {
  readonly plan: Plan;
  readonly configBytes: Uint8Array;
  /** Relative to the checkout: `allow-secrets` names it so. */
  readonly configName: string;
  /** As the user named it, for messages. */
  readonly shownName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Plan and configuration are kept as they are: a secret in them (of a captured variable, an override) would be published. Whatever
 * documentation shows may stand in them, and what may well be none.
 * @throws ConfigurationError with the place of every secret in the configuration, SetupError for one in the plan alone
 */
export function refuseSecrets({ plan, configBytes, configName, shownName, env }: Published): void {
  const redactor = new Redactor(new Secrets(plan.secretEnv, env).entries(), standardMatching());
  const allows = (rule: string): boolean => allowedIndex(plan.allowSecrets ?? [], rule, [configName]) >= 0;
  const harmful = (text: string): readonly Hit[] =>
    redactor.text(text, undefined, allows).hits.filter(({ rule, example, allowed }) => !example && !allowed && !isDoubtful(rule));
  const written = harmful(Buffer.from(configBytes).toString('utf8'));
  if (written.length > 0) throw new ConfigurationError(written.map((hit) => problemOf(hit, shownName)));
  const [derived] = harmful(jsonText(plan));
  if (derived) throw new SetupError(secretInWords(derived, 'stands in the plan (a captured variable, or an override)'));
}

function problemOf(hit: Hit, file: string): Problem {
  return { file, at: { line: hit.line, column: hit.column }, message: secretInWords(hit, 'stands here') };
}

function secretInWords({ by, rule }: Hit, where: string): string {
  if (by === 'value') return `the value of ${rule} ${where}, which the evidence would publish`;
  return `a secret (${rule}) ${where}, which the evidence would publish: take it from a variable of "secret-env", or allow it by "allow-secrets" if it is none`;
}
