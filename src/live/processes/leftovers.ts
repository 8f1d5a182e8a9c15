import type { ProcessId } from '../../core/ports.ts';
import { descendants, isStranger } from './kinship.ts';
import * as linux from './linux.ts';
import { markedProcesses, writersOf } from './looks.ts';
import { treeIn } from './marker.ts';
import { portOwners } from './ports.ts';
import { Search, type SweepFindings } from './search.ts';
import { tagOf, taggingShell } from './tag.ts';
import { type ProcessTable, processTable } from './table.ts';

/** What is known of one started tree. */
interface Watched {
  readonly service: string;
  readonly root: ProcessId;
  readonly log?: string;
  readonly port?: number;
}

/**
 * Descendants are remembered, because a child whose parent ends is nobody's child afterwards: often while a tree is young, when
 * daemons leave it, and now and then later on, so that days of watching cost next to nothing.
 */
const SNAPSHOT_MS = { young: 50, old: 1000 } as const;
const YOUNG_FOR_MS = 3000;

/** A snapshot looks at all processes when the last one that did is so long ago: with 500 processes it costs 7 ms, another 0.4 ms. */
const WHOLE_MS = 900;

/** A process in the snapshots, with the service whose tree it was seen in. */
interface Known extends ProcessId {
  readonly service: string;
}

/** Remembers the trees of started processes, and finds what is left of them by the union of all techniques. */
export class Tracker {
  private readonly execution: string;
  private readonly watched: Watched[] = [];
  private readonly known = new Map<number, Known>();
  private timer: NodeJS.Timeout | undefined;
  private youngUntil = 0;
  /** The processes that the last snapshot saw, each with its parent. */
  private settled: ReadonlySet<number> = new Set();
  private wholeAt = Number.NEGATIVE_INFINITY;

  /** @param execution value of the environment marker */
  constructor(execution: string) {
    this.execution = execution;
  }

  /** Follows a tree from now on. A service that is started again has several roots; each is remembered. */
  watch(service: string, root: ProcessId, { log, port }: { readonly log?: string; readonly port?: number } = {}): void {
    this.watched.push({ service, root, ...(log !== undefined && { log }), ...(port !== undefined && { port }) });
    this.known.set(root.pid, { ...root, service });
    this.youngUntil = performance.now() + YOUNG_FOR_MS;
    clearTimeout(this.timer);
    this.snapshotLater();
  }

