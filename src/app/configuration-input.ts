import type { LoadInput } from '../plan/load.ts';
import { readConfig } from './config-file.ts';
import type { Io } from './io.ts';

/** What a command line says about a plan. */
export interface PlanRequest {
  readonly config: string;
  readonly gates: readonly string[];
  readonly skip: readonly string[];
  readonly purpose: string | undefined;
  readonly overrides: Readonly<Record<string, string>>;
}

/** A configuration as it lies on disk, with what the command line says. @throws SetupError when it can't be read. */
export function loadInput({ config, gates, skip, purpose, overrides }: PlanRequest, io: Io): LoadInput {
  const { name, bytes } = readConfig(config, io.cwd);
  return {
    text: bytes.toString('utf8'),
    bytes,
    file: name,
    overrides,
    gates,
    skip,
    env: io.env,
    ...(purpose !== undefined && { purpose }),
  };
}

/** A configuration alone: all of its gates, no overrides. */
export function wholeInput(config: string, io: Io): LoadInput {
  return loadInput({ config, gates: [], skip: [], purpose: undefined, overrides: {} }, io);
}
