import type { ProcessId } from '../../core/ports.ts';
import type { ProcessInfo, ProcessTable } from './table.ts';

/** Whether a process was started before another one. Start times are clock ticks or dates; what can't be compared is not older. */
function isOlder(a: ProcessId, b: ProcessId): boolean {
  return moment(a) < moment(b);
}

function moment({ start }: ProcessId): number {
  return /^\d+$/.test(start) ? Number(start) : Date.parse(start);
}

/**
 * Whether a process can't be of the tree of this root, whatever it holds: it was there before, or it is in a session that was.
 * Every root leads a session of its own, and nobody can join another one. A session that is led from out of sight (0) is none of
 * ours: we would see its leader.
 */
export function isStranger(info: ProcessInfo, root: ProcessId, table: ProcessTable): boolean {
  if (info.session === 0) return true;
  const leader = info.session === undefined ? undefined : table.get(info.session);
  return isOlder(info, root) || (leader !== undefined && isOlder(leader, root));
}

/**
 * Children of these processes, and theirs, each with the owner it inherits; the processes themselves left out. One that has
 * ended may stand among them: Windows still names it as the parent. Nobody is the child of a younger process that has the number.
 */
export function descendants<Owner extends ProcessId>(table: ProcessTable, owners: ReadonlyMap<number, Owner>): Map<number, Owner> {
  const children = new Map<number, ProcessInfo[]>();
  for (const info of table.values()) {
    const siblings = children.get(info.ppid);
    if (siblings) siblings.push(info);
    else children.set(info.ppid, [info]);
  }
  const found = new Map<number, Owner>();
  const queue: [ProcessId, Owner][] = [...owners.values()].map((owner) => [owner, owner]);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [parent, owner] = next;
    for (const child of children.get(parent.pid) ?? []) {
      if (owners.has(child.pid) || found.has(child.pid) || isOlder(child, parent)) continue;
      found.set(child.pid, owner);
      queue.push([child, owner]);
    }
  }
  return found;
}

/** Our own process and its ancestors: never a leftover, whatever they have open. */
export function ourselvesAndAbove(table: ProcessTable): Set<number> {
  const spared = new Set<number>();
  for (let pid = process.pid; pid > 0 && !spared.has(pid); pid = table.get(pid)?.ppid ?? 0) spared.add(pid);
  return spared;
}
