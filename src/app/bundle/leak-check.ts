import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { makeQuarantine, quarantineOf } from '../../evidence/quarantine.ts';
import { listTree } from '../../evidence/tree.ts';
import type { Secrets } from '../../live/environment.ts';
import { standardMatching } from '../../redact/pattern-matching.ts';
import { Redactor } from '../../redact/redact.ts';
import type { Hit } from '../../redact/redact-stream.ts';

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
 * there, and what the plan allows.
 * @throws LeakingBundle, and the bundle is where nothing is published from
 */
export function refuseLeaks(folder: string, plan: Plan, secrets: Secrets): void {
  const leaks = leaksIn(folder, plan, secrets);
  if (leaks.length === 0) return;
  const aside = asideOf(folder);
  makeQuarantine(folder);
  fs.renameSync(folder, aside);
  throw new LeakingBundle(aside, leaks);
}

function leaksIn(folder: string, plan: Plan, secrets: Secrets): readonly Leak[] {
  const values = new Redactor(secrets.entries(), standardMatching());
  const forms = new Redactor([], standardMatching());
  const allowed = new Set(plan.allowSecrets?.map(({ rule }) => rule));
  const { files } = listTree(folder);
  return files.flatMap((file) => {
    // Words of our own may be somebody's secret: they are looked for in what others wrote.
    const redactor = file.includes(`${BUNDLE.gates}/`) ? values : forms;
    const hits = [...redactor.text(file).hits, ...hitsIn(path.join(folder, file), redactor)];
    return hits.filter(({ rule, by, example }) => !example && !(by === 'pattern' && allowed.has(rule))).map((hit) => ({ file, hit }));
  });
}

const buffer = Buffer.allocUnsafe(1 << 20);

function hitsIn(file: string, redactor: Redactor): readonly Hit[] {
  const stream = redactor.stream();
  const fd = fs.openSync(file, 'r');
  try {
    for (let got = fs.readSync(fd, buffer); got > 0; got = fs.readSync(fd, buffer)) stream.push(buffer.subarray(0, got));
  } finally {
    fs.closeSync(fd);
  }
  stream.end();
  return stream.hits;
}
