import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBetween, isDay, isoTime } from '../../src/core/calendar.ts';

const year = fc.integer({ min: 0, max: 9999 });
const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
/** What the configuration lets through: the 31st of every month, too. */
const date = fc
  .tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([y, month, day]) => `${pad(y, 4)}-${pad(month)}-${pad(day)}`);

/** Days since 1970 by arithmetic alone; years are counted from March, so that a leap day ends one. */
function dayByArithmetic(text: string): number {
  const [y = 0, month = 1, day = 1] = text.split('-').map(Number);
  const shifted = month <= 2 ? y - 1 : y;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function existsByArithmetic(text: string): boolean {
  const [y = 0, month = 0, day = 0] = text.split('-').map(Number);
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  return day <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

describe('daysBetween', () => {
  it.each([
    ['2026-11-21', '2026-11-22', 1],
    ['2026-11-22', '2026-11-21', -1],
    ['2024-02-28', '2024-03-01', 2],
    ['2026-02-28', '2026-02-30', 2],
    ['0099-12-31', '0100-01-01', 1],
    ['1999-12-31', '2000-01-01', 1],
  ])('%s to %s: %d', (from, to, days) => expect(daysBetween(from, to)).toBe(days));

  it('agrees with arithmetic for any two dates, those too that do not exist', () => {
    fc.assert(
      fc.property(date, date, (from, to) => {
        expect(daysBetween(from, to)).toBe(dayByArithmetic(to) - dayByArithmetic(from));
      }),
      { numRuns: 3000 },
    );
  });

  it('is no number for what is no date', () => expect(daysBetween('now', '2026-11-21')).toBeNaN());
});

describe('isDay', () => {
  it('knows the days of the calendar', () => {
    expect(['2024-02-29', '2000-02-29', '0004-02-29', '2026-12-31'].map(isDay)).toEqual([true, true, true, true]);
    expect(['2026-02-29', '2026-02-30', '1900-02-29', '2026-04-31'].map(isDay)).toEqual([false, false, false, false]);
  });

  it('agrees with arithmetic', () => {
    fc.assert(
      fc.property(date, (day) => {
        expect(isDay(day)).toBe(existsByArithmetic(day));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('isoTime', () => {
  it('agrees with arithmetic for every second of the years that a text can have', () => {
    fc.assert(
      fc.property(date.filter(existsByArithmetic), fc.integer({ min: 0, max: 86_399_999 }), (day, ms) => {
        const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) => pad(Math.floor(part)));
        expect(isoTime(dayByArithmetic(day) * 86_400_000 + ms)).toBe(`${day}T${hours}:${minutes}:${seconds}Z`);
      }),
      { numRuns: 3000 },
    );
  });

  it('writes a year beyond 9999 with all its digits', () => {
    expect(isoTime(253_402_300_800_000)).toBe('10000-01-01T00:00:00Z');
    expect(isoTime(8_640_000_000_000_000)).toBe('275760-09-13T00:00:00Z');
  });

  it('has a word for what is no time', () => expect(isoTime(Number.NaN)).toBe('unknown time'));
});
