import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { overriddenVariables, type Plan } from '../core/plan.ts';
import { MOST, readWhole } from '../evidence/read.ts';
import type { LoadInput } from '../plan/load.ts';
import type { ConfigFile } from './config-file.ts';
import type { Io } from './io.ts';

const strings = z.record(z.string(), z.string());
const record = z.object({
  config: z.string(),
  configuration: z.string(),
  inputs: z.object({
    overrides: strings,
    purpose: z.string().optional(),
    gates: z.array(z.string()),
    skip: z.array(z.string()),
    stage: z.string().optional(),
    capturedEnv: strings,
  }),
});

/** A plan as it lies in a bundle. */
const ofBundle = z.object({ planVersion: z.number(), gates: z.array(z.unknown()) });
const OF_BUNDLE =
  'is the plan in a bundle, which says what that execution was; expected the output of `gate plan --json`, made from a configuration that you trust';

/** What went into a plan, so that another machine can derive the very same one: a part of `gate plan --json`. */
export function planInputs({ name, bytes }: ConfigFile, plan: Plan): JsonObject {
  return {
    config: name,
    configuration: bytes.toString('utf8'),
    inputs: {
      overrides: overriddenVariables(plan),
      ...(plan.purpose !== undefined && { purpose: plan.purpose }),
      gates: plan.selection.gates,
      skip: plan.selection.skip,
      ...(plan.stage && { stage: plan.stage.name }),
      capturedEnv: plan.capturedEnv,
    },
  };
}

/** A plan that was made elsewhere: its configuration, and all that it was derived from. */
export interface PlanFile {
  readonly config: ConfigFile;
  readonly input: LoadInput;
}

/** Reads the output of `gate plan --json`. @throws SetupError with one line when it is none */
export function readPlanFile(file: string, io: Io): PlanFile {
  const json = readJson(file, io.cwd);
  const parsed = record.safeParse(json);
  if (!parsed.success)
    throw new SetupError(`${file}: ${ofBundle.safeParse(json).success ? OF_BUNDLE : 'is not the output of `gate plan --json`'}`);
  const { config: name, configuration: text, inputs } = parsed.data;
  const { purpose, stage, gates, skip, overrides, capturedEnv } = inputs;
  const bytes = Buffer.from(text);
  const said = {
    gates,
    skip,
    overrides,
    env: capturedEnv,
    ...(purpose !== undefined && { purpose }),
    ...(stage !== undefined && { stage }),
  };
  return { config: { name, path: path.resolve(io.cwd, name), bytes }, input: { text, bytes, file: name, ...said } };
}

function readJson(file: string, cwd: string): unknown {
  try {
    return JSON.parse(readWhole(path.resolve(cwd, file), MOST.plan, file).toString('utf8'));
  } catch (error) {
    if (error instanceof SetupError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    throw new SetupError(code === 'ENOENT' ? `${file}: no such file` : `${file}: ${code ?? 'is no JSON'}`);
  }
}
