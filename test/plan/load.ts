import fs from 'node:fs';
import { ConfigurationError, SetupError } from '../../src/core/errors.ts';
import { problemLine } from '../../src/core/location.ts';
import type { GatePlan, Plan, ServicePlan } from '../../src/core/plan.ts';
import { type Loaded, type LoadInput, loadPlan } from '../../src/plan/load.ts';

export const FIXTURES = ['genesis-rollout', 'lcopilot-quality', 'lonelycat-smoke', 'sonia-stack'] as const;

export function fixture(name: string): string {
  return fs.readFileSync(new URL(`fixtures/${name}.gates.yml`, import.meta.url), 'utf8');
}

type Options = Partial<Omit<LoadInput, 'text' | 'bytes'>>;

/** Loads a text as `gates.yml`. */
export function load(text: string, options: Options = {}): Loaded {
  return loadPlan({ text, bytes: Buffer.from(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {}, ...options });
}

export function planOf(text: string, options: Options = {}): Plan {
  return load(text, options).plan;
}

/** What is wrong with a text, as the lines that a user reads; none when nothing is. */
export function problemsOf(text: string, options: Options = {}): readonly string[] {
  try {
    load(text, options);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(problemLine);
    if (error instanceof SetupError) return error.message.split('\n');
    throw error;
  }
}

export function gateOf(plan: Plan, id: string): GatePlan {
  const gate = plan.gates.find((candidate) => candidate.id === id);
  if (!gate) throw new Error(`no gate ${id}`);
  return gate;
}

export function serviceOf(plan: Plan, id: string): ServicePlan {
  const service = plan.services.find((candidate) => candidate.id === id);
  if (!service) throw new Error(`no service ${id}`);
  return service;
}
