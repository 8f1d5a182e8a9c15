import { thousands } from '../core/thousands.ts';
import type { Verdict } from '../core/verdict.ts';

/** `1 gate`, `2,160 checks`. */
export function countOfThings(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** A time span in ms for people, in its two largest units: `850 ms`, `12.3 s`, `30 min 2 s`, `48 h 3 min`, `7 d 2 h`. */
export function spanInWords(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 72 * 60) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.round(ms / 3_600_000), 24, 'd', 'h');
}

function twoUnits(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return `${thousands((total - rest) / size)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`;
}

/** Monotonic ms since the start as `+00:12:05.250`; hours go on beyond 99. */
export function offset(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const fraction = String(whole % 1000).padStart(3, '0');
  return `+${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1000) % 60)}.${fraction}`;
}

/** `2026-11-21T04:16:09.123Z` as `2026-11-21 04:16:09 UTC`; any other text stays as it is. */
export function momentInWords(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

/** The verdict, with the raw one beside it where an advisory gate, a waiver or the policy changed it: `warned (failed)`. */
export function verdictInWords({ verdict, raw = verdict }: { readonly verdict: Verdict; readonly raw?: Verdict }): string {
  return verdict === raw ? verdict : `${verdict} (${raw})`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[]): string {
  const head = items.slice(0, -1);
  const last = items.at(-1) ?? '';
  return head.length === 0 ? last : `${head.join(', ')} and ${last}`;
}
