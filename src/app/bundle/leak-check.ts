import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { stringOf } from '../../core/observation.ts';
import { atOnce, type Pieces } from '../../core/pieces.ts';
import type { AllowedSecret, Plan } from '../../core/plan.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { makeQuarantine, quarantineOf } from '../../evidence/quarantine.ts';
import { listTree } from '../../evidence/tree.ts';
import type { Secrets } from '../../live/environment.ts';
import { allowedAt } from '../../gates/shared/leak.ts';
import { allowedIndex } from '../../redact/allowed.ts';
import { standardMatching } from '../../redact/pattern-matching.ts';
import { Redactor } from '../../redact/redact.ts';
import type { Hit } from '../../redact/redact-stream.ts';
import { isDoubtful } from '../../redact/rules/all.ts';
import { replay } from './judge-bundle.ts';

/** A bundle that was ready still holds a secret: it is set aside, and nothing of it may be published. */
export class LeakingBundle extends SetupError {
  constructor(aside: string, leaks: readonly Leak[]) {
    const places = leaks.slice(0, MOST).map(({ file, hit }) => `${hit.rule} in ${file}:${hit.line}`);
    super(
      'a secret is left in the evidence, so nothing of it is published',
      ...places,
      `the evidence is kept as ${aside}; that no secret is left in it is the duty of this program, so please report it without the secret`,
    );
    this.name = 'LeakingBundle';
  }
}

/** So many places are named. */
const MOST = 5;

/** A secret, and the file of the bundle in which it was found. */
interface Leak {
  readonly file: string;
  readonly hit: Hit;
}

/** Where evidence lies that still holds a secret. */
export function asideOf(folder: string): string {
  return path.join(quarantineOf(folder), 'evidence');
}

/**
 * Looks once more for secrets, in the bundle as it would be published: its files, and their names. What documentation shows may stand
 * there, and what the plan allows. What is doubtful was redacted where it came in: between words of ours, more would look like it.
 * @throws LeakingBundle, and the bundle is where nothing is published from
 */
export function refuseLeaks(folder: string, plan: Plan, secrets: Secrets): void {
  atOnce(refusingLeaks(folder, plan, secrets));
}

/** The same, piece by piece. */
export function* refusingLeaks(folder: string, plan: Plan, secrets: Secrets): Pieces<void> {
  const leaks = yield* leaksIn(folder, plan, secrets);
  if (leaks.length === 0) return;
  const aside = asideOf(folder);
  makeQuarantine(folder);
  fs.renameSync(folder, aside);
  throw new LeakingBundle(aside, leaks);
}

function* leaksIn(folder: string, plan: Plan, secrets: Secrets): Pieces<readonly Leak[]> {
  const values = new Redactor(secrets.entries(), standardMatching());
  const forms = new Redactor([], standardMatching());
  const allowances = new Allowances(folder, plan.allowSecrets ?? []);
  const { files } = listTree(folder);
  const leaks: Leak[] = [];
  for (const file of files) {
    // Words of our own may be somebody's secret: they are looked for in what others wrote.
    const redactor = file.includes(`${BUNDLE.gates}/`) ? values : forms;
    const hits = [...redactor.text(file).hits, ...(yield* hitsIn(path.join(folder, file), redactor))];
    for (const hit of hits) {
      const mayStay = hit.by === 'pattern' && (isDoubtful(hit.rule) || allowances.allow(file, hit.rule));
      if (!hit.example && !mayStay) leaks.push({ file, hit });
    }
  }
  return leaks;
}

/** A file of a bundle, or of one that is a part of it: the folder of that bundle, and the name that facts have for the file. */
const OF_BUNDLE = /^((?:data\/parts\/1\/)*)(?:data\/)?(.*)$/;

/** What may stay in which file: by rule and path, as when the file was kept. */
class Allowances {
  private readonly folder: string;
  private readonly allowed: readonly AllowedSecret[];
  private readonly known = new Map<string, Recorded>();

  constructor(folder: string, allowed: readonly AllowedSecret[]) {
    this.folder = folder;
    this.allowed = allowed;
  }

  allow(file: string, rule: string): boolean {
    if (this.allowed.length === 0) return false;
    const [, of = '', name = ''] = OF_BUNDLE.exec(file) ?? [];
    const recorded = this.known.get(of) ?? recordedIn(path.join(this.folder, of), this.allowed);
    this.known.set(of, recorded);
    const originals = recorded.originals.get(name);
    if (originals || name === path.basename(BUNDLE.observations))
      return allowedIndex(this.allowed, rule, [name, ...(originals ?? [])]) >= 0;
    // What is rendered quotes what was kept.
    return recorded.stayed.has(rule);
  }
}

interface Recorded {
  /** How the user knows the files that were kept, by their names in the bundle. */
  readonly originals: ReadonlyMap<string, readonly string[]>;
  /** Rules of what was found and may stay. */
  readonly stayed: ReadonlySet<string>;
}

function recordedIn(bundle: string, allowed: readonly AllowedSecret[]): Recorded {
  const [originals, stayed] = [new Map<string, readonly string[]>(), new Set<string>()];
  replay(bundle, (o) => {
    const { original, rule } = o;
    if (o.type.endsWith('attachment')) originals.set(stringOf(o, 'path'), typeof original === 'string' ? [original] : []);
    else if (o.type === 'leak' && typeof rule === 'string' && allowedAt(o, allowed) >= 0) stayed.add(rule);
  });
  return { originals, stayed };
}

const buffer = Buffer.allocUnsafe(1 << 18);

function* hitsIn(file: string, redactor: Redactor): Pieces<readonly Hit[]> {
  const stream = redactor.stream();
  const fd = fs.openSync(file, 'r');
  try {
    for (let got = fs.readSync(fd, buffer); got > 0; got = fs.readSync(fd, buffer)) {
      stream.push(buffer.subarray(0, got));
      yield;
    }
  } finally {
    fs.closeSync(fd);
  }
  stream.end();
  return stream.hits;
}
