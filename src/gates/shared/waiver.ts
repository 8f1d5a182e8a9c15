import { daysBetween } from '../../core/calendar.ts';
import type { Finding, Waived } from '../../core/judgement.ts';
import { SOON_DAYS, type WaiverPlan } from '../../core/plan.ts';

/** Whether a name has wildcards. Brackets are part of a name (`test_price[eur]`) unless `max` makes it a glob. */
export function isGlob(name: string): boolean {
  return /[*?{}]/.test(name.replaceAll(/\\./g, ''));
}

/** A name as it is, of one in which wildcards are written with a backslash. */
export function plainName(name: string): string {
  return name.replaceAll(/\\([*?{}[\]\\])/g, '$1');
}

/** Whether a waiver holds on a day, both in UTC. Where the day is not known, it does not. */
export function holdsOn({ expires }: WaiverPlan, today: string | undefined): today is string {
  return today !== undefined && today <= expires;
}

/** What to point at about one name of a waiver. */
export function waiverFinding({ owner }: WaiverPlan, name: string, message: string): Finding {
  return { title: `Waiver of ${name}`, message: `${message} (owner ${owner})` };
}

export function expired(waiver: WaiverPlan, name: string): Finding {
  return waiverFinding(waiver, name, `expired on ${waiver.expires}: nothing is waived by it`);
}

/** A finding in its last days; none before. */
export function soonOver(waiver: WaiverPlan, name: string, today: string): readonly Finding[] {
  const days = daysBetween(today, waiver.expires);
  return days <= SOON_DAYS ? [waiverFinding(waiver, name, `expires in ${days} days, on ${waiver.expires}`)] : [];
}

/** What a waiver let pass, for the record. */
export function waivedBy(waiver: WaiverPlan, failed: readonly string[], passed: readonly string[]): Waived {
  const { kind = 'failure', severity, owner, reason, expires } = waiver;
  return { kind, failed, passed, severity, owner, reason, expires };
}
