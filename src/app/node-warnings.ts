import semver from 'semver';
import type { Problem } from '../core/location.ts';
import type { GatePlan, Plan } from '../core/plan.ts';
import { kinds } from '../gates/registry.ts';

/** From then on Node brings SQLite with it, without a flag. */
const SQLITE_SINCE = '22.13.0';

/** What a plan asks of Node that this one does not have. @param file as the configuration is called @param version such as `v20.19.0` */
export function nodeWarnings({ gates }: Plan, file: string, version: string): readonly Problem[] {
  if (semver.gte(version, SQLITE_SINCE)) return [];
  return gates.filter(asksSqlite).map(({ id, at }) => ({
    file,
    at,
    message: `gate "${id}" has a sqlite probe, which needs Node 22.13 or later: with this one, ${version}, it will be blocked`,
  }));
}

function asksSqlite({ kind, spec }: GatePlan): boolean {
  return kinds[kind]?.spec.probes?.(spec).some((probe) => probe.kind === 'sqlite') ?? false;
}
