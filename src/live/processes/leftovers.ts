import fs from 'node:fs';
import type { ProcessId } from '../../core/ports.ts';
import * as linux from './linux.ts';
import { lsofFileArgs, parseEnvironment, parseLsof, PS_ENVIRONMENT_ARGS } from './macos.ts';
import { MARKER } from './marker.ts';
import { portOwners } from './ports.ts';
import { answer, commandOf, type ProcessInfo, type ProcessTable, processTable } from './table.ts';

/** Ways to find a process of a tree that hides: no single one finds them all. */
export type Technique = 'tree' | 'group' | 'session' | 'marker' | 'log-file' | 'port';

export interface FoundProcess extends ProcessId {
  readonly command: string;
  /** The techniques that found it. */
  readonly by: readonly Technique[];
  readonly service?: string;
}

export interface SweepFindings {
  /** The techniques that could look at all: one that could read nothing has found nothing. */
  readonly techniques: readonly Technique[];
  readonly found: readonly FoundProcess[];
  readonly zombies: readonly { readonly pid: number; readonly command: string; readonly parent: number }[];
}

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

/** Characters of a command line that are recorded. */
const LONGEST_COMMAND = 300;

/** A process in the snapshots, with the service whose tree it was seen in. */
interface Known extends ProcessId {
  readonly service: string;
}

/** Remembers the trees of started processes, and finds what is left of them by the union of all techniques. */
export class Tracker {
  private readonly execution: string;
  private readonly watched: Watched[] = [];
  private readonly known = new Map<string, Known>();
  private timer: NodeJS.Timeout | undefined;
  private youngUntil = 0;

  /** @param execution value of the environment marker */
  constructor(execution: string) {
    this.execution = execution;
  }

  /** Follows a tree from now on. A service that is started again has several roots; each is remembered. */
  watch(service: string, root: ProcessId, { log, port }: { readonly log?: string; readonly port?: number } = {}): void {
    this.watched.push({ service, root, ...(log !== undefined && { log }), ...(port !== undefined && { port }) });
    this.remember(root, service);
    this.youngUntil = performance.now() + YOUNG_FOR_MS;
    clearTimeout(this.timer);
    this.snapshotLater();
  }

  /** Forgets a service's trees: nothing of them is left, or is of interest. */
  forget(service: string): void {
    this.watched.splice(0, this.watched.length, ...this.watched.filter((tree) => tree.service !== service));
    for (const [key, known] of this.known) if (known.service === service) this.known.delete(key);
    if (this.watched.length === 0) this.close();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Remembers every descendant there is now. Cheap on Linux (some ms); elsewhere a program is asked, so it is left out. */
  snapshot(): void {
    if (process.platform === 'linux') this.rememberDescendants(linux.table());
  }

  /** Everything that is left of these services' trees, ourselves and what we stand on excepted. Ends nothing. */
  async find(services: readonly string[]): Promise<SweepFindings> {
    const table = await processTable();
    this.rememberDescendants(table);
    const trees = this.watched.filter(({ service, root }) => services.includes(service) && isItsNumberStill(root, table));
    const search = new Search(table, services);
    this.findKnown(search, services);
    for (const tree of trees) search.add('group', tree.service, (p) => p.group === tree.root.pid && p.group !== 0);
    for (const tree of trees) search.add('session', tree.service, (p) => p.session === tree.root.pid && p.session !== 0);
    await this.findByMarker(search, services);
    await this.findByLog(search, trees);
    await this.findByPort(search, trees);
    search.close();
    return search.findings();
  }

  private snapshotLater(): void {
    const ms = performance.now() < this.youngUntil ? SNAPSHOT_MS.young : SNAPSHOT_MS.old;
    this.timer = setTimeout(() => {
      this.snapshot();
      this.snapshotLater();
    }, ms);
    this.timer.unref();
  }

  private remember({ pid, start }: ProcessId, service: string): void {
    this.known.set(`${pid} ${start}`, { pid, start, service });
  }

  private rememberDescendants(table: ProcessTable): void {
    const owner = new Map<number, string>();
    for (const known of this.known.values()) if (table.get(known.pid)?.start === known.start) owner.set(known.pid, known.service);
    for (const [child, service] of descendants(table, owner)) {
      const info = table.get(child);
      if (info) this.remember(info, service);
    }
    // What has ended needs no remembering: its number may come again.
    for (const [key, { pid, start }] of this.known) if (table.get(pid)?.start !== start) this.known.delete(key);
  }

  private findKnown(search: Search, services: readonly string[]): void {
    search.works('tree');
    for (const { pid, start, service } of this.known.values()) {
      if (services.includes(service)) search.add('tree', service, (p) => p.pid === pid && p.start === start);
    }
  }

  /** The marker tells the execution, not the service: what the snapshots know to be another service's is not counted here. */
  private async findByMarker(search: Search, services: readonly string[]): Promise<void> {
    const entry = `${MARKER}=${this.execution}`;
    const { readable, pids } = await withMarker(entry);
    if (!readable) return;
    search.works('marker');
    const elsewhere = new Set([...this.known.values()].filter(({ service }) => !services.includes(service)).map(({ pid }) => pid));
    search.add('marker', undefined, (p) => pids.has(p.pid) && !elsewhere.has(p.pid));
  }

  private async findByLog(search: Search, trees: readonly Watched[]): Promise<void> {
    for (const { service, log } of trees) {
      if (log === undefined) continue;
      const look = await holdersOf(log);
      if (!look.readable) continue;
      search.works('log-file');
      search.add('log-file', service, (p) => look.pids.has(p.pid));
    }
  }

  private async findByPort(search: Search, trees: readonly Watched[]): Promise<void> {
    for (const { service, port, root } of trees) {
      if (port === undefined) continue;
      const { readable, owners } = await portOwners(port);
      if (!readable) continue;
      search.works('port');
      // Who was there before the service is a stranger, whatever port it holds now.
      search.add('port', service, (p) => owners.some(({ pid, start }) => p.pid === pid && p.start === start) && !isOlder(p, root));
    }
  }
}

/** One look over one process table. */
class Search {
  private readonly table: ProcessTable;
  private readonly spared: ReadonlySet<number>;
  private readonly techniques = new Set<Technique>();
  private readonly found = new Map<number, { by: Set<Technique>; service: string | undefined }>();

