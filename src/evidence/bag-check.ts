import fs from 'node:fs';
import path from 'node:path';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { type BagInfo, csvText, DECLARATION, infoText, manifestText, oxumOf, type Row, tagManifestText, TAGS } from './bag.ts';
import { hashFile, hashing } from './hash.ts';
import { MOST } from './read.ts';
import { isPlainPath } from './paths.ts';
import type { EvidenceProblem } from './problem.ts';
import { listTree } from './tree.ts';

export interface BagReport {
  /** Each names its file. */
  readonly problems: readonly EvidenceProblem[];
  /** It was never made a bag, or what makes it one is gone. */
  readonly incomplete?: string;
  /** What bag-info.txt says; absent when it can't be read. */
  readonly info?: BagInfo;
}

/** Checks a bag's folder: every file is listed and what it was, nothing else is there, and the lists are as they were written. */
export function checkBag(folder: string): BagReport {
  return atOnce(checkingBag(folder));
}

/** The same, piece by piece. */
export function* checkingBag(folder: string): Pieces<BagReport> {
  const { files, odd } = listTree(folder);
  const tags = new Set<string>(Object.values(TAGS));
  const lost = Object.values(TAGS).filter((tag) => !files.includes(tag));
  if (lost.includes(TAGS.manifest)) return { problems: [], incomplete: `${TAGS.manifest} is missing: the bundle was never finished` };
  const payload = files.filter((file) => file.startsWith('data/'));
  if (payload.length === 0) return { problems: [], incomplete: 'data/ holds no file' };
  const check = new Check(folder);
  for (const { path, message } of odd) check.object(path, message);
  for (const tag of lost) check.object(tag, 'missing');
  for (const file of files) if (!tags.has(file) && !file.startsWith('data/')) check.object(file, 'not part of a bundle');
  const found: Row[] = [];
  for (const file of payload) found.push({ path: file, ...(yield* hashing(path.join(folder, file))) });
  const info = check.all(found);
  return { problems: check.problems, ...(info && { info }) };
}

class Check {
  readonly problems: EvidenceProblem[] = [];
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  object(file: string, message: string, line?: number): void {
    this.problems.push({ file, message, ...(line !== undefined && { line }) });
  }

  all(found: readonly Row[]): BagInfo | undefined {
    const listed = this.manifest();
    const intact = this.payload(found, listed);
    this.sameText(TAGS.declaration, DECLARATION);
    const text = this.text(TAGS.csv);
    const sizes = new Map(found.map(({ path, bytes }) => [path, bytes]));
    const rows = [...listed].map(([path, sha256]) => ({ path, sha256, bytes: sizes.get(path) ?? 0 }));
    // A payload file that is off is one problem; that its size then differs from the lists is not another.
    if (text !== undefined) this.sameText(TAGS.csv, csvText(intact ? rows : withSizesOf(text, rows)));
    const info = this.info(intact ? oxumOf(found) : undefined);
    this.sameText(
      TAGS.tagManifest,
      tagManifestText((tag) => this.hashOf(tag)),
    );
    return info;
  }

  /** Path and hash of every file that the manifest lists. */
  private manifest(): Map<string, string> {
    const listed = new Map<string, string>();
    const text = this.text(TAGS.manifest) ?? '';
    for (const [index, line] of linesOf(text).entries()) {
      const [, sha256, file] = /^([0-9a-f]{64}) {2}(data\/.+)$/.exec(line) ?? [];
      if (sha256 === undefined || file === undefined || !isPlainPath(file)) this.object(TAGS.manifest, 'not a hash and a path', index + 1);
      else if (listed.has(file)) this.object(TAGS.manifest, `lists ${file} a second time`, index + 1);
      else listed.set(file, sha256);
    }
    const inOrder = [...listed].map(([path, sha256]) => ({ path, sha256 })).sort((a, b) => (a.path < b.path ? -1 : 1));
    if (this.problems.every(({ file }) => file !== TAGS.manifest)) this.sameText(TAGS.manifest, manifestText(inOrder));
    return listed;
  }

  /** @returns whether the payload is exactly what the manifest lists. */
  private payload(found: readonly Row[], listed: ReadonlyMap<string, string>): boolean {
    const before = this.problems.length;
    const unlisted = found.filter(({ path }) => !listed.has(path));
    const present = new Set(found.map(({ path }) => path));
    for (const { path, sha256 } of found) {
      const expected = listed.get(path);
      if (expected === undefined) this.object(path, `not listed in ${TAGS.manifest}`);
      else if (expected !== sha256) this.object(path, `changed: its SHA-256 is ${sha256}, ${TAGS.manifest} has ${expected}`);
    }
    for (const [path, sha256] of listed) {
      const renamed = unlisted.find((row) => row.sha256 === sha256);
      if (!present.has(path)) this.object(path, renamed ? `missing; ${renamed.path} has its bytes` : 'missing');
    }
    return this.problems.length === before;
  }

  private info(oxum: string | undefined): BagInfo | undefined {
    const text = this.text(TAGS.info);
    if (text === undefined) return undefined;
    const [, software, baggingDate, executionId, written] =
      /^Bag-Software-Agent: (.+)\nBagging-Date: (\d{4}-\d\d-\d\d)\nExternal-Identifier: (.+)\nPayload-Oxum: (\d+\.\d+)\n$/.exec(text) ?? [];
    if (software === undefined || baggingDate === undefined || executionId === undefined || written === undefined) {
      this.object(TAGS.info, 'not in the form of one');
      return undefined;
    }
    const info = { software, baggingDate, executionId };
    this.sameText(TAGS.info, infoText(info, oxum ?? written));
    return info;
  }

  /** Compares a tag file with what it should be, and names the first line that differs. */
  private sameText(tag: string, expected: string): void {
    const text = this.text(tag);
    if (text === undefined || text === expected) return;
    const actual = text.split('\n');
    const wanted = expected.split('\n');
    const line = actual.findIndex((line, at) => line !== wanted[at]);
    if (line < 0 || expected.startsWith(text)) this.object(tag, 'cut short', actual.length);
    else this.object(tag, `${quoted(actual[line])} where ${quoted(wanted[line])} should be`, line + 1);
  }

  private hashOf(tag: string): string {
    const file = path.join(this.folder, tag);
    return isFile(file) ? hashFile(file).sha256 : '';
  }

  /** A tag file's text; undefined when it is missing, which is a problem of its own. */
  private text(tag: string): string | undefined {
    const file = path.join(this.folder, tag);
    if (!isFile(file)) return undefined;
    if (fs.statSync(file).size <= MOST.record) return fs.readFileSync(file, 'latin1');
    this.object(tag, 'longer than any bundle needs');
    return undefined;
  }
}

function isFile(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function withSizesOf(csv: string, rows: readonly Row[]): Row[] {
  const sizes = new Map(linesOf(csv).map((line) => [line.split(',')[0], Number(line.split(',')[2])]));
  return rows.map((row) => ({ ...row, bytes: sizes.get(row.path) ?? row.bytes }));
}

/** The lines of a text, without the nothing after its last newline. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function quoted(line: string | undefined): string {
  if (line === undefined) return 'the end';
  return JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line);
}
