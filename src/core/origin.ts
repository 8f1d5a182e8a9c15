/** Files get their time from the kernel's tick, which may be up to 10 ms behind the clock. */
const TICK_MS = 10;

/** Clocks of file systems may be so far ahead of ours. */
const FUTURE_MS = 2000;

/** Words of `produced-by` that are no gate: who wrote a file, and since when it may have been written. */
const PRODUCERS = ['run', 'job', 'commit', 'external'] as const;

/** Whether it is one of these words. */
export function isProducerWord(word: string): boolean {
  return (PRODUCERS as readonly string[]).includes(word);
}

const ARTIFACT = 'artifact:';

/** The artifact of the workflow run that `produced-by` names; undefined for any other word. */
export function artifactNamed(producer: string | undefined): string | undefined {
  return producer?.startsWith(ARTIFACT) ? producer.slice(ARTIFACT.length) : undefined;
}

/** The artifacts that words of `produced-by` name. */
export function artifactsNamed(producers: readonly (string | undefined)[]): readonly string[] {
  return producers.flatMap((producer) => artifactNamed(producer) ?? []);
}

/** When a file was written, and what lay there before. Times in ms, all from the same zero. */
export interface Written {
  /** When it was written last, by the file system. */
  readonly modifiedAt: number;
  /** When somebody looked; for words only, as a clock that was set in between says nothing. */
  readonly seenAt: number;
  /** Its time lay in the future then. */
  readonly future: boolean;
  /** The same file, of the same time and size, lay there when the look before it was made. */
  readonly earlier: boolean;
}

/** All by which the origin of a file is judged. */
export interface OriginFacts extends Written {
  /** The commit that the execution began with has this file, with these bytes. */
  readonly committed: boolean;
  /** When the job began. */
  readonly jobAt: number;
  /** The artifact that brought it, unchanged. */
  readonly artifact?: string | undefined;
}

/** Whether a time of a file lies in the future, both in ms of wall clock: it says nothing about when it was written. */
export function isFuture(modifiedMs: number, nowMs: number): boolean {
  return modifiedMs > nowMs + FUTURE_MS;
}

/** Whether a time of a file is not before another, both from the same zero. */
export function isSince(time: number, since: number): boolean {
  return time >= since - TICK_MS;
}

/** Who had the last word on a file, as far as its facts tell. */
export type FileSource = 'commit' | 'run' | 'job' | 'before' | 'future';

/** `before`: it lay there before this run, and where it comes from only the configuration says. */
export function fileSource({ committed, future, ...facts }: OriginFacts): FileSource {
  if (committed) return 'commit';
  if (future) return 'future';
  if (!facts.earlier && isSince(facts.modifiedAt, 0)) return 'run';
  return isSince(facts.modifiedAt, facts.jobAt) && facts.jobAt < 0 ? 'job' : 'before';
}

/** Why a file was not written since then, in words that follow its name; undefined when it was. */
export function unwrittenSince(since: number, { modifiedAt, seenAt, future, earlier }: Written): string | undefined {
  if (future) return 'claims to have been written in the future';
  return earlier || !isSince(modifiedAt, since) ? `was ${ageOf({ modifiedAt, seenAt })}` : undefined;
}

/**
 * Why a file does not come from where it must, in words that follow its name; undefined when it does. Times count from the start of
 * the execution. @param producer the word of `produced-by`; a gate's id asks for a file of this run. Absent: of the commit, or of this run
 */
export function foreignOrigin(producer: string | undefined, facts: OriginFacts): string | undefined {
  if (producer === 'external') return undefined;
  const artifact = artifactNamed(producer);
  if (artifact !== undefined) return facts.artifact === artifact ? undefined : `is not as artifact ${artifact} brought it`;
  if (producer === 'commit') return facts.committed ? undefined : 'is not what the commit has there';
  // What lay there when the execution began may well be of this job.
  if (producer === 'job') return after(unwrittenSince(facts.jobAt, { ...facts, earlier: false }), 'before this job');
  if (producer === undefined && facts.committed) return undefined;
  return after(
    unwrittenSince(0, facts),
    producer === undefined ? 'before this run, and is not what the commit has there' : 'before this run',
  );
}

function after(why: string | undefined, when: string): string | undefined {
  return why === undefined ? undefined : `${why}, ${when}`;
}

/** `written 3 days ago` */
export function ageOf({ modifiedAt, seenAt }: Pick<Written, 'modifiedAt' | 'seenAt'>): string {
  return `written ${ageInWords(seenAt - modifiedAt)} ago`;
}

/** `3 days`, `5 h`, `12 min`, `4.2 s`. */
function ageInWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds >= 2 * 86_400) return `${Math.floor(seconds / 86_400)} days`;
  if (seconds >= 7200) return `${Math.floor(seconds / 3600)} h`;
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min`;
  return `${Math.round(seconds * 10) / 10} s`;
}
