import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../e2e/harness.ts';
import { changesOf } from './changes.ts';
import { forge, type Line, linesOf } from './forge.ts';

/** What came of changing a bundle in every way, one at a time. */
interface Forged {
  readonly tried: number;
  /** Changes after which the bundle is a GO that verifies, but for those of facts that chance has put beside each other. */
  readonly accepted: readonly string[];
  /** Refused, and nobody says where. */
  readonly unplaced: readonly string[];
}

/** Changes every field of the first fact of each of these types, and all that can be done to a line. */
export async function forgeEach(bundle: string, scratch: string, types: ReadonlySet<string>): Promise<Forged> {
  const lines = linesOf(bundle);
  const status = statusOf(bundle);
  const accepted: string[] = [];
  const unplaced: string[] = [];
  let tried = 0;
  for (const type of types) {
    if (type === 'seal') continue;
    for (const { name, apply } of changesOf(type)) {
      const at = lines.findIndex((line) => line.type === type);
      const changed = apply([...lines], at);
      if (JSON.stringify(changed) === JSON.stringify(lines)) continue;
      const forged = await forge(bundle, scratch, () => changed);
      tried++;
      if (forged.accepted && forged.status === status && !/: (?:earlier|later)$/.test(name)) accepted.push(name);
      if (!forged.accepted && !forged.placed) unplaced.push(name);
    }
  }
  return { tried, accepted: accepted.sort(), unplaced };
}

/** Of what can't be told, the table of docs/trust.md: the rows about these facts and their fields. */
export function untoldOf(lines: readonly Line[], types: ReadonlySet<string> = new Set(lines.map(({ type }) => type))): readonly string[] {
  const page = fs.readFileSync(path.join(REPO, 'docs/trust.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');
  const ours = lines.filter(({ type }) => types.has(type));
  const isThere = (of: string): boolean =>
    ours.some((line) => of === line.type || (of.startsWith(`${line.type}.`) && line[of.slice(line.type.length + 1)] !== undefined));
  return listed.filter((name) => isThere(name.split(': ')[0] ?? '')).sort();
}

function statusOf(bundle: string): string {
  return (JSON.parse(fs.readFileSync(path.join(bundle, 'data/summary.json'), 'utf8')) as { status: string }).status;
}
