import type { Fact } from '../../core/facts/registry.ts';
import type { ProcessId } from '../../core/ports.ts';
import { portOwners } from '../processes/ports.ts';
import { isRelay } from '../processes/relays.ts';

type Owner = NonNullable<Fact<'service.verified'>['ports']>[number]['owner'];

/** Who holds a port of a service. */
export interface Holder {
  readonly port: number;
  readonly owner: Owner;
  /** Those that are not the service's. */
  readonly strangers: readonly ProcessId[];
  /** The service listens there, too. */
  readonly shared: boolean;
}

/** Looks who holds a port. @param ours pids of the service's */
export async function holderOf(port: number, ours: () => Promise<ReadonlySet<number>>): Promise<Holder> {
  const { readable, listening, owners } = await portOwners(port);
  const nobody = { port, strangers: [], shared: false };
  if (!readable) return { ...nobody, owner: 'unknown' };
  if (!listening) return { ...nobody, owner: 'none' };
  const seen = owners.filter((owner) => !isRelay(owner));
  if (seen.length === 0) return { ...nobody, owner: 'hidden' };
  const own = await ours();
  const strangers = seen.filter(({ pid }) => !own.has(pid));
  return { port, strangers, shared: strangers.length < seen.length, owner: strangers.length === 0 ? 'ours' : 'foreign' };
}
