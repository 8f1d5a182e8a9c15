import type { ProcessId } from '../../core/ports.ts';
import { descendants, ourselvesAndAbove } from './kinship.ts';
import { commandOf, type ProcessInfo, type ProcessTable } from './table.ts';

/** Ways to find a process of a tree that hides: no single one finds them all. */
type Technique = 'tree' | 'group' | 'session' | 'marker' | 'inherited' | 'log-file' | 'port';

interface FoundProcess extends ProcessId {
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

interface Row {
  readonly info: ProcessInfo;
  readonly by: Set<Technique>;
  service: string | undefined;
}

/** One look over one process table. */
export class Search {
  readonly table: ProcessTable;
  private readonly spared: ReadonlySet<number>;
  private readonly techniques = new Set<Technique>();
  private readonly rows = new Map<number, Row>();

  /**
   * A table that does not even show ourselves shows nothing that can be relied on, nor does a column that is empty for us. In a
   * container our own group or session may be 0, led from outside: those of the trees that we start are numbered all the same.
   */
  constructor(table: ProcessTable) {
    this.table = table;
    this.spared = ourselvesAndAbove(table);
    const ourselves = table.get(process.pid);
    if (ourselves) this.techniques.add('tree');
    if (ourselves?.group !== undefined) this.techniques.add('group');
    if (ourselves?.session !== undefined) this.techniques.add('session');
  }

  works(technique: Technique): void {
    if (this.techniques.has('tree')) this.techniques.add(technique);
  }

  add(technique: Technique, service: string | undefined, matches: (info: ProcessInfo) => boolean): void {
    for (const info of this.table.values()) if (matches(info)) this.take(info, technique, service);
  }

  /** Closes over children, and over groups and sessions that a found process leads. */
  close(): void {
    for (let size = -1; size !== this.rows.size;) {
      size = this.rows.size;
      const owners = new Map([...this.rows].map(([pid, { info, service }]) => [pid, { pid, start: info.start, service }]));
      for (const [pid, { service }] of descendants(this.table, owners)) this.add('tree', service, (info) => info.pid === pid);
      for (const info of this.table.values()) {
        this.takeWithLeader(info, 'group', info.group);
        this.takeWithLeader(info, 'session', info.session);
      }
    }
  }

  findings(): SweepFindings {
    const rows = [...this.rows.values()];
    return {
      techniques: [...this.techniques],
      found: rows
        .filter(({ info }) => info.state !== 'Z')
        .map(({ info, by, service }) => ({
          pid: info.pid,
          start: info.start,
          command: commandOf(info),
          by: [...by],
          ...(service !== undefined && { service }),
        })),
      zombies: rows
        .filter(({ info }) => info.state === 'Z')
        .map(({ info }) => ({ pid: info.pid, command: info.command, parent: info.ppid })),
    };
  }

  private takeWithLeader(info: ProcessInfo, technique: 'group' | 'session', leader: number | undefined): void {
    const row = leader === undefined || leader === info.pid ? undefined : this.rows.get(leader);
    if (row) this.take(info, technique, row.service);
  }

  private take(info: ProcessInfo, technique: Technique, service: string | undefined): void {
    if (info.pid <= 1 || this.spared.has(info.pid)) return;
    const row = this.rows.get(info.pid) ?? { info, by: new Set<Technique>(), service };
    row.by.add(technique);
    row.service ??= service;
    this.rows.set(info.pid, row);
  }
}
