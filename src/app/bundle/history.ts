import fs from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { History } from '../../core/ports.ts';
import { satisfies } from '../../core/verdict.ts';
import { earlierPlan, earlierDecision } from '../../evidence/earlier.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { isSound, NOTHING_EXPECTED, verifyBundle } from './verify-bundle.ts';

/** The executions that lie in a folder, as far as they verify. */
export function historyIn(store: string): History {
  return {
    lastGo(configuration, gate, isAlike) {
      const newestFirst = bundlesIn(store).toReversed();
      const isWanted = (bundle: string): boolean =>
        wasGo(bundle, gate) && hadGate(bundle, configuration, gate, isAlike) && verifies(bundle);
      const found = newestFirst.find((id) => isWanted(path.join(store, id)));
      return found === undefined ? undefined : { executionId: found, bundle: path.join(store, found) };
    },
  };
}

/** So much of an id is its time, to the second. */
const TIME_LENGTH = '20261121-042412'.length;

/** By age. Ids begin with their time; which of two that began in one second is the later one, their files tell. */
function bundlesIn(store: string): readonly string[] {
  const entries = fs.existsSync(store) ? fs.readdirSync(store, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, time: name.slice(0, TIME_LENGTH), endedMs: endOf(path.join(store, name)) }))
    .sort((a, b) => (a.time === b.time ? a.endedMs - b.endedMs : a.time < b.time ? -1 : 1))
    .map(({ name }) => name);
}

/** When the decision was written; 0 where there is none. */
function endOf(bundle: string): number {
  return fs.statSync(path.join(bundle, BUNDLE.decision), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle: string, gate: string): boolean {
  const decision = earlierDecision(bundle);
  const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
  return decision?.status === 'GO' && raw !== undefined && satisfies(raw);
}

function hadGate(bundle: string, configuration: string, gate: string, isAlike: (spec: JsonObject) => boolean): boolean {
  const plan = earlierPlan(bundle);
  const spec = plan?.gates.get(gate);
  return plan?.name === configuration && spec !== undefined && isAlike(spec);
}

function verifies(bundle: string): boolean {
  try {
    return isSound(verifyBundle(bundle, { ...NOTHING_EXPECTED, requireGo: true }).checks);
  } catch {
    return false;
  }
}
