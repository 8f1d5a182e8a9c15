import fs from 'node:fs';
import path from 'node:path';

/** What `post` of an action needs to go on with an execution that `main` could not end, besides what is recorded. */
export interface Handover {
  /** Zero of its clock, in ns on the system's monotonic clock. */
  readonly zero: string;
  readonly checkout: string;
}

const FILE = 'handover.json';

/** Lies in the work folder as long as `post` may still take the execution up. */
export function handOver(workFolder: string, handover: Handover): void {
  fs.writeFileSync(path.join(workFolder, FILE), JSON.stringify(handover), { mode: 0o600 });
}

export function isHandedOver(workFolder: string): boolean {
  return fs.existsSync(path.join(workFolder, FILE));
}

/** Takes the execution over; nobody can after us. @returns undefined when it was not handed over, or not in whole */
export function takeOver(workFolder: string): Handover | undefined {
  const file = path.join(workFolder, FILE);
  if (!fs.existsSync(file)) return undefined;
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(file);
  return parse(text);
}

function parse(text: string): Handover | undefined {
  try {
    const { zero, checkout } = JSON.parse(text) as Record<string, unknown>;
    return typeof zero === 'string' && /^\d+$/.test(zero) && typeof checkout === 'string' ? { zero, checkout } : undefined;
  } catch {
    return undefined;
  }
}
