import { thousands } from '../core/thousands.ts';

/** How the names of measurements end that have a unit, and the unit. */
const UNITS: readonly (readonly [end: string, unit: string])[] = [
  ['Ms', 'ms'],
  ['Us', 'µs'],
  ['Seconds', 's'],
  ['Percent', '%'],
  ['Bytes', 'bytes'],
];
const DIGITS = 4;

/** A measured value in 4 significant digits, with the unit that its name tells: `p95Ms` 1834.21 is `1,834 ms`. */
export function quantity(name: string, value: number): string {
  const last = name.split('.').at(-1) ?? name;
  const unit = UNITS.find(([end]) => last.endsWith(end) || last === end.toLowerCase())?.[1];
  const digits = Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  return unit === undefined ? thousands(digits) : `${thousands(digits)} ${unit}`;
}
