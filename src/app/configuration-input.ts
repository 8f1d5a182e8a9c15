import type { LoadInput } from '../plan/load.ts';
import { type ConfigFile, readConfig } from './config-file.ts';
import type { Io } from './io.ts';

/** What a command line says about a plan, besides its configuration. */
export interface Selection {
  readonly gates: readonly string[];
  readonly skip: readonly string[];
  readonly purpose: string | undefined;
  readonly overrides: Readonly<Record<string, string>>;
  /** The one stage to do. */
  readonly stage: string | undefined;
}

/** All gates, no overrides. */
export const ALL: Selection = { gates: [], skip: [], purpose: undefined, overrides: {}, stage: undefined };

/** A configuration with what the command line says. */
export function loadInput({ name, bytes }: ConfigFile, { gates, skip, purpose, overrides, stage }: Selection, io: Io): LoadInput {
  return {
    text: bytes.toString('utf8'),
    bytes,
    file: name,
    overrides,
    gates,
    skip,
    env: io.env,
    ...(purpose !== undefined && { purpose }),
    ...(stage !== undefined && { stage }),
  };
}

/** A configuration alone: all of its gates, no overrides. @throws SetupError when it can't be read. */
export function wholeInput(config: string, io: Io): LoadInput {
  return loadInput(readConfig(config, io.cwd), ALL, io);
}
