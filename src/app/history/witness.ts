import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { COMMIT, SHA256 } from './row.ts';
import type { Stored } from './store.ts';

/** A seal's line is shorter. */
const LONGEST_SEAL = 1024;
const NEWLINE = 10;

const statement = z.object({
  subject: z.array(z.object({ name: z.string(), digest: z.object({ gitCommit: COMMIT.optional() }) })),
  predicate: z.object({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    head: SHA256,
  }),
});

/** What the statement beside a bundle says of its execution. */
export interface Stated {
  readonly head: string;
  readonly commit: string | undefined;
  readonly isGo: boolean;
  /** The gates that passed, with warnings or without. */
  readonly passed: readonly string[];
}

/** The statement about an execution; undefined where none can be read that is about this one. */
export function statementOf(store: string, { id, names }: Pick<Stored, 'id' | 'names'>): Stated | undefined {
  const name = `${id}.statement.json`;
  if (!names.includes(name)) return undefined;
  const { subject, predicate } = statement.safeParse(documentAt(path.join(store, name))).data ?? {};
  if (!predicate || subject?.[0]?.name !== `${id}.zip`) return undefined;
  const { head, result, passedTests, warnedTests } = predicate;
  const commit = subject.find((one) => one.name === 'commit')?.digest.gitCommit;
  return { head, commit, isGo: result !== 'FAILED', passed: [...passedTests, ...warnedTests] };
}

/** The head of the recording that lies in a bundle: the hash of its last line, whatever that is; undefined where there is none. */
export function headIn(bundle: string): string | undefined {
  try {
    const fd = fs.openSync(path.join(bundle, BUNDLE.observations), fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fs.fstatSync(fd);
      const buffer = Buffer.alloc(Math.min(size, LONGEST_SEAL));
      const end = buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, size - buffer.length));
      const line = end.subarray(end.lastIndexOf(NEWLINE, -2) + 1);
      return createHash('sha256').update(line).digest('hex');
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function documentAt(file: string): unknown {
  try {
    return JSON.parse(readRegular(file, MOST.settings).toString('utf8'));
  } catch {
    return undefined;
  }
}
