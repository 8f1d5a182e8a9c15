import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Secrets } from '../../src/live/environment.ts';
import { finishBundle, UnverifiedBundle } from '../../src/app/bundle/finish-bundle.ts';
import { judgeBundle, type Judged, planIn } from '../../src/app/bundle/judge-bundle.ts';
import { NOTHING_EXPECTED, type Verification, verifyBundle } from '../../src/app/bundle/verify-bundle.ts';
import { TAGS, writeBag } from '../../src/evidence/bag.ts';
import { renderings } from '../../src/report/render.ts';

/** A line of a recording: a fact, or a seal. */
export type Line = Record<string, unknown> & { readonly type: string };

const OBSERVATIONS = 'data/observations.jsonl';

export function linesOf(bundle: string): Line[] {
  const text = fs.readFileSync(path.join(bundle, OBSERVATIONS), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** What came of a forged bundle. */
export interface Forged {
  /** Nothing is wrong with it. */
  readonly accepted: boolean;
  readonly status: string | null;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
  /** Whether each check that differs says where: a file, and for facts a number. */
  readonly placed: boolean;
}

/** A copy of a bundle, forged again and again. */
export class Forger {
  private readonly copy: string;
  private readonly plan;
  private readonly lines: readonly Line[];

  /** @param folder an empty one, for the copy */
  constructor(bundle: string, folder: string) {
    this.copy = path.join(folder, path.basename(bundle));
    fs.cpSync(bundle, this.copy, { recursive: true });
    this.plan = planIn(this.copy);
    this.lines = linesOf(this.copy);
  }

  /**
   * Changes a recording as somebody would who can write everything anew: numbers, references, chain of seals, renderings and bag are made
   * again, so that nothing but the facts themselves can tell.
   */
  forge(change: (lines: Line[]) => Line[]): Forged {
    return this.verified(this.changed(change));
  }

  /** The same, which for a change that its facts give away makes nothing anew. */
  forgeFacts(change: (lines: Line[]) => Line[]): Forged {
    const judged = this.changed(change);
    return (judged && refusedBy(judged)) ?? this.verified(judged);
  }

  private changed(change: (lines: Line[]) => Line[]): Judged | undefined {
    fs.writeFileSync(path.join(this.copy, OBSERVATIONS), sealed(this.copy, renumbered(change([...this.lines]))));
    return this.judged();
  }

  private verified(judged: Judged | undefined): Forged {
    if (judged?.outcome) this.write(judged.outcome, judged.collector.identity('producer') ?? '');
    return outcomeOf(verifyBundle(this.copy, NOTHING_EXPECTED));
  }

  /** What can't even be judged or rendered is refused as it stands. */
  private write(outcome: NonNullable<Judged['outcome']>, software: string): void {
    try {
      for (const { name, text } of renderings(outcome)) fs.writeFileSync(path.join(this.copy, 'data', name), text);
      writeBag(this.copy, { executionId: outcome.executionId, baggingDate: outcome.finishedAt.slice(0, 10), software });
    } catch {
      return;
    }
  }

  private judged(): Judged | undefined {
    try {
      return judgeBundle(this.copy, this.plan);
    } catch {
      return undefined;
    }
  }

  close(): void {
    fs.rmSync(this.copy, { recursive: true });
  }
}

/** One forgery of a bundle. @param folder an empty one */
export function forge(bundle: string, folder: string, change: (lines: Line[]) => Line[]): Forged {
  const forger = new Forger(bundle, folder);
  try {
    return forger.forge(change);
  } finally {
    forger.close();
  }
}

/**
 * A copy as a program of another version would have left it: what it recorded of itself, and a report of its own.
 * @param changed the file that it has in other words. @returns its folder
 */
export function ofVersion(
  bundle: string,
  folder: string,
  versions: { readonly judge?: number; readonly render?: number },
  changed = 'report.md',
): string {
  const copy = path.join(folder, path.basename(bundle));
  const forger = new Forger(bundle, folder);
  forger.forge((lines) => lines.map((line) => (line.type === 'execution.started' ? { ...line, ...versions } : line)));
  fs.appendFileSync(path.join(copy, 'data', changed), 'in other words\n');
  rebag(copy);
  return copy;
}

/** Makes the bag of a bundle anew, with what it says of itself. */
export function rebag(bundle: string): void {
  const info = fs.readFileSync(path.join(bundle, TAGS.info), 'utf8');
  const [software = '', baggingDate = '', executionId = ''] = info.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
  writeBag(bundle, { executionId, baggingDate, software });
}

/** What the program does that finds its own bundle to be such a one: whether it is kept as one file, and nothing states anything of it. */
export async function keptAside(bundle: string, folder: string, change: (lines: Line[]) => Line[]): Promise<boolean> {
  const copy = path.join(folder, path.basename(bundle));
  fs.cpSync(bundle, copy, { recursive: true });
  try {
    fs.writeFileSync(path.join(copy, OBSERVATIONS), sealed(copy, renumbered(change(linesOf(copy)))));
    for (const file of Object.values(TAGS)) fs.rmSync(path.join(copy, file), { force: true });
    await finishBundle(copy, planIn(copy), new Secrets([], {}));
    return false;
  } catch (error) {
    if (!(error instanceof UnverifiedBundle)) throw error;
    return error.zip !== undefined && fs.existsSync(error.zip.path) && !fs.existsSync(`${error.folder}.statement.json`);
  } finally {
    for (const made of fs.readdirSync(folder)) fs.rmSync(path.join(folder, made), { recursive: true });
  }
}

/** What verifying finds before it compares anything: then nothing need be written anew. */
function refusedBy({ seals, doubts, inconsistencies, decision }: Judged): Forged | undefined {
  const found = [...seals.problems, ...doubts, ...inconsistencies];
  if (found.length === 0 || seals.incomplete !== undefined) return undefined;
  return {
    accepted: false,
    status: decision.status,
    problems: found.map(({ seq, message }) => problemText(OBSERVATIONS, seq, message)),
    placed: [seals.problems, doubts, inconsistencies].every((some) => some.length === 0 || some.some(({ seq = 0 }) => seq > 0)),
  };
}

function outcomeOf({ checks, exitCode, status }: Verification): Forged {
  return {
    accepted: exitCode === 0,
    status,
    problems: checks.flatMap((check) => check.problems).map(({ file, seq, message }) => problemText(file, seq, message)),
    placed: checks.every(({ result, problems: own }) => result !== 'differs' || own.some(isPlaced)),
  };
}

function problemText(file: string, seq: number | undefined, message: string): string {
  return `${file}${seq === undefined ? '' : `, seq ${seq}`}: ${message}`;
}

/** A problem of the recording says at which fact or seal. */
function isPlaced({ file, seq }: { readonly file: string; readonly seq?: number }): boolean {
  return file !== OBSERVATIONS || seq !== undefined;
}

/** Every line gets the next number; what refers to a number follows it. */
function renumbered(lines: readonly Line[]): Line[] {
  const numbers = new Map(lines.map(({ seq }, index) => [seq, index + 1]));
  return lines.map((line, index) => ({
    ...line,
    seq: index + 1,
    ...(line.type === 'control' && { because: numbers.get(line['because']) ?? line['because'] }),
  }));
}

function sealed(bundle: string, lines: readonly Line[]): string {
  let [prev, part, out] = [sha256(fs.readFileSync(path.join(bundle, 'data/plan.json'), 'utf8')), '', ''];
  for (const line of lines) {
    if (line.type !== 'seal') {
      part += `${JSON.stringify(line)}\n`;
      continue;
    }
    if (part === '') continue;
    const seal = `${JSON.stringify({ ...line, sha256: sha256(part), prev })}\n`;
    out += part + seal;
    [prev, part] = [sha256(seal), ''];
  }
  return out + part;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
