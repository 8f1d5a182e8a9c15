import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../core/errors.ts';
import { ATTEMPT_STATUSES } from '../../core/facts/history.ts';
import { jsonText } from '../../core/json.ts';
import type { Attempts, History } from '../../core/ports.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { isZip, unpack } from '../../evidence/unpack.ts';
import { writeZip } from '../../evidence/zip.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';
import { lastGoIn } from './last-go.ts';

const attempt = z.strictObject({
  executionId: z.string(),
  status: z.enum(ATTEMPT_STATUSES),
  at: z.string(),
  runId: z.string().optional(),
  runAttempt: z.string().optional(),
});

const handed = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  basis: z.literal('github-api'),
  store: z.string(),
  fleeting: z.literal(false),
  found: z.array(attempt),
  unread: z.int().min(0),
  trouble: z.string().optional(),
});

/** In the zip in which both come. */
const FILES = { attempts: 'history.json', lastGo: 'last-go.zip' } as const;

/** What a trusted job hands over to one that has no token. */
export interface Handed {
  readonly attempts: Attempts;
  /** The zip of the last GO's bundle; undefined where there is none, or nobody compares with it. */
  readonly lastGo?: string | undefined;
}

/**
 * Writes what is handed over as one file.
 * @param runId the run that both jobs are of. @param folder an empty one, beside which the file is written
 */
export async function writeHanded(folder: string, runId: string, { attempts, lastGo }: Handed): Promise<string> {
  const text = jsonText({ version: 1, runId, ...attempts });
  const file = path.join(folder, FILES.attempts);
  fs.writeFileSync(file, text);
  if (lastGo === undefined) return file;
  fs.copyFileSync(lastGo, path.join(folder, FILES.lastGo));
  await writeZip(folder, `${folder}.zip`);
  return `${folder}.zip`;
}

/**
 * Reads what was handed over. The job that decides asks again: what stands here only spares gates that would run in vain.
 * @param temporary an empty folder @throws SetupError for a file that is none, or of another run
 */
export async function readHanded(named: string, runId: string, temporary: string): Promise<Handed> {
  const given = soleBundle(named);
  const wrong = (why: string): SetupError => new SetupError(`input "history": ${why}`, given);
  if (!fs.existsSync(given)) throw wrong('there is no such file: the job that asks GitHub for earlier attempts left none');
  const folder = isZip(given) ? await unpacked(given, temporary) : undefined;
  const parsed = handed.safeParse(parsedJson(readRegular(folder === undefined ? given : path.join(folder, FILES.attempts), MOST.settings)));
  if (!parsed.success) throw wrong('this is not what `command: history` writes');
  const { version: _version, runId: of, found, trouble, ...rest } = parsed.data;
  if (of !== runId) throw wrong(`it is of run ${of}, and this is run ${runId}`);
  const attempts = {
    ...rest,
    found: found.map(({ runId: id, runAttempt, ...one }) => ({
      ...one,
      ...(id !== undefined && { runId: id }),
      ...(runAttempt !== undefined && { runAttempt }),
    })),
    ...(trouble !== undefined && { trouble }),
  };
  return { attempts, ...(folder !== undefined && { lastGo: path.join(folder, FILES.lastGo) }) };
}

/** @returns the one folder in it */
async function unpacked(file: string, temporary: string): Promise<string> {
  await unpack(file, temporary);
  return path.join(temporary, fs.readdirSync(temporary)[0] ?? '');
}

/** A history whose attempts somebody else tells. */
export function withAttempts(local: History, attempts: () => Promise<Attempts>): History {
  return { lastGo: (...asked) => local.lastGo(...asked), attempts };
}

/** A history that somebody else tells of. @param store a folder with the bundle of the last GO; undefined: there is none */
export function toldHistory(attempts: () => Promise<Attempts>, store: string | undefined): History {
  return {
    lastGo: async (configuration, gate, isAlike, scratch) =>
      store === undefined ? undefined : lastGoIn(store, { configuration, gate, isAlike }, scratch),
    attempts,
  };
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
