import fs from 'node:fs';
import path from 'node:path';
import { type Attached, attaching } from '../evidence/attach.ts';
import { isFuture } from '../core/origin.ts';
import type { AllowedSecret } from '../core/plan.ts';
import type { FileLabels } from '../core/ports.ts';
import { BUNDLE } from '../evidence/paths.ts';
import { systemCode } from '../evidence/problem.ts';
import { hasRoom, type Volume } from '../evidence/limits.ts';
import { whyNotRemoved } from '../evidence/remove.ts';
import { TakenNames } from '../evidence/taken-names.ts';
import { listTree } from '../evidence/tree.ts';
import { quarantine } from '../evidence/quarantine.ts';
import { breathing } from '../live/breathing.ts';
import { allowedIndex } from '../redact/allowed.ts';
import type { Redactor } from '../redact/redact.ts';
import { type Journal, leakOf } from './journal.ts';

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

/** A copy in the bundle that no fact names yet. */
interface Copy {
  readonly kept: Kept;
  readonly stat: fs.Stats;
  readonly attached: Attached;
}

/** A file of which there is no copy. */
interface Missed {
  readonly kept: Kept;
  readonly code: 'NOT_FOUND' | 'PERMISSION' | 'MISSED';
}

/** Copies files into the bundle, redacted, and records each with its hash. */
export class Capture {
  private readonly bundle: string;
  private readonly redactor: Redactor;
  private readonly journal: Journal;
  private readonly startedAtMs: number;
  private readonly allowed: readonly AllowedSecret[];
  private readonly notice: (line: string) => void;
  private readonly interrupt: AbortSignal;
  private readonly taken = new TakenNames();
  private volume: Volume;

  /**
   * @param startedAtMs wall clock, ms, at which the execution started: file times are recorded relative to it
   * @param notice told where the original of a withheld file lies
   * @param interrupt aborted: nobody waits any more for what a gate's files amount to
   */
  constructor(parts: {
    bundle: string;
    redactor: Redactor;
    journal: Journal;
    startedAtMs: number;
    allowed: readonly AllowedSecret[];
    notice: (line: string) => void;
    interrupt: AbortSignal;
  }) {
    this.bundle = parts.bundle;
    this.redactor = parts.redactor;
    this.journal = parts.journal;
    this.startedAtMs = parts.startedAtMs;
    this.allowed = parts.allowed;
    this.notice = parts.notice;
    this.interrupt = parts.interrupt;
    this.volume = volumeOf(parts.bundle);
  }

  /**
   * Copies a file, records it and has it judged. @returns its path in the bundle; undefined for a file that is not there or can't be read, or
   * for which a bundle has no room: each is recorded. @throws when its gate ends before it is copied
   */
  async attach(gate: string, kept: Kept, type: CaptureType = 'attachment'): Promise<string | undefined> {
    const [copy] = await this.copies(gate, [kept]);
    if (!copy) return undefined;
    const path = this.record(gate, copy, type);
    await this.journal.readOut(() => this.interrupt.aborted);
    this.recordLeaks(copy);
    return path;
  }

  /** Copies files, and records them in one go with what belongs to them. @param then given the path of each @throws as above: then no copy is left */
  async together(
    gate: string,
    files: readonly Kept[],
    type: CaptureType,
    then: (paths: readonly (string | undefined)[]) => void,
  ): Promise<void> {
    const copies = await this.copies(gate, files);
    const paths = copies.map((copy) => this.record(gate, copy, type));
    for (const copy of copies) this.recordLeaks(copy);
    then(paths);
  }

  /** All of them or none. */
  private async copies(gate: string, files: readonly Kept[]): Promise<readonly (Copy | Missed)[]> {
    const running = this.journal.gate;
    const isOver = (): boolean => this.journal.gate !== running;
    const copies: (Copy | Missed)[] = [];
    try {
      for (const kept of files) copies.push(await this.copy(gate, kept, isOver));
      if (isOver()) throw new Error(`gate "${gate}" has ended`);
    } catch (error) {
      for (const copy of copies) if ('attached' in copy) whyNotRemoved(path.join(this.bundle, BUNDLE.data, copy.attached.path));
      throw error;
    }
    return copies;
  }

  private async copy(gate: string, kept: Kept, isOver: () => boolean): Promise<Copy | Missed> {
    const found = readable(kept.source);
    const stat = typeof found === 'string' || hasRoom(this.volume, found.size - (kept.from ?? 0)) ? found : 'MISSED';
    if (typeof stat === 'string') return { kept, code: stat };
    const pieces = attaching({
      source: kept.source,
      bundle: this.bundle,
      gate,
      name: kept.name,
      from: kept.from ?? 0,
      redactor: this.redactor,
      allows: (rule, file) => allowedIndex(this.allowed, rule, [file, kept.original]) >= 0,
      taken: this.taken,
    });
    const attached = await breathing(pieces, isOver);
    this.volume = { entries: this.volume.entries + 1, bytes: this.volume.bytes + attached.bytes };
    return { kept, stat, attached };
  }

  private record(gate: string, copy: Copy | Missed, type: CaptureType): string | undefined {
    const { kept } = copy;
    if ('code' in copy) {
      this.journal.record({
        ...kept.labels,
        type: type === 'attachment' ? 'file' : 'after.file',
        gate,
        path: kept.original,
        code: copy.code,
        ...(kept.captured && { captured: true as const }),
      });
      return undefined;
    }
    const { stat, attached } = copy;
    const withheld = attached.withheld && { withheld: true as const };
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
      ...withheld,
    });
    return attached.path;
  }

  private recordLeaks(copy: Copy | Missed): void {
    if ('code' in copy) return;
    const { kept, attached } = copy;
    const withheld = attached.withheld && { withheld: true as const };
    for (const hit of attached.redactions) {
      const original = hit.by === 'pattern' && { path: kept.original };
      this.journal.record({ ...leakOf(hit), file: attached.path, ...original, line: hit.line, column: hit.column, ...withheld });
    }
    if (attached.withheld) this.setAside(kept, attached.path);
  }

  /** Somebody must be able to look at what was found. */
  private setAside({ source, original }: Kept, file: string): void {
    const withheld = `a secret was found in ${original}, so the evidence does not hold it`;
    try {
      this.notice(`${withheld}; the original is ${quarantine(source, this.bundle, file)}`);
    } catch (error) {
      this.notice(`${withheld}; the original could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
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
