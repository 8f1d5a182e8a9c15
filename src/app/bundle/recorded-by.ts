import fs from 'node:fs';
import path from 'node:path';
import { BUNDLE } from '../../evidence/paths.ts';
import { JUDGE_VERSION } from '../../verdict/version.ts';

/** A first line is shorter. */
const LONGEST = 64 * 1024;

/** Which version recorded a bundle, as its first line says. */
export interface RecordedBy {
  readonly judge: unknown;
  /** Name and version of the program. */
  readonly producer: string;
}

/**
 * Reads the first line of a recording, before anything else of it is: what another version recorded may have facts that this one does not
 * know, and a configuration that it refuses. @returns undefined when there is no such line, or it says nothing of versions
 */
export function recordedBy(bundle: string): RecordedBy | undefined {
  try {
    const fd = fs.openSync(path.join(bundle, BUNDLE.observations), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const buffer = Buffer.alloc(LONGEST);
      const [line = ''] = buffer.toString('utf8', 0, fs.readSync(fd, buffer)).split('\n', 1);
      const { type, judge, producer } = JSON.parse(line) as Record<string, unknown>;
      return type === 'execution.started' && typeof producer === 'string' ? { judge, producer } : undefined;
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** The version that recorded a bundle, where it is not this one. */
export function otherVersion(bundle: string): RecordedBy | undefined {
  const by = recordedBy(bundle);
  return by && by.judge !== JUDGE_VERSION ? by : undefined;
}

/** Where to go with a bundle of another version. */
export function otherVersionInWords({ judge, producer }: RecordedBy): string {
  return `recorded and judged by ${producer}, judge ${JSON.stringify(judge)}, and this is judge ${JUDGE_VERSION}: verify it with that release`;
}