  /** Forgets a service's trees: nothing of them is left, or is of interest. */
  forget(service: string): void {
    this.watched.splice(0, this.watched.length, ...this.watched.filter((tree) => tree.service !== service));
    for (const [pid, known] of this.known) if (known.service === service) this.known.delete(pid);
    if (this.watched.length === 0) this.close();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /**
   * Remembers every descendant there is now; only on Linux, elsewhere a program would have to be asked. Between two whole looks
   * only processes that were not there the last time are looked at, and those of the trees: whoever belongs to a tree is born
   * into it. A whole look is needed because numbers come again.
   */
  snapshot(): void {
    if (process.platform !== 'linux') return;
    const pids = linux.pids();
    const now = performance.now();
    const whole = now - this.wholeAt > WHOLE_MS;
    if (whole) this.wholeAt = now;
    const table = linux.table(undefined, whole ? pids : pids.filter((pid) => !this.settled.has(pid) || this.known.has(pid)));
    this.rememberDescendants(table);
    // While the list was read a child may have come into it before its parent did: it is looked at again.
    const listed = new Set(pids);
    this.settled = new Set(pids.filter((pid) => listed.has(table.get(pid)?.ppid ?? pid)));
  }

  /** The processes of a service's trees that snapshots saw, living or not: known without looking at all others. */
  remembered(service: string): readonly number[] {
    this.snapshot();
    return [...this.known.values()].filter((known) => known.service === service).map(({ pid }) => pid);
  }

  /** Everything that is left of these services' trees, ourselves and what we stand on excepted. Ends nothing. */
  async find(services: readonly string[]): Promise<SweepFindings> {
    return this.look((service) => services.includes(service));
  }

  /** Everything that is left of the whole execution. Ends nothing. */
  async findAll(): Promise<SweepFindings> {
    return this.look(() => true);
  }

  private async look(wanted: (service: string) => boolean): Promise<SweepFindings> {
    const table = await processTable();
    this.rememberDescendants(table);
    const trees = this.watched.filter(({ service, root }) => wanted(service) && isItsNumberStill(root, table));
    const search = new Search(table);
    for (const { pid, start, service } of this.known.values()) {
      if (wanted(service)) search.add('tree', service, (p) => p.pid === pid && p.start === start);
    }
    for (const tree of trees) search.add('group', tree.service, (p) => p.group === tree.root.pid);
    for (const tree of trees) search.add('session', tree.service, (p) => p.session === tree.root.pid);
    await this.findByMarker(search, wanted);
    this.findByTag(search, wanted);
    await findByLog(search, trees);
    await findByPort(search, trees);
    search.close();
    return search.findings();
  }

  private snapshotLater(): void {
    const ms = this.isYoung() ? SNAPSHOT_MS.young : SNAPSHOT_MS.old;
    this.timer = setTimeout(() => {
      this.snapshot();
      this.snapshotLater();
    }, ms);
    this.timer.unref();
  }

  private isYoung(): boolean {
    return performance.now() < this.youngUntil;
  }

  private rememberDescendants(table: ProcessTable): void {
    for (const { pid, start } of this.known.values()) if (!isItsNumberStill({ pid, start }, table)) this.known.delete(pid);
    for (const [pid, { service }] of descendants(table, this.known)) {
      const start = table.get(pid)?.start;
      if (start !== undefined) this.known.set(pid, { pid, start, service });
    }
    // What has ended needs no remembering, unless it still stands as somebody's parent: its number may come again.
    const parents = new Set([...table.values()].map(({ ppid }) => ppid));
    for (const pid of this.known.keys()) if (!table.has(pid) && !parents.has(pid)) this.known.delete(pid);
  }

  private findByTag(search: Search, wanted: (service: string) => boolean): void {
    if (taggingShell() === undefined) return;
    const trees = this.watched.filter(({ service }) => wanted(service));
    const tags = trees.map(({ service }) => tagOf(this.execution, service));
    const { readable, limits } = linux.withLocksLimit(new Set(tags));
    if (readable) search.works('inherited');
    for (const [index, { service, root }] of trees.entries()) {
      search.add('inherited', service, (p) => limits.get(p.pid) === tags[index] && !isStranger(p, root, search.table));
    }
  }

  /** What another tree that is still watched has started is not looked for; what belongs to none that is, is nobody else's. */
  private async findByMarker(search: Search, wanted: (service: string) => boolean): Promise<void> {
    const marked = await markedProcesses(this.execution);
    if (!marked) return;
    search.works('marker');
    const others = new Set(this.watched.map(({ service }) => service).filter((service) => !wanted(service)));
    for (const [pid, environment] of marked) {
      const known = this.known.get(pid)?.service;
      const tree = treeIn(environment) ?? known;
      if ([tree, known].some((one) => one !== undefined && others.has(one))) continue;
      search.add('marker', tree !== undefined && wanted(tree) ? tree : undefined, (p) => p.pid === pid);
    }
  }
}

async function findByLog(search: Search, trees: readonly Watched[]): Promise<void> {
  for (const { service, log, root } of trees) {
    if (log === undefined) continue;
    const { readable, pids } = await writersOf(log);
    if (!readable) continue;
    search.works('log-file');
    search.add('log-file', service, (p) => pids.has(p.pid) && !isStranger(p, root, search.table));
  }
}

async function findByPort(search: Search, trees: readonly Watched[]): Promise<void> {
  for (const { service, port, root } of trees) {
    if (port === undefined) continue;
    const { readable, owners } = await portOwners(port);
    if (!readable) continue;
    search.works('port');
    const holds = new Map(owners.map(({ pid, start }) => [pid, start]));
    search.add('port', service, (p) => holds.get(p.pid) === p.start && !isStranger(p, root, search.table));
  }
}

/** A group or session keeps its leader's number from being given again; a number that another process has now is none of ours. */
function isItsNumberStill({ pid, start }: ProcessId, table: ProcessTable): boolean {
  const now = table.get(pid);
  return now === undefined || now.start === start;
}