  constructor(table: ProcessTable, services: readonly string[]) {
    this.table = table;
    this.spared = ourselvesAndAbove(table);
    if (table.size > 0 && services.length > 0) {
      this.works('group');
      this.works('session');
    }
  }

  works(technique: Technique): void {
    if (this.table.size > 0) this.techniques.add(technique);
  }

  add(technique: Technique, service: string | undefined, matches: (info: ProcessInfo) => boolean): void {
    for (const info of this.table.values()) if (matches(info)) this.take(info.pid, technique, service);
  }

  /** Closes over children, and over groups and sessions that a found process leads. */
  close(): void {
    for (let size = -1; size !== this.found.size;) {
      size = this.found.size;
      const owners = new Map([...this.found].map(([pid, { service }]) => [pid, service ?? '']));
      for (const [child, service] of descendants(this.table, owners)) this.take(child, 'tree', service === '' ? undefined : service);
      for (const info of this.table.values()) {
        if (this.found.has(info.group) && info.group !== 0 && info.group !== info.pid)
          this.take(info.pid, 'group', this.found.get(info.group)?.service);
        if (this.found.has(info.session) && info.session !== 0 && info.session !== info.pid)
          this.take(info.pid, 'session', this.found.get(info.session)?.service);
      }
    }
  }

  findings(): SweepFindings {
    const rows = [...this.found].flatMap(([pid, row]) => {
      const info = this.table.get(pid);
      return info ? [{ info, ...row }] : [];
    });
    return {
      techniques: [...this.techniques],
      found: rows
        .filter(({ info }) => info.state !== 'Z')
        .map(({ info, by, service }) => ({
          pid: info.pid,
          start: info.start,
          command: commandOf(info).slice(0, LONGEST_COMMAND),
          by: [...by],
          ...(service !== undefined && { service }),
        })),
      zombies: rows
        .filter(({ info }) => info.state === 'Z')
        .map(({ info }) => ({ pid: info.pid, command: info.command, parent: info.ppid })),
    };
  }

  private take(pid: number, technique: Technique, service: string | undefined): void {
    if (pid <= 1 || this.spared.has(pid)) return;
    const row = this.found.get(pid) ?? { by: new Set<Technique>(), service };
    row.by.add(technique);
    row.service ??= service;
    this.found.set(pid, row);
  }
}

/** A group or session keeps its leader's number from being given again; a number that another process has now is none of ours. */
function isItsNumberStill({ pid, start }: ProcessId, table: ProcessTable): boolean {
  const now = table.get(pid);
  return now === undefined || now.start === start;
}

/** Whether a process was started before another one. Start times are clock ticks or dates; what can't be compared is not older. */
function isOlder(a: ProcessId, b: ProcessId): boolean {
  const moment = ({ start }: ProcessId): number => (/^\d+$/.test(start) ? Number(start) : Date.parse(start));
  return moment(a) < moment(b);
}

/** Children of these processes, and theirs, with the owner they inherit; the processes themselves left out. */
function descendants(table: ProcessTable, owners: ReadonlyMap<number, string>): Map<number, string> {
  const children = new Map<number, number[]>();
  for (const { pid, ppid } of table.values()) children.set(ppid, [...(children.get(ppid) ?? []), pid]);
  const found = new Map<number, string>();
  const queue = [...owners];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [parent, owner] = next;
    for (const child of children.get(parent) ?? []) {
      if (owners.has(child) || found.has(child)) continue;
      found.set(child, owner);
      queue.push([child, owner]);
    }
  }
  return found;
}

/** Our own process and its ancestors: never a leftover, whatever they have open. */
function ourselvesAndAbove(table: ProcessTable): Set<number> {
  const spared = new Set<number>();
  for (let pid = process.pid; pid > 0 && !spared.has(pid); pid = table.get(pid)?.ppid ?? 0) spared.add(pid);
  return spared;
}

async function withMarker(entry: string): Promise<linux.Look> {
  if (process.platform === 'linux') return linux.withEnvironment(entry);
  // Windows does not show another process's environment.
  if (process.platform === 'win32') return { readable: false, pids: new Set() };
  const text = await answer('ps', PS_ENVIRONMENT_ARGS);
  return { readable: text !== '', pids: parseEnvironment(text, entry) };
}

async function holdersOf(file: string): Promise<linux.Look> {
  if (!fs.existsSync(file)) return { readable: false, pids: new Set() };
  if (process.platform === 'linux') return linux.withOpenFiles(new Set([fs.realpathSync(file)]));
  if (process.platform === 'win32') return { readable: false, pids: new Set() };
  return { readable: true, pids: new Set(parseLsof(await answer('lsof', lsofFileArgs(file)))) };
}
