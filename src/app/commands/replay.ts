import path from 'node:path';
import type { Decision } from '../../core/decision.ts';
import { openBundle } from '../../evidence/bundle.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { readingObservations } from '../../evidence/reader.ts';
import { terminal } from '../../report/escape.ts';
import { Replay } from '../../report/replay.ts';
import type { ExitCode, Io } from '../io.ts';
import { judging, planIn } from '../bundle/judge-bundle.ts';
import { otherVersion, otherVersionInWords } from '../bundle/recorded-by.ts';
import type { WantedStore } from '../history/places.ts';
import { bundleAt } from '../bundle/stored-bundle.ts';
import { breathing } from '../../live/breathing.ts';

/**
 * `gate replay`: an execution as a timeline, with verdicts and decision. `bundle` is a path, or the id of an execution; without it the
 * newest one.
 */
export async function replay(bundle: string | undefined, wanted: WantedStore, io: Io): Promise<ExitCode> {
  const opened = await openBundle(bundleAt(bundle, wanted, io), (line) => io.stderr(`gate replay: ${line}\n`));
  try {
    const planSha256 = sha256OfBytes(readWhole(path.join(opened.folder, BUNDLE.plan), MOST.plan));
    const timeline = new Replay(await decisionOf(opened.folder, io));
    const print = (lines: readonly string[]): void => lines.forEach((line) => io.stdout(`${line}\n`));
    const recording = path.join(opened.folder, BUNDLE.observations);
    const seals = await breathing(readingObservations(recording, planSha256, (o) => print(timeline.step(o))));
    print(timeline.end());
    const trouble = seals.incomplete ?? seals.problems[0]?.message;
    if (trouble === undefined) return 0;
    io.stderr(`gate replay: the evidence is not whole: ${terminal(trouble)}; see \`gate verify\`\n`);
    return 2;
  } finally {
    opened.cleanup();
  }
}

/** A timeline stands without verdicts, too: of evidence that this version does not judge, or that can't be judged. */
async function decisionOf(folder: string, io: Io): Promise<Decision | undefined> {
  try {
    const other = otherVersion(folder);
    if (other) io.stderr(`gate replay: the verdicts are today's: ${terminal(otherVersionInWords(other))}\n`);
    return (await breathing(judging(folder, planIn(folder)))).decision;
  } catch (error) {
    io.stderr(`gate replay: without verdicts: ${terminal(error instanceof Error ? error.message : String(error))}\n`);
    return undefined;
  }
}
