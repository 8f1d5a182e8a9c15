import { listOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { unwrittenSince } from '../../core/origin.ts';
import { foreignAttachment, originFacts } from '../shared/origin.ts';
import type { TestsSpec } from './spec.ts';

const IN_WORDS = { report: 'report', coverage: 'coverage report', output: 'output' } as const;
type Role = keyof typeof IN_WORDS;

/** The files that a run left: which are of it, which patterns they answer to, which could not be read. */
export class RunFiles {
  /** How many there are, of whatever age. */
  count = 0;
  /** Outputs by the name that the configuration gives them, and their hashes. */
  readonly outputs = new Map<string, string>();
  /** Files that lay there before: kept, shown, never judged. */
  readonly quarantined: Observation[] = [];
  /** Files of the run that hold what lay there before. */
  readonly twins: Observation[] = [];
  /** Files that are taken as they are, by the configuration's word. */
  readonly external: Observation[] = [];
  /** Of reports that are to come from the job: when that began, in ms of the execution. */
  jobAt = 0;
  /** By role, the patterns that files of this run, and such as lay there before, answer to. */
  private readonly found = new Map<string, ReadonlySet<string>>();
  private readonly foundEarlier = new Map<string, ReadonlySet<string>>();
  /** By role, the first file that is not of its format. */
  private readonly unreadable = new Map<string, string>();
  private readonly spec: TestsSpec;

  constructor(spec: TestsSpec) {
    this.spec = spec;
  }

  /** Takes a file that was kept. @returns its role when it is a result to be read, and of the run that this fact began */
  take(o: Observation, begun: Observation): 'report' | 'coverage' | undefined {
    this.count++;
    const role = stringOf(o, 'role');
    const ofRun = this.isOfRun(o, begun);
    const found = ofRun ? this.found : this.foundEarlier;
    found.set(role, new Set([...(found.get(role) ?? []), ...patternsOf(o)]));
    if (!ofRun) {
      this.quarantined.push(o);
      return undefined;
    }
    if (o['twinAt'] !== undefined) this.twins.push(o);
    if (this.spec.run === undefined && this.spec.producedBy === 'external') this.external.push(o);
    this.jobAt = Math.min(this.jobAt, originFacts(o).jobAt);
    if (role === 'output') this.outputs.set(stringOf(o, 'original'), stringOf(o, 'sha256'));
    return role === 'report' || role === 'coverage' ? role : undefined;
  }

  /** A file that can't be used, and why. */
  refuse(role: Role, message: string): void {
    if (!this.unreadable.has(role)) this.unreadable.set(role, message);
  }

  /** Why files of a role can't be used; undefined when they can, as far as they were read. */
  refused(role: Role): string | undefined {
    return this.unreadable.get(role);
  }

  /** Every path and every glob must have a file that this run wrote: of one that has none nothing is known. @returns which has none */
  none(role: Role, patterns: readonly string[]): string | undefined {
    const lacking = patterns.filter((pattern) => !this.found.get(role)?.has(pattern));
    if (lacking.length === 0) return undefined;
    const where = lacking.join(', ');
    return lacking.some((pattern) => this.foundEarlier.get(role)?.has(pattern))
      ? `no ${IN_WORDS[role]} ${this.whose()}; what lay there before (${where}) is kept and not judged`
      : `no ${IN_WORDS[role]}: nothing is at ${where}`;
  }

  /** Whether the run wrote it. Of reports that somebody else wrote, whether they come from where they must. */
  private isOfRun(o: Observation, begun: Observation): boolean {
    if (this.spec.run === undefined) return foreignAttachment(o, this.spec.producedBy) === undefined;
    return unwrittenSince(numberOf(begun, 'at'), originFacts(o)) === undefined;
  }

  private whose(): string {
    return this.spec.run === undefined && this.spec.producedBy === 'commit'
      ? 'of the commit'
      : `of this ${this.spec.producedBy === 'job' ? 'job' : 'run'}`;
  }
}

function patternsOf(o: Observation): readonly string[] {
  return listOf(o, 'patterns').filter((pattern) => typeof pattern === 'string');
}
