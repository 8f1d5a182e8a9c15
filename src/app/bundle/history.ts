import fs from 'node:fs';
import path from 'node:path';
import type { History } from '../../core/ports.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { NOTHING_EXPECTED, verifyBundle } from './verify-bundle.ts';

/** The executions that lie in a folder, as far as they verify. */
export function historyIn(store: string): History {
  return {
    lastGo(gate) {
      const newestFirst = bundlesIn(store).toReversed();
      const found = newestFirst.find((id) => wasGo(path.join(store, id), gate) && verifies(path.join(store, id)));
      return found === undefined ? undefined : { executionId: found, summary: path.join(store, found, BUNDLE.summary) };
    },
  };
}

/** Ids begin with their time, so by name is by age. */
function bundlesIn(store: string): readonly string[] {
  const entries = fs.existsSync(store) ? fs.readdirSync(store, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What its summary claims; the one that goes on has none yet. */
function wasGo(folder: string, gate: string): boolean {
  try {
    const summary = JSON.parse(fs.readFileSync(path.join(folder, BUNDLE.summary), 'utf8')) as { status?: unknown; gates?: object } | null;
    return summary?.status === 'GO' && Object.hasOwn(summary.gates ?? {}, gate);
  } catch {
    return false;
  }
}

function verifies(folder: string): boolean {
  try {
    return verifyBundle(folder, { ...NOTHING_EXPECTED, requireGo: true }).exitCode === 0;
  } catch {
    return false;
  }
}
