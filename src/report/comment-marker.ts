import { plain } from './escape.ts';
import type { Origin } from './origin.ts';

/** What a comment says of itself, hidden: whose it is, and what it shows. */
export interface Marker extends Origin {
  /** The workflow and the check that keep this comment: others on the same pull request have their own. */
  readonly name: string;
}

const MARKER =
  /^<!-- gate-action ([\w.!~*'()%]*) run=(\d{1,40}) attempt=(\d{1,40})(?: execution=([\w.!~*'()%]*) configuration=([\w.!~*'()%]*)(?: reporter=(\d{1,40}\.\d{1,40}))?)? -->/;

/**
 * The marker as an HTML comment, for the first line of a comment. The name is encoded so that nothing in it can end the marker.
 * @throws RangeError when run or attempt is no whole number
 */
export function commentMarker({ name, runId, runAttempt, executionId, configuration, reporter }: Marker): string {
  const of =
    executionId === undefined
      ? ''
      : ` execution=${encoded(executionId)} configuration=${encoded(configuration ?? '')}${reporter === undefined ? '' : ` reporter=${reporter}`}`;
  return `<!-- gate-action ${encoded(name)} run=${digits(runId)} attempt=${digits(runAttempt)}${of} -->`;
}

/** The marker that a comment begins with; a marker anywhere else is somebody's quotation. */
export function parseMarker(comment: string): Marker | undefined {
  const match = MARKER.exec(comment);
  if (!match) return undefined;
  const [, name = '', runId = '', runAttempt = '', executionId, configuration, reporter] = match;
  try {
    return {
      name: decodeURIComponent(name),
      runId,
      runAttempt,
      ...(executionId !== undefined && { executionId: decodeURIComponent(executionId) }),
      ...(configuration !== undefined && { configuration: decodeURIComponent(configuration) }),
      ...(reporter !== undefined && { reporter }),
    };
  } catch {
    return undefined;
  }
}

/** Whether this is the comment of the same check, whichever run wrote it. */
export function isSameComment(a: Marker, b: Marker): boolean {
  return encoded(a.name) === encoded(b.name);
}

function encoded(name: string): string {
  return encodeURIComponent(plain(name).trim()).replaceAll('-', '%2D');
}

function digits(number: string): string {
  if (!/^\d{1,40}$/.test(number)) throw new RangeError(`a run and its attempt are whole numbers, not ${JSON.stringify(number)}`);
  return number;
}
