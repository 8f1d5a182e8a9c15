import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';

type Environment = Plan['capturedEnv'];

/** The captured environment of a bundle's folder, as it says itself: nothing of it is verified. Undefined: it holds no plan. */
export function capturedIn(folder: string): Environment | undefined {
  try {
    const plan = JSON.parse(readWhole(path.join(folder, BUNDLE.plan), MOST.plan).toString('utf8')) as Partial<Plan> | null;
    return plan?.capturedEnv ?? {};
  } catch {
    return undefined;
  }
}

/** Says which value differs: of the whole plan only the hashes would. @throws SetupError */
export function checkEnvironment(bundle: string, folder: string, expected: Plan): void {
  const found = capturedIn(folder);
  if (found === undefined) return;
  const names = [...new Set([...Object.keys(expected.capturedEnv), ...Object.keys(found)])];
  const differing = names.filter((name) => found[name] !== expected.capturedEnv[name]);
  if (differing.length === 0) return;
  const words = differing.map((name) => `${name} was ${valueText(found[name])}, expected ${valueText(expected.capturedEnv[name])}`);
  throw new SetupError(`The evidence is of another environment: ${words.join('; ')}`, `${bundle}: nothing is decided by this bundle`);
}

function valueText(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
