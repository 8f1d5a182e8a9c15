/** Which execution something on GitHub shows, of which run and attempt, and whose configuration it was. */
export interface Origin {
  /** Numbers as text: they may be larger than 2^53. */
  readonly runId: string;
  readonly runAttempt: string;
  /** Absent, as is the configuration, in what older versions wrote. */
  readonly executionId?: string;
  /** Path of the configuration. */
  readonly configuration?: string;
  /** `RUN.ATTEMPT` of another run that tells of this one. */
  readonly reporter?: string;
}

/**
 * How what is there relates to what is to be written under the same name. `same`: it shows this very execution · `newer`: of a later
 * run or attempt, it stays · `other`: another gate of the same run, it stays and a name of its own is due · `older`: it is replaced.
 */
export type Standing = 'same' | 'newer' | 'other' | 'older';

export function standing(theirs: Origin, mine: Origin): Standing {
  const sameRun = theirs.runId === mine.runId;
  const sameExecution = theirs.executionId === undefined || theirs.executionId === mine.executionId;
  const sameConfiguration = theirs.configuration === undefined || theirs.configuration === mine.configuration;
  if (sameRun && !sameConfiguration) return 'other';
  if (isNewer(theirs, mine)) return 'newer';
  if (isNewer(mine, theirs)) return 'older';
  return sameExecution ? 'same' : 'other';
}

/** Whether `a` is of a later run than `b`, or of a later attempt of the same run, or was told of by a later reporter. */
export function isNewer(a: Origin, b: Origin): boolean {
  const [ofA, ofB] = [orderOf(a), orderOf(b)];
  const at = ofA.findIndex((number, index) => number !== ofB[index]);
  return at >= 0 && (ofA[at] ?? 0n) > (ofB[at] ?? 0n);
}

function orderOf({ runId, runAttempt, reporter = '0.0' }: Origin): readonly bigint[] {
  return [runId, runAttempt, ...reporter.split('.')].map((number) => BigInt(number));
}

const ORIGIN = /^([\w-]{1,100})\/(\d{1,40})\/(\d{1,40})(?:\/([\w.!~*'()%-]*))?(?:\/(\d{1,40}\.\d{1,40}))?$/;

/** In one word without blanks, for the external id of a check run and the address of a status. */
export function originText({ executionId = '', runId, runAttempt, configuration = '', reporter }: Origin): string {
  const by = reporter === undefined ? '' : `/${reporter}`;
  return `${executionId}/${runId}/${runAttempt}/${encodeURIComponent(configuration)}${by}`;
}

/** Reads what `originText` wrote; undefined where it is anything else. */
export function parseOrigin(text: string): Origin | undefined {
  const [, executionId = '', runId = '', runAttempt = '', configuration, reporter] = ORIGIN.exec(text) ?? [];
  if (runId === '') return undefined;
  const path = configuration === undefined ? undefined : decoded(configuration);
  return {
    executionId,
    runId,
    runAttempt,
    ...(path !== undefined && { configuration: path }),
    ...(reporter !== undefined && { reporter }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Stands before the origin in the address that a status leads to. */
const FRAGMENT = '#gate-action:';

/** The address of a page, with the origin of what leads there. */
export function addressWithOrigin(page: string, origin: Origin): string {
  return `${page}${FRAGMENT}${originText(origin)}`;
}

export function originInAddress(address: string): Origin | undefined {
  const at = address.indexOf(FRAGMENT);
  return at < 0 ? undefined : parseOrigin(address.slice(at + FRAGMENT.length));
}

/** As many gates of one run under one name are told apart. */
const NAMES = 50;

/** `name`, `name (2)`, `name (3)`, … */
export function namesLike(name: string): readonly string[] {
  return Array.from({ length: NAMES }, (_, index) => (index === 0 ? name : `${name} (${index + 1})`));
}
