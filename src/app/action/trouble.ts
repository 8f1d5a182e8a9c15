import { type Refusal, RefusedError } from '../../adapters/github/refusal.ts';
import { type Channel, refusalInWords, whyRefused } from '../../report/permissions.ts';

/** What GitHub refused, in words of what it was for. */
export function refusedInWords(channel: Channel, refusal: Refusal): string {
  return refusalInWords({ channel, ...toldOf(refusal) });
}

/** What GitHub refused, in words of what was asked for. */
export function unreadInWords({ what, refusal }: RefusedError): string {
  return `${what} could not be read: ${whyRefused(toldOf(refusal))}`;
}

/** Why GitHub could not be asked, in words. @throws what is a defect of ours */
export function troubleInWords(channel: Channel, error: unknown): string {
  if (error instanceof RefusedError) return refusedInWords(channel, error.refusal);
  throw error;
}

function toldOf({ kind, status, detail: message, waitMs }: Refusal): Parameters<typeof whyRefused>[0] {
  return { kind, message, ...(status !== undefined && { status }), ...(waitMs !== undefined && { waitMs }) };
}
