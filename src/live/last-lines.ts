/** So much of what a program wrote stands in a fact. */
const EXCERPT_BYTES = 2048;

/**
 * The end of what a program wrote, where it says what went wrong: its last lines, at most 2 KB of UTF-8. Lines stay whole, so that no
 * part of a secret escapes redaction; only a last line that is itself longer is cut, at its end.
 */
export function lastLines(text: string): string {
  const lines = text.trim().split(/\r\n|[\n\r]/);
  const kept: string[] = [];
  let room = EXCERPT_BYTES;
  for (const line of lines.toReversed()) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0 && kept.length > 0) break;
    kept.unshift(line);
  }
  return clip(kept.join('\n')).trim();
}

/** The first 2 KB of a text; a character that does not fit whole is left out. */
export function clip(text: string): string {
  const bytes = Buffer.from(text.slice(0, EXCERPT_BYTES), 'utf8');
  if (bytes.length <= EXCERPT_BYTES) return bytes.toString('utf8');
  return bytes.toString('utf8', 0, EXCERPT_BYTES).replace(/\uFFFD+$/, '');
}
