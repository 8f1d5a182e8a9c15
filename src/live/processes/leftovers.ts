import type { ProcessId } from '../../core/ports.ts';
import { type Births, bornAfter } from './births.ts';
import { descendants, isStranger } from './kinship.ts';
import * as linux from './linux.ts';
import { markedProcesses, writersOf } from './looks.ts';
import { treeIn } from './marker.ts';
import { portOwners } from './ports.ts';
import { Search, type SweepFindings } from './search.ts';
import { tagOf, taggingShell } from './tag.ts';
import { type ProcessInfo, type ProcessTable, processTable } from './table.ts';

/** What is known of one started tree. */
interface Watched {
  readonly service: string;
  readonly root: ProcessId;
  readonly log?: string;
  readonly port?: number;
  /** What had been started when the root was not yet: its tree is looked for among what is younger alone. */
  readonly since?: Births;
}

/** By what else a tree can be found. */
export type Traces = Omit<Watched, 'service' | 'root'>;

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

/** A process table, and the processes in it whose environments, limits and open files are looked at: one snapshot for all techniques. */
interface View {
  readonly table: ProcessTable;
  readonly pids: readonly number[];
}

/** Remembers the trees of started processes, and finds what is left of them by the union of all techniques. */
export class Tracker {
  private readonly execution: string;
  private readonly watched: Watched[] = [];
  private readonly known = new Map<number, Known>();
  private timer: NodeJS.Timeout | undefined;
  private youngUntil = 0;
  /** When the next snapshot is. */
  private dueAt = 0;
  /** The processes that the last snapshot saw, each with its parent. */
  private settled: ReadonlySet<number> = new Set();
  private wholeAt = Number.NEGATIVE_INFINITY;

  /** @param execution value of the environment marker */
  constructor(execution: string) {
    this.execution = execution;
  }

  /** Follows a tree from now on. A service that is started again has several roots; each is remembered. */
  watch(service: string, root: ProcessId, traces: Traces = {}): void {
    this.watched.push({ service, root, ...traces });
    this.known.set(root.pid, { ...root, service });
    this.youngUntil = performance.now() + YOUNG_FOR_MS;
    // A snapshot that is due before is not put off: commands may follow each other faster.
    if (this.timer !== undefined && this.dueAt <= performance.now() + SNAPSHOT_MS.young) return;
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
    // A table that can't be read shows nothing: no technique has worked then, and the findings say so.
    const { table, pids } = this.youngOf(wanted) ?? wholeView(await processTable().catch((): ProcessTable => new Map()));
    if (table.size > 0) this.rememberDescendants(table);
    const trees = this.watched.filter(({ service, root }) => wanted(service) && isItsNumberStill(root, table));
    const search = new Search(table);
    for (const { pid, start, service } of this.known.values()) {
      if (wanted(service)) search.add('tree', service, (p) => p.pid === pid && p.start === start);
    }
    for (const tree of trees) search.add('group', tree.service, (p) => p.group === tree.root.pid);
    for (const tree of trees) search.add('session', tree.service, (p) => p.session === tree.root.pid);
    await this.findByMarker(search, wanted, pids);
    this.findByTag(search, wanted, pids);
    await findByLog(search, trees, pids);
    await findByPort(search, trees);
    search.close();
    return search.findings();
  }

  /**
   * The part of the process table in which these trees can be: what was started after them. Whatever is older is a stranger to them.
   * What is known of all trees, what leads to us and to the sessions of these stands beside it. Undefined where the whole table is
   * needed.
   */
  private youngOf(wanted: (service: string) => boolean): View | undefined {
    const trees = this.watched.filter(({ service }) => wanted(service));
    if (trees.length === 0) return undefined;
    const listed = linux.pids();
    const young = new Set<number>();
    for (const { root, since } of trees) {
      const born = since && bornAfter(root, since, listed);
      if (!born) return undefined;
      for (const pid of born) young.add(pid);
    }
    const table = linux.table(undefined, [...new Set([...young, ...this.known.keys()])]);
    return { table: withLeaders(table), pids: [...young].filter((pid) => table.has(pid)) };
  }

  private snapshotLater(): void {
    const ms = this.isYoung() ? SNAPSHOT_MS.young : SNAPSHOT_MS.old;
    this.dueAt = performance.now() + ms;
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

  /** Only what runs on is tagged: a command has its marker, its session and its output. */
  private findByTag(search: Search, wanted: (service: string) => boolean, pids: readonly number[]): void {
    const trees = this.watched.filter(({ service, since }) => since === undefined && wanted(service));
    if (trees.length === 0 || taggingShell() === undefined) return;
    const tags = trees.map(({ service }) => tagOf(this.execution, service));
    const { readable, limits } = linux.withLocksLimit(new Set(tags), undefined, pids);
    if (readable) search.works('inherited');
    for (const [index, { service, root }] of trees.entries()) {
      search.add('inherited', service, (p) => limits.get(p.pid) === tags[index] && !isStranger(p, root, search.table));
    }
  }

  /** What another tree that is still watched has started is not looked for; what belongs to none that is, is nobody else's. */
  private async findByMarker(search: Search, wanted: (service: string) => boolean, pids: readonly number[]): Promise<void> {
    const marked = await markedProcesses(this.execution, pids);
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

async function findByLog(search: Search, trees: readonly Watched[], which: readonly number[]): Promise<void> {
  for (const { service, log, root } of trees) {
    if (log === undefined) continue;
    const { readable, pids } = await writersOf(log, which);
    if (!readable) continue;
    search.works('log-file');
    search.add('log-file', service, (p) => pids.has(p.pid) && !isStranger(p, root, search.table));
  }
}

function wholeView(table: ProcessTable): View {
  return { table, pids: [...table.keys()] };
}

/** Adds our own ancestors, and the leaders of the sessions of these processes. */
function withLeaders(table: Map<number, ProcessInfo>): ProcessTable {
  const add = (pid: number): ProcessInfo | undefined => {
    const info = table.get(pid) ?? linux.stat(pid);
    if (info) table.set(pid, info);
    return info;
  };
  const sessions = new Set([...table.values()].map(({ session = 0 }) => session));
  for (const leader of sessions) add(leader);
  for (let pid = process.pid; pid > 0;) pid = add(pid)?.ppid ?? 0;
  return table;
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
