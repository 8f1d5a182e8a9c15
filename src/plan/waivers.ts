import { daysBetween, isDay } from '../core/calendar.ts';
import { SOON_DAYS } from '../core/plan.ts';
import { isGlob } from '../gates/shared/waiver.ts';
import { unknownWord } from '../gates/shared/references.ts';
import type { RawWaiver } from './schema.ts';
import type { DataProblem } from './validate.ts';

/** What zod can't see of one waiver. */
export function checkWaivers(waiver: RawWaiver, index: number, gateIds: readonly string[]): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  const say = (path: readonly (string | number)[], message: string): void =>
    void problems.push({ path: ['waivers', index, ...path], part: 'value', message });
  if (!gateIds.includes(waiver.gate)) say(['gate'], unknownWord('gate', waiver.gate, gateIds));
  if (waiver.match.length === 0) say(['match'], 'expected at least one finding');
  waiver.match.forEach((match, at) => {
    if (isGlob(match) && waiver.max === undefined) {
      say(['match', at], `the glob "${match}" needs "max": how many findings it may waive; a name is written with "\\" before * ? { }`);
    }
  });
  if (!isDay(waiver.expires)) say(['expires'], `found "${waiver.expires}", which is no day of the calendar`);
  return problems;
}

/** Waivers that waive nothing any more, or soon will not. @param today in UTC, `2026-11-21` */
export function waiverWarnings(waivers: readonly Pick<RawWaiver, 'expires'>[], today: string): readonly DataProblem[] {
  return waivers.flatMap(({ expires }, index): DataProblem[] => {
    const days = daysBetween(today, expires);
    if (days > SOON_DAYS) return [];
    const message = days < 0 ? `this waiver expired on ${expires}: nothing is waived by it` : `this waiver expires ${soonInWords(days)}`;
    return [{ path: ['waivers', index, 'expires'], part: 'value', message }];
  });
}

function soonInWords(days: number): string {
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
}
