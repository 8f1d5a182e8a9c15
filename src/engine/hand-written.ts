import fs from 'node:fs';
import path from 'node:path';
import { type AttachmentPlan, EVIDENCE_GATE } from '../core/plan.ts';
import { originOf } from '../live/looks/origin.ts';
import { filesNamed } from '../live/looks/glob.ts';
import { filesBelow, type Kept } from './capture.ts';
import type { World } from './world.ts';

/** Records, before the first gate, which hand-written files are not there: nobody wants to hear of it after hours. */
export async function missHandWritten(world: World): Promise<void> {
  for (const attachment of world.plan.attachments) {
    if (isOptional(attachment) || (await namedBy(world, attachment)).length > 0) continue;
    const missing = { type: 'file', gate: EVIDENCE_GATE, path: pathOf(attachment), code: 'NOT_FOUND', atStart: true } as const;
    world.journal.recordGlobal(missing);
  }
}

/** Keeps them as they are at the end: somebody writes the log of an execution while it goes on. */
export async function keepHandWritten(world: World): Promise<void> {
  for (const attachment of world.plan.attachments) {
    const files = await namedBy(world, attachment);
    const wanted = files.length === 0 && !isOptional(attachment) ? [pathOf(attachment)] : files;
    for (const file of wanted) {
      const source = path.resolve(world.checkout, file);
      const { earlier, committed } = await originOf(world.plan, source);
      const labels = { ...(earlier && { earlier: true as const }), ...((await committed()) && { committed: true as const }) };
      const kept: Kept = { source, original: file, name: `attachments/${file}`, handWritten: true, labels };
      await world.capture.attach(EVIDENCE_GATE, kept);
    }
  }
}

/** The files of a path, a folder or a glob; what can't be looked at names none. */
async function namedBy({ checkout }: World, attachment: AttachmentPlan): Promise<readonly string[]> {
  const pattern = pathOf(attachment);
  const source = path.resolve(checkout, pattern);
  if (fs.statSync(source, { throwIfNoEntry: false })?.isDirectory()) return filesBelow(source).map((file) => path.join(pattern, file));
  const files = await filesNamed(pattern, checkout).catch(() => []);
  return files.map(({ name }) => name);
}

function pathOf(attachment: AttachmentPlan): string {
  return typeof attachment === 'string' ? attachment : attachment.path;
}

function isOptional(attachment: AttachmentPlan): boolean {
  return typeof attachment !== 'string';
}
