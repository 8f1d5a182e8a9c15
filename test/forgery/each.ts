import fs from 'node:fs';
import path from 'node:path';
import { REPO } from '../e2e/harness.ts';
import { changesOf } from './changes.ts';
import { Forger, type Line, linesOf } from './forge.ts';

/** What came of changing a bundle in every way, one at a time. */
interface Forged {
  readonly tried: number;
  /** Changes after which the bundle verifies and is decided as before, or GO, but for those of facts that chance has put beside each other. */
  readonly accepted: readonly string[];
  /** Those after which it is GO, and was not. */
  readonly released: readonly string[];
  /** Refused, and nobody says where. */
  readonly unplaced: readonly string[];
}

/** Changes every field of facts of each of these types, and does all that can be done to a line: to the first, a middle and the last of each role. */
export function forgeEach(bundle: string, scratch: string, types: ReadonlySet<string>): Forged {
  const forger = new Forger(bundle, scratch);
  const lines = linesOf(bundle);
  const status = statusOf(bundle);
  const accepted = new Set<string>();
  const released = new Set<string>();
  const unplaced = new Set<string>();
  let tried = 0;
  for (const type of types) {
    for (const at of placesOf(lines, type)) {
      for (const { name, apply } of changesOf(type)) {
        if (accepted.has(name)) continue;
        const changed = apply([...lines], at);
        if (JSON.stringify(changed) === JSON.stringify(lines)) continue;
        const forged = forger.forgeFacts(() => changed);
        tried++;
        if (forged.accepted && forged.status === 'GO' && status !== 'GO') released.add(name);
        const isAsGood = forged.accepted && (forged.status === status || forged.status === 'GO');
        if (isAsGood && !/: (?:earlier|later)$/.test(name)) accepted.add(name);
        if (!forged.accepted && !forged.placed) unplaced.add(name);
      }
    }
  }
  forger.close();
  return { tried, accepted: [...accepted].sort(), released: [...released].sort(), unplaced: [...unplaced] };
}

/** What tells one fact of a type from another. */
const ROLE = ['role', 'name', 'gate', 'service', 'query', 'phase', 'action', 'cycle'];

/** Where facts of a type stand that differ in what they are about: of each such role the first, one in the middle and the last. */
function placesOf(lines: readonly Line[], type: string): readonly number[] {
  const roles = new Map<string, number[]>();
  lines.forEach((line, at) => {
    if (line.type !== type || type === 'seal') return;
    const marks = Object.keys(line).filter((key) => line[key] === true);
    const role = JSON.stringify([...ROLE.map((key) => line[key]), ...marks]);
    roles.set(role, [...(roles.get(role) ?? []), at]);
  });
  return [...roles.values()].flatMap((all) => [
    ...new Set([0, Math.floor(all.length / 2), all.length - 1].map((index) => all[index] ?? 0)),
  ]);
}

/** The rows of tables of docs/trust.md, each under a heading: what can't be told. */
function untold(headings: readonly string[]): readonly string[] {
  const page = fs.readFileSync(path.join(REPO, 'docs/trust.md'), 'utf8');
  const sections = page.split(/^##+ /m).filter((section) => headings.some((heading) => section.startsWith(`${heading}\n`)));
  const cells = [...sections.join('').matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z][^`]*: [a-z]+)`/g)].map(([, name]) => name ?? ''));
}

/** The heading of the table that holds for any run. */
export const ANY_RUN = "What can't be told";

/** Those about these facts and their fields. @param headings of the tables that hold for such a run */
export function untoldOf(
  lines: readonly Line[],
  types: ReadonlySet<string> = new Set(lines.map(({ type }) => type)),
  headings: readonly string[] = [ANY_RUN],
): readonly string[] {
  const ours = lines.filter(({ type }) => types.has(type));
  const isThere = (of: string, isAdded: boolean): boolean =>
    ours.some(
      (line) => of === line.type || (of.startsWith(`${line.type}.`) && (line[of.slice(line.type.length + 1)] === undefined) === isAdded),
    );
  return untold(headings)
    .filter((name) => isThere(name.split(': ')[0] ?? '', name.endsWith(': added')))
    .sort();
}

function statusOf(bundle: string): string {
  return (JSON.parse(fs.readFileSync(path.join(bundle, 'data/summary.json'), 'utf8')) as { status: string }).status;
}
