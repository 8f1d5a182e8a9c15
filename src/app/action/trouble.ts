import { LongList } from '../../adapters/github/pages.ts';
import { RefusedError } from '../../adapters/github/refusal.ts';
import { type Channel, refusalInWords } from '../../report/permissions.ts';

/** Why GitHub could not be asked, in words. @throws what is a defect of ours */
export function troubleInWords(channel: Channel, error: unknown): string {
  if (error instanceof LongList) return error.message;
  if (!(error instanceof RefusedError)) throw error;
  const { status, detail: message, kind } = error.refusal;
  const words = { channel, message, limited: kind === 'limited', distrusted: kind === 'distrusted' };
  return refusalInWords({ ...words, ...(status !== undefined && { status }) });
}
