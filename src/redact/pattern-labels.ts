/** Values of so many bytes in all are known again. */
const ROOM = 4 * 1024 * 1024;

const encoder = new TextEncoder();

/**
 * What stands for secrets in one text, or in several that are compared. What is judged without them must not look equal where it is
 * not: so each other value of a rule has a number.
 */
export class PatternLabels {
  private readonly known = new Map<string, Uint8Array>();
  private readonly counts = new Map<string, number>();
  private room = ROOM;

  of(rule: string, secret: Uint8Array): Uint8Array {
    const key = `${rule} ${Buffer.from(secret.buffer, secret.byteOffset, secret.length).toString('latin1')}`;
    const known = this.known.get(key);
    if (known) return known;
    const count = (this.counts.get(rule) ?? 0) + 1;
    this.counts.set(rule, count);
    const label = encoder.encode(`[REDACTED:${rule}${count === 1 ? '' : ` ${count}`}]`);
    this.room -= key.length;
    if (this.room > 0) this.known.set(key, label);
    return label;
  }
}
