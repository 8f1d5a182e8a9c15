const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as written in gates.yml (`250ms`, `5s`, `1.5m`, `30m`, `48h`, `7d`), in whole ms; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** Ms in the largest unit that keeps it whole: 5000 → `5s`, 90000 → `90s`, 1800000 → `30m`. Inverse of parseDuration. */
export function formatDuration(ms: number): string {
  for (const unit of ['h', 'm', 's'] as const) {
    const size = UNITS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

const WORDS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `48 h 31 min`: hours up to two days, else days first; parts that are zero are left out. */
export function timeInWords(ms: number): string {
  const units = ms > 2 * 86_400_000 ? WORDS : WORDS.slice(1);
  let left = ms;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const whole = Math.floor(left / size);
    if (whole > 0) parts.push(`${whole} ${unit}`);
    left -= whole * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
