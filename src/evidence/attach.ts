import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { atOnce, type Pieces } from '../core/pieces.ts';
import type { Redactor } from '../redact/redact.ts';
import type { Allows } from '../redact/pattern-stream.ts';
import type { Hit, RedactingStream } from '../redact/redact-stream.ts';
import { BUNDLE, MAX_PATH } from './paths.ts';
import { whyNotRemoved } from './remove.ts';
import { cleanStart } from './window.ts';
import { slugPath } from './slug.ts';
import { TakenNames } from './taken-names.ts';

/** A copy in the bundle: what an `attachment` records. */
export interface Attached {
  /** Below `data/`: `gates/smoke/stdout-1.log`. */
  readonly path: string;
  /** Of the copy, redacted. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where secrets stood, the first 100. */
  readonly redactions: readonly Hit[];
  /**
   * A line that says so stands in its place: it is binary and holds a secret, and can't be redacted and be what it was; or it holds what
   * is recognised by its form alone, of which nobody knows how much it is.
   */
  readonly withheld: boolean;
}

export interface AttachRequest {
  /** The file to copy. */
  readonly source: string;
  /** The bundle's folder. */
  readonly bundle: string;
  readonly gate: string;
  /** The name that it should have below `data/gates/<gate>/`; it becomes a slug, with a number if that is taken. */
  readonly name: string;
  /** The first byte to copy; 0 if absent. */
  readonly from?: number;
  readonly redactor: Redactor;
  /** Rules whose findings may stay in it: a file is known by its own name, and by that in the bundle. */
  readonly allows?: (rule: string, path: string) => boolean;
  /** Of this bundle; without it the folder is read. */
  readonly taken?: TakenNames;
}

/** The longest folder of a gate, in characters. */
const MAX_GATE = 60;

/** Where the files of a gate stand, below `data/`. */
export function gateFolder(gate: string): string {
  return `${path.posix.basename(BUNDLE.gates)}/${slugPath(gate, MAX_GATE)}`;
}

/** Characters left for the numbers that make names unique. */
const NUMBERS = 24;

/** No piece of work leaves anything in it. */
const buffer = Buffer.allocUnsafe(1 << 18);

/**
 * Copies a file into a gate's evidence: as long as it is now (a log may grow meanwhile), redacted, hashed in the same pass, in
 * constant memory. @throws when it is no regular file or can't be read.
 */
export function attachFile(request: AttachRequest): Attached {
  return atOnce(attaching(request));
}

/** The same, piece by piece. What is broken off leaves nothing. */
export function* attaching({
  source,
  bundle,
  gate,
  name,
  from = 0,
  redactor,
  allows,
  taken = new TakenNames(),
}: AttachRequest): Pieces<Attached> {
  if (!fs.statSync(source).isFile()) throw new Error(`${source}: not a regular file`);
  const folder = gateFolder(gate);
  const room = MAX_PATH - NUMBERS - `${BUNDLE.data}/${folder}/`.length;
  const file = newFile(path.join(bundle, BUNDLE.data), `${folder}/${cleanSlug(name, room, redactor)}`, taken);
  try {
    const copy = yield* copyInto(file.fd, { source, from, allows: (rule) => allows?.(rule, file.path) ?? false }, redactor);
    return { path: file.path, ...copy };
  } catch (error) {
    whyNotRemoved(path.join(bundle, BUNDLE.data, file.path));
    throw error;
  }
}

/** What a slug leaves out may have been all that kept a secret apart: so the slug is redacted, too. */
function cleanSlug(name: string, room: number, redactor: Redactor): string {
  const slug = slugPath(redactor.text(name).text, room);
  return slugPath(redactor.text(slug).text, room);
}

/** What to copy. */
interface Source {
  readonly source: string;
  readonly from: number;
  readonly allows: Allows;
}

function* copyInto(fd: number, { source, from, allows }: Source, redactor: Redactor): Pieces<Omit<Attached, 'path'>> {
  const input = fs.openSync(source, 'r');
  try {
    const sink = new Sink(fd);
    const redaction = redactor.stream(allows);
    let binary = false;
    const end = fs.fstatSync(input).size;
    for (let at = cleanStart(source, from, redactor); at < end;) {
      const got = fs.readSync(input, buffer, 0, Math.min(end - at, buffer.length), at);
      if (got === 0) break;
      at += got;
      const piece = buffer.subarray(0, got);
      binary ||= piece.includes(0);
      sink.put(redaction.push(piece));
      yield;
    }
    sink.put(redaction.end());
    const spoiled = binary && redaction.count > 0;
    const withheld = spoiled || redaction.harms;
    if (withheld) sink.replace(withheldText(redaction, redaction.harms ? 'a file' : 'a binary file'));
    return { ...sink.digest(), redactions: redaction.hits, withheld };
  } finally {
    fs.closeSync(input);
    fs.closeSync(fd);
  }
}

/** So many rules are named. */
const NAMED = 10;

/** By its rule each, the first place. */
function withheldText({ hits }: RedactingStream, what: string): string {
  const found = hits.filter(({ allowed }) => !allowed);
  const firsts = found.filter(({ rule }, index) => found.findIndex((hit) => hit.rule === rule) === index).slice(0, NAMED);
  const places = firsts.map(({ rule, by, line }) => (by === 'value' ? rule : `${rule} in line ${line}`));
  return `withheld: ${what} in which a secret was found (${places.join(', ')})\n`;
}

/** A file being written, and the hash of what was. */
class Sink {
  private readonly fd: number;
  private hash = createHash('sha256');
  private bytes = 0;

  constructor(fd: number) {
    this.fd = fd;
  }

  put(data: Uint8Array): void {
    for (let done = 0; done < data.length;) done += fs.writeSync(this.fd, data, done, data.length - done, this.bytes + done);
    this.hash.update(data);
    this.bytes += data.length;
  }

  replace(text: string): void {
    fs.ftruncateSync(this.fd, 0);
    this.hash = createHash('sha256');
    this.bytes = 0;
    this.put(Buffer.from(text));
  }

  digest(): { sha256: string; bytes: number } {
    return { sha256: this.hash.digest('hex'), bytes: this.bytes };
  }
}

/** Creates a file of a name that is free, also where upper and lower case are one. */
function newFile(data: string, wanted: string, taken: TakenNames): { fd: number; path: string } {
  const names = wanted.split('/');
  const steps: string[] = [];
  for (const name of names) {
    const kind = steps.length === names.length - 1 ? 'file' : 'folder';
    steps.push(taken.take(path.join(data, ...steps), name, kind));
  }
  const target = path.join(data, ...steps);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  return { fd: fs.openSync(target, 'wx+'), path: steps.join('/') };
}
