import fs from 'node:fs';
import { z } from 'zod';
import { SetupError } from '../../core/errors.ts';
import { ATTEMPT_STATUSES } from '../../core/facts/history.ts';
import { jsonText } from '../../core/json.ts';
import type { Attempts, History } from '../../core/ports.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';

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

/** What a trusted job hands over to one that has no token, as a file. @param runId the run that both are of */
export function handedText(runId: string, attempts: Attempts): string {
  return jsonText({ version: 1, runId, ...attempts });
}

/**
 * Reads what was handed over. The job that decides asks again: what stands here only spares gates that would run in vain.
 * @throws SetupError for a file that is none, or of another run
 */
export function readHanded(named: string, runId: string): Attempts {
  const file = soleBundle(named);
  const wrong = (why: string): SetupError => new SetupError(`input "history": ${why}`, file);
  if (!fs.existsSync(file)) throw wrong('there is no such file: the job that asks GitHub for earlier attempts left none');
  const parsed = handed.safeParse(parsedJson(readRegular(file, MOST.settings)));
  if (!parsed.success) throw wrong('this is not what `command: history` writes');
  const { version: _version, runId: of, found, trouble, ...rest } = parsed.data;
  if (of !== runId) throw wrong(`it is of run ${of}, and this is run ${runId}`);
  return {
    ...rest,
    found: found.map(({ runId: id, runAttempt, ...one }) => ({
      ...one,
      ...(id !== undefined && { runId: id }),
      ...(runAttempt !== undefined && { runAttempt }),
    })),
    ...(trouble !== undefined && { trouble }),
  };
}

/** A history whose attempts somebody else tells. */
export function withAttempts(local: History, attempts: () => Promise<Attempts>): History {
  return { lastGo: (...asked) => local.lastGo(...asked), attempts };
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
