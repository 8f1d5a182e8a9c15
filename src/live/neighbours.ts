import fs from 'node:fs';
import path from 'node:path';
import { GUARD_PID } from './guard.ts';
import { stat } from './processes/linux.ts';
import { MARKER } from './processes/marker.ts';
import { isAlive } from './processes/table.ts';

const WORK_FOLDER = /^gate-(\d{8}-\d{6}-[0-9a-f]{6})$/;
/** Files of a work folder: which checkout its execution is in, and a file for each other one that was met there. */
const [CHECKOUT, MET] = ['checkout', 'met'];

/**
 * Tells the executions that go on in the same checkout of this one, and remembers them. Each looks once, when it begins: of two the later
 * one writes to both. Only those are met that keep their temporary files in the same folder and are of the same user.
 * @param env of this program: an execution of which it is a command waits for it
 */
export function meetNeighbours(workFolder: string, checkout: string, env: NodeJS.ProcessEnv): void {
  const own = idOf(workFolder);
  const here = fs.realpathSync(checkout);
  fs.mkdirSync(path.join(workFolder, MET), { recursive: true });
  fs.writeFileSync(path.join(workFolder, CHECKOUT), placeOf(here, guardOf(workFolder)));
  for (const name of namesIn(path.dirname(workFolder))) {
    const [other, id] = [path.join(path.dirname(workFolder), name), idOf(name)];
    if (own === undefined || id === undefined || id === own || id === env[MARKER] || !isIn(other, here)) continue;
    for (const [folder, met] of [[other, own] as const, [workFolder, id] as const]) remember(folder, met);
  }
}

/** Ids of the executions that were in the same checkout at the same time, as far as this one knows. */
export function neighboursOf(workFolder: string): readonly string[] {
  return namesIn(path.join(workFolder, MET))
    .filter((name) => idOf(`gate-${name}`) !== undefined)
    .sort();
}

/** A temporary folder may be one that nobody can list: then nobody is met. */
function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function idOf(workFolder: string): string | undefined {
  return WORK_FOLDER.exec(path.basename(workFolder))?.[1];
}

/** Whether an execution is in this checkout, and goes on: its guard lives as long as that. */
function isIn(workFolder: string, checkout: string): boolean {
  try {
    const guard = guardOf(workFolder);
    return guard > 0 && isAlive(guard) && fs.readFileSync(path.join(workFolder, CHECKOUT), 'utf8') === placeOf(checkout, guard);
  } catch {
    return false;
  }
}

function guardOf(workFolder: string): number {
  return Number(fs.readFileSync(path.join(workFolder, GUARD_PID), 'utf8'));
}

/** The checkout, and which process the guard is: its number may be another one's by now. Elsewhere than on Linux that would cost a program. */
function placeOf(checkout: string, guard: number): string {
  const start = process.platform === 'linux' ? (stat(guard)?.start ?? '') : '';
  return `${start}\n${checkout}`;
}

/** One that ends at this moment needs to know nothing more. */
function remember(workFolder: string, id: string): void {
  try {
    fs.writeFileSync(path.join(workFolder, MET, id), '');
  } catch {
    // Its folder is gone.
  }
}
