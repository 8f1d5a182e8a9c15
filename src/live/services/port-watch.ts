import type { ProcessId } from '../../core/ports.ts';
import { holdAll, listeningInodes } from '../processes/linux.ts';
import { portOwners } from '../processes/ports.ts';

/** How often it is looked whether the service's processes still hold their sockets, in ms; it costs a tenth of one. */
const LOOK_MS = 1000;

/** Strangers that listen on the port of a running service. */
export interface Usurpers {
  readonly port: number;
  readonly owners: readonly ProcessId[];
  /** The service listens there, too: who answered is anybody's guess. */
  readonly shared: boolean;
}

export interface WatchedPort {
  readonly port: number;
  /** Pids of the service's that are known without looking for them. */
  readonly known: readonly number[];
  /** The pids that are the service's now. */
  ours(): Promise<ReadonlySet<number>>;
  /** Told once of all strangers that are there together. */
  tell(usurpers: Usurpers): Promise<void>;
}

/**
 * Watches the port of a running service that listens on it itself. That the service lets go of it is seen by its own open files; who
 * else listens, by the system's table of sockets, which is long under load and therefore not read without a cause. Sockets have
 * numbers: while those that listen stay the same nobody else has come. Linux alone tells all this cheaply.
 */
export class PortWatch {
  /** Who was there at the last look, if they were strangers. */
  private usurpers: Usurpers | undefined;
  readonly port: number;
  private readonly watched: WatchedPort;
  private sockets: ReadonlySet<string>;
  private holders: readonly number[];
  private looking: Promise<Usurpers | undefined> | undefined;
  private readonly timer: NodeJS.Timeout;

  private constructor(watched: WatchedPort, sockets: ReadonlySet<string>) {
    this.watched = watched;
    this.port = watched.port;
    this.sockets = sockets;
    this.holders = watched.known;
    this.timer = setInterval(() => this.glance(), LOOK_MS).unref();
  }

  /** @returns undefined where that can't be watched: the system does not tell, or whoever listens is no process of the service's */
  static on(watched: WatchedPort): PortWatch | undefined {
    const sockets = listeningInodes(watched.port);
    return sockets && sockets.size > 0 && holdAll(watched.known, files(sockets)) ? new PortWatch(watched, sockets) : undefined;
  }

  /** Looks now. @returns the strangers that are there */
  look(): Promise<Usurpers | undefined> {
    this.looking ??= this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private glance(): void {
    // What could not be seen now is looked at again in a second, and at the end of the gate, which hears of it.
    if (this.sockets.size === 0 || !holdAll(this.holders, files(this.sockets))) this.look().catch(() => {});
  }

  private async lookNow(): Promise<Usurpers | undefined> {
    const { port } = this.watched;
    const sockets = listeningInodes(port);
    if (!sockets || same(sockets, this.sockets)) return this.usurpers;
    const { listening, owners } = await portOwners(port);
    // An owner that is not seen may have ended a moment ago: the next look tells.
    if (listening && owners.length === 0) return this.usurpers;
    const ours = await this.watched.ours();
    const strangers = owners.filter(({ pid }) => !ours.has(pid));
    this.sockets = sockets;
    this.holders = owners.map(({ pid }) => pid);
    this.usurpers = strangers.length === 0 ? undefined : { port, owners: strangers, shared: strangers.length < owners.length };
    if (this.usurpers) await this.watched.tell(this.usurpers);
    return this.usurpers;
  }
}

function files(sockets: ReadonlySet<string>): readonly string[] {
  return [...sockets].map((inode) => `socket:[${inode}]`);
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((inode) => b.has(inode));
}
