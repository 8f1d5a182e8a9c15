import path from 'node:path';
import type { RestoredFile } from '../core/facts/recording.ts';
import { BUNDLE } from '../evidence/paths.ts';
import { putBackFile } from '../evidence/put-back.ts';
import type { Journal } from './journal.ts';
import type { Watcher } from './world.ts';

/** What an execution begins with, and what every verdict is derived from. */
export interface Beginning {
  readonly config: Uint8Array;
  readonly plan: Uint8Array;
}

/**
 * The records of this execution in its folder, which every command can touch that runs as the same user. What was done to them is
 * put back: the bytes are ours. That it was done is recorded, with the gate that ran when it was seen.
 */
export class OwnRecords {
  private readonly folder: string;
  private readonly files: readonly (readonly [RestoredFile, Uint8Array])[];
  private readonly watcher: Pick<Watcher, 'notice'>;
  private readonly journal: () => Pick<Journal, 'gate' | 'recordGlobal'>;

  /** @param beginning absent in a process that goes on with an execution: it has not written these files */
  constructor(
    folder: string,
    beginning: Beginning | undefined,
    parts: { readonly watcher: Pick<Watcher, 'notice'>; readonly journal: () => Pick<Journal, 'gate' | 'recordGlobal'> },
  ) {
    this.folder = folder;
    this.files = beginning
      ? [
          [BUNDLE.config, beginning.config],
          [BUNDLE.plan, beginning.plan],
        ]
      : [];
    this.watcher = parts.watcher;
    this.journal = parts.journal;
  }

  /** Says at once that a file was put back. @returns what records it, for when facts can be recorded */
  restored(file: RestoredFile): () => void {
    const during = this.journal().gate;
    this.watcher.notice(during, `something that ran removed or replaced ${file} in the folder of this execution; it was put back`);
    return () => void this.journal().recordGlobal({ type: 'record.restored', file, ...(during !== undefined && { during }) });
  }

  /** Puts back plan and configuration where something changed them. @returns what records it */
  putBack(): readonly (() => void)[] {
    const changed = this.files.filter(([name, bytes]) => putBackFile(path.join(this.folder, name), bytes));
    return changed.map(([name]) => this.restored(name));
  }
}
