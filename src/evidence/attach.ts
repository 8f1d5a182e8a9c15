import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Hit, RedactingStream, Redactor } from '../measure/redact.ts';
import { BUNDLE, MAX_PATH } from './paths.ts';
import { numbered, slugPath } from './slug.ts';

/** A copy in the bundle: what an `attachment` records. */
export interface Attached {
  /** Below `data/`: `gates/smoke/stdout-1.log`. */
  readonly path: string;
  /** Of the copy, redacted. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where secrets stood, the first 100. */
  readonly redactions: readonly Hit[];
  /** It is binary and holds a secret: it can't be redacted and be what it was, so a line that says so stands in its place. */
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
  readonly redactor: Redactor;
}

const buffer = Buffer.allocUnsafe(1 << 20);

/**
 * Copies a file into a gate's evidence: as long as it is now (a log may grow meanwhile), redacted, hashed in the same pass, in
 * constant memory. @throws when it is no regular file or can't be read.
 */
export function attachFile({ source, bundle, gate, name, redactor }: AttachRequest): Attached {
  if (!fs.statSync(source).isFile()) throw new Error(`${source}: not a regular file`);
  const folder = `${path.posix.basename(BUNDLE.gates)}/${slugPath(gate, 80)}`;
  const slot = freeSlot(path.join(bundle, BUNDLE.data), folder, redactor.text(name).text);
  const copy = copyInto(slot.fd, source, redactor.stream());
  return { path: slot.path, ...copy };
}

function copyInto(fd: number, source: string, redaction: RedactingStream): Omit<Attached, 'path'> {
  const input = fs.openSync(source, 'r');
  try {
    const sink = new Sink(fd);
    let binary = false;
    for (let left = fs.fstatSync(input).size; left > 0;) {
      const got = fs.readSync(input, buffer, 0, Math.min(left, buffer.length), null);
      if (got === 0) break;
      left -= got;
      const piece = buffer.subarray(0, got);
      binary ||= piece.includes(0);
      sink.put(redaction.push(piece));
    }
    sink.put(redaction.end());
    const withheld = binary && redaction.count > 0;
    if (withheld) sink.replace(withheldText(redaction));
    return { ...sink.digest(), redactions: redaction.hits, withheld };
  } finally {
    fs.closeSync(input);
    fs.closeSync(fd);
  }
}

function withheldText({ hits }: RedactingStream): string {
  return `withheld: a binary file in which a secret was found (${[...new Set(hits.map(({ rule }) => rule))].join(', ')})\n`;
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
function freeSlot(data: string, folder: string, name: string): { fd: number; path: string } {
  const room = MAX_PATH - `${BUNDLE.data}/${folder}/`.length;
  const wanted = slugPath(name, room);
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : numbered(wanted, number, room);
    const file = `${folder}/${slug}`;
    if (isTaken(data, file)) continue;
    fs.mkdirSync(path.dirname(path.join(data, file)), { recursive: true });
    return { fd: fs.openSync(path.join(data, file), 'wx+'), path: file };
  }
}

/** Whether a file stands there, or a name on the way differs from one that is there only in upper and lower case, or is a file. */
function isTaken(data: string, file: string): boolean {
  const steps = file.split('/');
  return steps.some((step, index) => {
    const above = path.join(data, ...steps.slice(0, index));
    if (!fs.existsSync(above)) return false;
    const twin = fs.readdirSync(above, { withFileTypes: true }).find((entry) => entry.name.toLowerCase() === step.toLowerCase());
    if (!twin) return false;
    return index === steps.length - 1 || twin.name !== step || !twin.isDirectory();
  });
}
