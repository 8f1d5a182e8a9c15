import path from 'node:path';
import { openBundle } from '../../evidence/bundle.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { readObservations } from '../../evidence/reader.ts';
import { terminal } from '../../report/escape.ts';
import { Replay } from '../../report/replay.ts';
import type { ExitCode, Io } from '../io.ts';
import { bundleAt } from '../bundle/stored-bundle.ts';

/** `gate replay`: an execution as a timeline. `bundle` is a path, or the id of an execution below `store`. */
export async function replay(bundle: string, store: string, io: Io): Promise<ExitCode> {
  const opened = await openBundle(bundleAt(bundle, store, io));
  try {
    const timeline = new Replay();
    const planSha256 = sha256OfBytes(readWhole(path.join(opened.folder, BUNDLE.plan), MOST.plan));
    const print = (lines: readonly string[]): void => lines.forEach((line) => io.stdout(`${line}\n`));
    const seals = readObservations(path.join(opened.folder, BUNDLE.observations), planSha256, (o) => print(timeline.step(o)));
    print(timeline.end());
    const trouble = seals.incomplete ?? seals.problems[0]?.message;
    if (trouble === undefined) return 0;
    io.stderr(`gate replay: the evidence is not whole: ${terminal(trouble)}; see \`gate verify\`\n`);
    return 2;
  } finally {
    opened.cleanup();
  }
}
