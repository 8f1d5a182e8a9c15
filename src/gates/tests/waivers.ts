import { daysBetween } from '../../core/calendar.ts';
import type { Finding } from '../../core/judgement.ts';
import { SOON_DAYS, type WaiverPlan } from '../../core/plan.ts';
import type { CaseRow } from '../../formats/cases.ts';
import { matcher } from './glob.ts';
import { type Failure, namesOf } from './tally.ts';

interface Entry {
  readonly waiver: WaiverPlan;
  readonly name: string;
  readonly matches: (name: string) => boolean;
  readonly glob: boolean;
  /** Tests that it names, and those of them that failed. */
  met: number;
  readonly failures: Failure[];
}

/** What one waiver waives, and what is to be said of it. */
interface Granted {
  readonly failures: readonly Failure[];
  readonly findings: readonly Finding[];
}

/** What came of the waivers of one run. */
export interface Waived {
  readonly waived: ReadonlySet<Failure>;
  /** Waivers whose tests pass now: they must go. */
  readonly passing: readonly string[];
  readonly findings: readonly Finding[];
}

/** The waivers of one gate over the tests of one run. Only exact names waive, or a glob as many as it may. */
export class Waivers {
  private readonly entries: readonly Entry[];
  /** UTC date of the execution, `2026-11-21`; undefined where it is not known, so that nothing can be waived. */
  private readonly today: string | undefined;

  constructor(waivers: readonly WaiverPlan[], today: string | undefined) {
    this.today = today;
    this.entries = waivers.flatMap((waiver) =>
      waiver.match.map((name) => {
        const glob = /[*?[\]{}]/.test(name) && waiver.max !== undefined;
        return { waiver, name, glob, matches: glob ? matcher([name]) : (other: string) => other === name, met: 0, failures: [] };
      }),
    );
  }

  take(row: CaseRow, failure: Failure | undefined): void {
    if (this.entries.length === 0) return;
    const names = namesOf(row);
    for (const entry of this.entries) {
      if (!names.some((name) => entry.matches(name))) continue;
      entry.met++;
      if (failure) entry.failures.push(failure);
    }
  }

  /** What they grant, once the last test was taken. */
  settle(): Waived {
    const granted = this.entries.map((entry) => this.grant(entry));
    return {
      waived: new Set(granted.flatMap(({ failures }) => failures)),
      passing: this.entries.filter((entry) => entry.met > 0 && entry.failures.length === 0).map(({ name }) => name),
      findings: granted.flatMap(({ findings }) => findings),
    };
  }

  private grant({ waiver, name, failures, met, glob }: Entry): Granted {
    const say = (message: string, waived: readonly Failure[] = []): Granted => ({
      failures: waived,
      findings: [{ title: `Waiver of ${name}`, message: `${message} (owner ${waiver.owner})` }],
    });
    if (this.today === undefined || waiver.expires < this.today) return say(`expired on ${waiver.expires}: nothing is waived by it`);
    if (met === 0) return say('names no test of this run: it can go');
    if (failures.length === 0) return say('its test passes now: it must go');
    if (!glob && met > 1) return say(`names ${met} tests, and would waive any of them: write suite::name`);
    if (glob && failures.length > (waiver.max ?? 0))
      return say(`${failures.length} failures match, and it may waive ${waiver.max ?? 0}: none is`);
    const days = daysBetween(this.today, waiver.expires);
    return days <= SOON_DAYS ? say(`expires in ${days} days, on ${waiver.expires}`, failures) : { failures, findings: [] };
  }
}
