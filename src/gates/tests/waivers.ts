import type { Finding, Waived } from '../../core/judgement.ts';
import type { WaiverPlan } from '../../core/plan.ts';
import type { CaseRow } from '../../formats/cases.ts';
import { expired, holdsOn, isGlob, plainName, soonOver, waivedBy, waiverFinding } from '../shared/waiver.ts';
import { GlobIndex } from './glob-index.ts';
import { idOf, namesOf } from './names.ts';
import type { Failure } from './tally.ts';

/** One name of a waiver, and the tests of a run that it meets. */
interface Entry {
  readonly waiver: WaiverPlan;
  /** As it stands in the configuration. */
  readonly name: string;
  readonly glob: boolean;
  /** Tests that it names, those of them that ran, and those that failed. */
  met: number;
  ran: number;
  readonly failures: Failure[];
  readonly passed: string[];
}

/** What one name of a waiver waives, and what is to be said of it. */
interface Granted {
  readonly failures: readonly Failure[];
  readonly findings: readonly Finding[];
}

/** What came of the waivers of one run. */
export interface Settled {
  readonly failures: ReadonlySet<Failure>;
  /** Names of known failures that pass now: they must go. */
  readonly passing: readonly string[];
  /** Names that no test of the run has. */
  readonly unknown: readonly string[];
  readonly waived: readonly Waived[];
  readonly findings: readonly Finding[];
}

/** The waivers of one gate over the tests of one run. Only exact names waive, or a glob as many as it may. */
export class Waivers {
  private readonly entries: readonly Entry[];
  private readonly byName = new Map<string, Entry[]>();
  private readonly globs = new GlobIndex<Entry>();
  /** UTC date of the execution, `2026-11-21`; undefined where it is not known, so that nothing can be waived. */
  private readonly today: string | undefined;

  constructor(waivers: readonly WaiverPlan[], today: string | undefined) {
    this.today = today;
    this.entries = waivers.flatMap((waiver) => waiver.match.map((name) => entryOf(waiver, name)));
    for (const entry of this.entries) {
      if (entry.glob) this.globs.add(composed(entry.name), entry);
      else this.file(entry);
    }
  }

  take(row: CaseRow, failure: Failure | undefined): void {
    if (this.entries.length === 0) return;
    for (const entry of this.entriesOf(row)) {
      entry.met++;
      if (row.outcome !== 'skipped') entry.ran++;
      if (failure) entry.failures.push(failure);
      else if (entry.waiver.kind === 'flaky' && row.outcome !== 'skipped') entry.passed.push(idOf(row));
    }
  }

  /** Whether a test is in quarantine: it may go either way, also from run to run. */
  isFlaky(row: CaseRow): boolean {
    return this.entries.length > 0 && [...this.entriesOf(row)].some(({ waiver }) => waiver.kind === 'flaky' && holdsOn(waiver, this.today));
  }

  /** What they grant, once the last test was taken. */
  settle(): Settled {
    const granted = this.entries.map((entry) => ({ entry, ...this.grant(entry) }));
    return {
      failures: new Set(granted.flatMap(({ failures }) => failures)),
      passing: this.entries.filter(mustGo).map(({ name }) => name),
      unknown: this.entries.filter(({ met }) => met === 0).map(({ name }) => name),
      waived: granted.flatMap(({ entry, failures }) => this.recordOf(entry, failures)),
      findings: granted.flatMap(({ findings }) => findings),
    };
  }

  private file(entry: Entry): void {
    const name = composed(plainName(entry.name));
    const same = this.byName.get(name) ?? [];
    same.push(entry);
    this.byName.set(name, same);
  }

  /** Looked up by name: tests and waivers may be many. */
  private entriesOf(row: CaseRow): ReadonlySet<Entry> {
    const names = namesOf(row).map(composed);
    return new Set([...names.flatMap((name) => this.byName.get(name) ?? []), ...this.globs.matching(names)]);
  }

  private grant(entry: Entry): Granted {
    const { waiver, name, failures, met, ran, glob } = entry;
    const none = (...findings: readonly Finding[]): Granted => ({ failures: [], findings });
    const say = (message: string): Granted => none(waiverFinding(waiver, name, message));
    if (met === 0) return none();
    if (!holdsOn(waiver, this.today)) return none(expired(waiver, name));
    if (ran === 0) return say('its test was skipped: whether it still fails is not known');
    if (mustGo(entry)) return say('its test passes now: it must go');
    if (!glob && met > 1) return say(`names ${met} tests, and would waive any of them: write suite::name`);
    if (glob && failures.length > (waiver.max ?? 0))
      return say(`waives none: ${failures.length} failures match, and its max is ${waiver.max ?? 0}`);
    return { failures, findings: soonOver(waiver, name, this.today) };
  }

  /** What a name let pass; a test in quarantine is always listed while its waiver holds. */
  private recordOf({ waiver, passed }: Entry, granted: readonly Failure[]): readonly Waived[] {
    const names = granted.map(({ row }) => idOf(row));
    return names.length + passed.length > 0 && holdsOn(waiver, this.today) ? [waivedBy(waiver, names, passed)] : [];
  }
}

function entryOf(waiver: WaiverPlan, name: string): Entry {
  const glob = waiver.max !== undefined && (isGlob(name) || /[[\]]/.test(name));
  return { waiver, name, glob, met: 0, ran: 0, failures: [], passed: [] };
}

/** A known failure that ran and did not fail. */
function mustGo({ waiver, ran, failures }: Entry): boolean {
  return waiver.kind !== 'flaky' && ran > 0 && failures.length === 0;
}

/** An accent may be a part of its letter or stand behind it (NFC, NFD): nobody sees which, and a file system may change it. */
function composed(name: string): string {
  return name.normalize('NFC');
}
