import { plain } from './escape.ts';

/** What a comment says of itself, hidden: whose it is, and which run wrote it. */
export interface Marker {
  /** The workflow and the check that keep this comment: others on the same pull request have their own. */
  readonly name: string;
  /** Number as text: it may be larger than 2^53. */
  readonly runId: string;
  readonly runAttempt: string;
}

const MARKER = /^<!-- gate-action ([\w.!~*'()%]*) run=(\d{1,40}) attempt=(\d{1,40}) -->/;

/**
 * The marker as an HTML comment, for the first line of a comment. The name is encoded so that nothing in it can end the marker.
 * @throws RangeError when run or attempt is no whole number
 */
export function commentMarker({ name, runId, runAttempt }: Marker): string {
  return `<!-- gate-action ${encoded(name)} run=${digits(runId)} attempt=${digits(runAttempt)} -->`;
}

/** The marker that a comment begins with; a marker anywhere else is somebody's quotation. */
export function parseMarker(comment: string): Marker | undefined {
  const match = MARKER.exec(comment);
  if (!match) return undefined;
  const [, name = '', runId = '', runAttempt = ''] = match;
  try {
    return { name: decodeURIComponent(name), runId, runAttempt };
  } catch {
    return undefined;
  }
}

/** Whether this is the comment of the same check, whichever run wrote it. */
export function isSameComment(a: Marker, b: Marker): boolean {
  return encoded(a.name) === encoded(b.name);
}

/** Whether `a` was written by a later run than `b`, or by a later attempt of the same run. */
export function isNewer(a: Marker, b: Marker): boolean {
  const [runA, runB] = [BigInt(a.runId), BigInt(b.runId)];
  return runA === runB ? BigInt(a.runAttempt) > BigInt(b.runAttempt) : runA > runB;
}

function encoded(name: string): string {
  return encodeURIComponent(plain(name).trim()).replaceAll('-', '%2D');
}

function digits(number: string): string {
  if (!/^\d{1,40}$/.test(number)) throw new RangeError(`a run and its attempt are whole numbers, not ${JSON.stringify(number)}`);
  return number;
}
