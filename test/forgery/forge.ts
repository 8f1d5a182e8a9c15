import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Secrets } from '../../src/live/environment.ts';
import { finishBundle, UnverifiedBundle } from '../../src/app/bundle/finish-bundle.ts';
import { planIn } from '../../src/app/bundle/judge-bundle.ts';
import { NOTHING_EXPECTED, type Verification, verifyBundle } from '../../src/app/bundle/verify-bundle.ts';
import { TAGS } from '../../src/evidence/bag.ts';

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
  /** Of one that its own maker refused: it is there as one file, and nothing states anything of it. */
  readonly kept?: boolean;
  /** Whether each check that differs says where: a file, and for facts a number. */
  readonly placed: boolean;
}

/**
 * Changes a recording as somebody would who can write everything anew: numbers, references, chain of seals, renderings and bag are made
 * again, so that nothing but the facts themselves can tell.
 */
export async function forge(bundle: string, folder: string, change: (lines: Line[]) => Line[]): Promise<Forged> {
  const copy = path.join(folder, path.basename(bundle));
  fs.cpSync(bundle, copy, { recursive: true });
  try {
    fs.writeFileSync(path.join(copy, OBSERVATIONS), sealed(copy, renumbered(change(linesOf(copy)))));
    return outcomeOf(await finished(copy));
  } finally {
    for (const made of fs.readdirSync(folder)) fs.rmSync(path.join(folder, made), { recursive: true });
  }
}

async function finished(copy: string): Promise<Verification & { readonly kept?: boolean }> {
  for (const file of Object.values(TAGS)) fs.rmSync(path.join(copy, file), { force: true });
  try {
    const { folder } = await finishBundle(copy, planIn(copy), new Secrets([], {}));
    return verifyBundle(folder, NOTHING_EXPECTED);
  } catch (error) {
    // What can't even be rendered is refused as it stands.
    if (!(error instanceof UnverifiedBundle)) return verifyBundle(copy, NOTHING_EXPECTED);
    return {
      ...error.verification,
      kept: error.zip !== undefined && fs.existsSync(error.zip.path) && !fs.existsSync(`${error.folder}.statement.json`),
    };
  }
}

function outcomeOf({ checks, exitCode, status, kept }: Awaited<ReturnType<typeof finished>>): Forged {
  const problems = checks.flatMap((check) => check.problems);
  return {
    accepted: exitCode === 0,
    ...(kept !== undefined && { kept }),
    status,
    problems: problems.map(({ file, seq, message }) => `${file}${seq === undefined ? '' : `, seq ${seq}`}: ${message}`),
    placed: checks.every(({ result, problems: own }) => result !== 'differs' || own.some(isPlaced)),
  };
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
