import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { ProcessId } from '../core/ports.ts';
import { bareEnvironment } from './processes/marker.ts';

/** What the guard is told, one JSON object a line. On the end of the pipe without `done` it acts. */
export type GuardMessage =
  | { readonly type: 'execution'; readonly execution: string; readonly folder: string; readonly workFolder: string }
  | { readonly type: 'watch'; readonly service: string; readonly process: ProcessId; readonly log?: string; readonly port?: number }
  | { readonly type: 'forget'; readonly service: string }
  | { readonly type: 'done' };

/** The file in the work folder that tells the guard's number to whoever comes after a crash. */
export const GUARD_PID = 'guard.pid';

/** Pids of the guards of this process: they are no part of what is looked at. */
export const GUARDS = new Set<number>();

/** A second process, in a session of its own, that ends everything of an execution when this one dies, however it dies. */
export class Guard {
  private readonly child: ChildProcess;

  /** @param folder the bundle's folder, for what was recorded to be sealed; `workFolder` is removed afterwards. */
  constructor(execution: string, folders: { readonly folder: string; readonly workFolder: string }) {
    this.child = spawn(process.execPath, [guardScript()], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: bareEnvironment(process.env),
      windowsHide: true,
    });
    if (this.child.pid !== undefined) GUARDS.add(this.child.pid);
    this.child.on('error', () => {});
    this.child.stdin?.on('error', () => {});
    this.child.unref();
    this.tell({ type: 'execution', execution, ...folders });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The guard then also knows this tree by its group, its log and its port. */
  watch(service: string, root: ProcessId, extra: { readonly log?: string; readonly port?: number }): void {
    this.tell({ type: 'watch', service, process: root, ...extra });
  }

  /** Nothing of it is left: its number and its port may be somebody else's by now. */
  forget(service: string): void {
    this.tell({ type: 'forget', service });
  }

  /** Everything has ended in order: the guard has nothing to do. */
  async close(): Promise<void> {
    this.tell({ type: 'done' });
    await this.hangUp();
  }

  /** Something went wrong that we can't mend: the guard ends what is left and makes a bundle of what was recorded. */
  async abandon(): Promise<void> {
    await this.hangUp();
  }

  private async hangUp(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.ref();
    await new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
  }

  private tell(message: GuardMessage): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}

/** The guard's entry: beside or above the chunk that runs, under a name that no chunk has; or its source. */
function guardScript(): string {
  const here = import.meta.dirname;
  const candidates = ['guard-process.js', '../guard-process.js', '../entries/guard-process.ts'].map((file) => path.resolve(here, file));
  const script = candidates.find((file) => fs.existsSync(file));
  if (script === undefined) throw new Error(`no guard beside ${here}`);
  return script;
}
