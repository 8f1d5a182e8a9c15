import { isHarmful } from './rules/all.ts';

/** Of so many values each is known again. */
const MOST = 10_000;

const encoder = new TextEncoder();

/**
 * What stands for secrets in one text. What only warns is judged without them, and must not look equal where it is not: so each other
 * value of a rule has a number. A file that holds a graver one is withheld anyway.
 */
export class PatternLabels {
  private readonly known = new Map<string, Uint8Array>();
  private readonly counts = new Map<string, number>();

  of(rule: string, secret: Uint8Array): Uint8Array {
    const key = isHarmful(rule) ? rule : `${rule} ${Buffer.from(secret.buffer, secret.byteOffset, secret.length).toString('latin1')}`;
    const known = this.known.get(key);
    if (known) return known;
    const count = (this.counts.get(rule) ?? 0) + 1;
    this.counts.set(rule, count);
    const label = encoder.encode(`[REDACTED:${rule}${count === 1 ? '' : ` ${count}`}]`);
    if (this.known.size < MOST) this.known.set(key, label);
    return label;
  }
}
