import fs from 'node:fs';
import path from 'node:path';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { SetupError } from '../core/errors.ts';
import { sha256OfBytes } from '../core/sha256.ts';
import { hashing } from './hash.ts';
import { listTree } from './tree.ts';

/** The files around the payload, in BagIt's words tag files. */
export const TAGS = {
  declaration: 'bagit.txt',
  info: 'bag-info.txt',
  manifest: 'manifest-sha256.txt',
  csv: 'SHA256SUMS.csv',
  tagManifest: 'tagmanifest-sha256.txt',
} as const;

export const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

export interface BagInfo {
  readonly executionId: string;
  /** `YYYY-MM-DD`: the UTC date of the final seal. */
  readonly baggingDate: string;
  /** Name and version of the program. */
  readonly software: string;
}

/** A payload file. */
export interface Row {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Makes a folder with `data/` a BagIt 1.0 bag, last of all: the tag files commit to every byte of the payload.
 * @throws when something in it can't be bagged (a symbolic link, an odd name) or read.
 */
export function writeBag(folder: string, info: BagInfo): void {
  atOnce(bagging(folder, info));
}

/** The same, piece by piece. */
export function* bagging(folder: string, info: BagInfo): Pieces<void> {
  const { files, odd } = listTree(folder);
  const [strange] = odd;
  if (strange) throw new SetupError(`${folder}: ${strange.path} can't be bagged: ${strange.message}`);
  const payload = files.filter((file) => file.startsWith('data/'));
  const rows: Row[] = [];
  for (const file of payload) rows.push({ path: file, ...(yield* hashing(path.join(folder, file))) });
  const tags = new Map<string, string>([
    [TAGS.declaration, DECLARATION],
    [TAGS.info, infoText(info, oxumOf(rows))],
    [TAGS.manifest, manifestText(rows)],
    [TAGS.csv, csvText(rows)],
  ]);
  tags.set(
    TAGS.tagManifest,
    tagManifestText((tag) => sha256OfBytes(tags.get(tag) ?? '')),
  );
  for (const [file, text] of tags) fs.writeFileSync(path.join(folder, file), text);
}

export function infoText({ executionId, baggingDate, software }: BagInfo, oxum: string): string {
  return [
    `Bag-Software-Agent: ${software}`,
    `Bagging-Date: ${baggingDate}`,
    `External-Identifier: ${executionId}`,
    `Payload-Oxum: ${oxum}`,
    '',
  ].join('\n');
}

/** Bytes and number of the payload files, as BagIt writes them. */
export function oxumOf(rows: readonly Row[]): string {
  return `${rows.reduce((sum, { bytes }) => sum + bytes, 0)}.${rows.length}`;
}

export function manifestText(rows: readonly Pick<Row, 'path' | 'sha256'>[]): string {
  return rows.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

export function csvText(rows: readonly Row[]): string {
  return `path,sha256,bytes\n${rows.map(({ path, sha256, bytes }) => `${path},${sha256},${bytes}\n`).join('')}`;
}

/** @param hashOf the hash of a tag file. */
export function tagManifestText(hashOf: (tag: string) => string): string {
  const tags = Object.values(TAGS).filter((tag) => tag !== TAGS.tagManifest);
  return manifestText(tags.sort().map((tag) => ({ path: tag, sha256: hashOf(tag) })));
}
