import path from 'node:path';
import { ConfigurationError, SetupError } from '../core/errors.ts';
import type { Problem } from '../core/location.ts';
import { refuseSecrets } from '../engine/refuse-secrets.ts';
import { Secrets } from '../live/environment.ts';
import { type Loaded, type LoadInput, loadPlan } from '../plan/load.ts';
import { secretEnvIn } from '../plan/secret-env.ts';
import { standardMatching } from '../redact/pattern-matching.ts';
import { Redactor } from '../redact/redact.ts';
import { type ConfigFile, checkoutOf } from './config-file.ts';
import type { Io } from './io.ts';

/** Loads a plan, and tells no secret in what it says of it: a problem quotes what was found, an override or a captured variable too. */
export function loadDiscreetly(input: LoadInput, { env }: Pick<Io, 'env'>): Loaded {
  let redactor: Redactor | undefined;
  const clean = (text: string): string => {
    redactor ??= new Redactor(new Secrets(secretEnvIn(input.text), env).entries(), standardMatching());
    return redactor.text(text).text;
  };
  const cleaned = (problems: readonly Problem[]): Problem[] => problems.map((one) => ({ ...one, message: clean(one.message) }));
  try {
    const { plan, warnings, notYet } = loadPlan(input);
    return { plan, warnings: cleaned(warnings), notYet: cleaned(notYet) };
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConfigurationError(cleaned(error.problems), error.note);
    throw error instanceof SetupError ? new SetupError(clean(error.message)) : error;
  }
}

/**
 * The same of a plan that will be shown whole, or given to others.
 * @throws ConfigurationError also with the place of every secret that stands in it; SetupError
 */
export function loadPublishable(input: LoadInput, config: ConfigFile, io: Pick<Io, 'env' | 'cwd'>): Loaded {
  const loaded = loadDiscreetly(input, io);
  refuseSecrets({
    plan: loaded.plan,
    configBytes: config.bytes,
    configName: nameInCheckout(config, io),
    shownName: input.file,
    env: io.env,
  });
  return loaded;
}

/** How the evidence calls the configuration. */
export function nameInCheckout({ path: file }: Pick<ConfigFile, 'path'>, { cwd }: Pick<Io, 'cwd'>): string {
  return path.relative(checkoutOf(file), path.resolve(cwd, file)).replaceAll('\\', '/');
}
