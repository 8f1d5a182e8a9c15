import fs from 'node:fs';
import path from 'node:path';
import { attachFile } from '../evidence/attach.ts';
import { isFuture } from '../core/origin.ts';
import { EVIDENCE_GATE } from '../core/plan.ts';
import type { FileLabels } from '../core/ports.ts';
import { systemCode } from '../evidence/problem.ts';
import { hasRoom, type Volume } from '../evidence/limits.ts';
import { TakenNames } from '../evidence/taken-names.ts';
import { listTree } from '../evidence/tree.ts';
import type { Redactor } from '../redact/redact.ts';
import type { Journal } from './journal.ts';

/** A file to keep: where it lies, and the name by which the user knows it. */
export interface Kept {
  readonly source: string;
  readonly original: string;
  /** Where it goes below `data/gates/<gate>/`. */
  readonly name: string;
  readonly handWritten?: true;
  /** A probe asked for it: that it is gone is judged. */
  readonly captured?: true;
  /** The first byte to keep, from 0. */
  readonly from?: number;
  readonly labels?: FileLabels;
}

/** How a kept file is recorded: as evidence of the gate, or as something that was gathered after its end. */
export type CaptureType = 'attachment' | 'after.attachment';

/** Copies files into the bundle, redacted, and records each with its hash. */
export class Capture {
  private readonly bundle: string;
  private readonly redactor: Redactor;
  private readonly journal: Journal;
  private readonly startedAtMs: number;
  private readonly taken = new TakenNames();
  private volume: Volume;

  /** @param startedAtMs wall clock, ms, at which the execution started: file times are recorded relative to it. */
  constructor(parts: { bundle: string; redactor: Redactor; journal: Journal; startedAtMs: number }) {
    this.bundle = parts.bundle;
    this.redactor = parts.redactor;
    this.journal = parts.journal;
    this.startedAtMs = parts.startedAtMs;
    this.volume = volumeOf(parts.bundle);
  }

  /** @returns its path in the bundle; undefined for a file that is not there or can't be read, or for which a bundle has no room: each is recorded. */
  attach(gate: string, kept: Kept, type: CaptureType = 'attachment'): string | undefined {
    const found = readable(kept.source);
    const stat = typeof found === 'string' || hasRoom(this.volume, found.size - (kept.from ?? 0)) ? found : 'MISSED';
    if (typeof stat === 'string') {
      this.journal.record({
        ...kept.labels,
        type: type === 'attachment' ? 'file' : 'after.file',
        gate,
        path: kept.original,
        code: stat,
        ...(kept.captured && { captured: true as const }),
      });
      return undefined;
    }
    const attached = attachFile({
      source: kept.source,
      bundle: this.bundle,
      gate,
      name: kept.name,
      from: kept.from ?? 0,
      redactor: this.redactor,
      taken: this.taken,
    });
    this.volume = { entries: this.volume.entries + 1, bytes: this.volume.bytes + attached.bytes };
    this.journal.record({
      ...kept.labels,
      type,
      basis: 'file',
      gate,
      path: attached.path,
      sha256: attached.sha256,
      bytes: attached.bytes,
      modifiedAt: Math.round(stat.mtimeMs - this.startedAtMs),
      ...(isFuture(stat.mtimeMs, Date.now()) && { future: true as const }),
      existedBefore: stat.birthtimeMs > 0 && stat.birthtimeMs < this.startedAtMs,
      original: kept.original,
      ...(kept.handWritten && { handWritten: true as const }),
      ...(kept.from !== undefined && { from: kept.from }),
      ...(attached.withheld && { withheld: true as const }),
    });
    for (const { rule, line, column } of attached.redactions) {
      this.journal.record({ type: 'leak', gate: EVIDENCE_GATE, secret: rule, file: attached.path, line, column });
    }
    return attached.path;
  }
}

/** What a bundle holds already. */
function volumeOf(bundle: string): Volume {
  const { files } = listTree(bundle);
  return { entries: files.length, bytes: files.reduce((sum, file) => sum + fs.statSync(path.join(bundle, file)).size, 0) };
}

/** A file that can be copied, or why it can't. */
function readable(file: string): fs.Stats | 'NOT_FOUND' | 'PERMISSION' {
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile()) return 'NOT_FOUND';
    fs.accessSync(file, fs.constants.R_OK);
    return stat;
  } catch (error) {
    const code = systemCode(error);
    return code === 'EACCES' || code === 'EPERM' ? 'PERMISSION' : 'NOT_FOUND';
  }
}

/**
 * Every regular file below a folder, as paths relative to it, sorted, and each folder that can't be read: to be copied, which fails.
 * Symbolic links are not followed.
 */
export function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return [...walk(folder)].map((file) => path.relative(folder, file)).sort();
}

function* walk(folder: string): Iterable<string> {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    yield folder;
    return;
  }
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(full);
    else if (entry.isFile()) yield full;
  }
}
