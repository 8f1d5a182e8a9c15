const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The end of a text, in at most so many bytes of UTF-8: whole lines of it, or the end of a last line that is longer. */
export function lastLines(text: string, most: number): string {
  const whole = text.trim();
  const bytes = encoder.encode(whole);
  if (bytes.length <= most) return whole;
  const end = decoder.decode(bytes.subarray(bytes.length - most)).replace(/^\uFFFD+/, '');
  const lineBreak = end.search(/[\n\r]/);
  return lineBreak < 0 ? end : end.slice(lineBreak).replace(/^[\n\r]+/, '');
}
