import { SetupError } from '../../core/errors.ts';
import { planPruning, prune as removeBeyond, type Pruning } from '../history/prune.ts';
import { storeToRead, type WantedStore } from '../history/places.ts';
import type { RetentionPlan } from '../../core/plan.ts';
import { terminal } from '../../report/escape.ts';
import { countOfThings } from '../../report/words.ts';
import type { ExitCode, Io } from '../io.ts';

export interface PruneRequest {
  readonly store: WantedStore;
  /** What the command line says; it counts before the configuration. */
  readonly retention: RetentionPlan;
  /** Says what would go, and removes nothing. */
  readonly dryRun: boolean;
}

/**
 * `gate prune`: removes executions beyond the limits. Exit code 2 where something that should go could not.
 * @throws SetupError where nobody says what is to go: nothing is removed by a rule that nobody reads
 */
export async function prune({ store, retention, dryRun }: PruneRequest, io: Io): Promise<ExitCode> {
  const { folder, name, settings, hint } = storeToRead(store, io);
  const limits = { ...settings.retention, ...retention };
  if (Object.keys(limits).length === 0)
    throw new SetupError(
      'gate prune: nothing says what to remove: write --days 7 (older ones) or --keep 100 (all but the newest), or `retention` in the configuration' +
        hint,
      'the last GO of each configuration is never removed',
    );
  const options = { now: Date.now(), spared: [] };
  const done = dryRun ? planPruning(folder, limits, options) : removeBeyond(folder, limits, options);
  for (const id of done.ids) io.stdout(`${dryRun ? 'would remove' : 'removed'} ${id}\n`);
  io.stdout(`${pruningInWords(done, limits, dryRun)} in ${terminal(name)}${done.ids.length + done.kept === 0 ? hint : ''}\n`);
  for (const { id, why } of done.besides) io.stderr(`kept besides: ${id} (${terminal(why)})\n`);
  if (done.unfinished.length > 0) io.stderr(`left alone, for they may be running: ${done.unfinished.join(', ')}\n`);
  for (const trouble of done.troubles) io.stderr(`gate prune: ${terminal(trouble)}\n`);
  return done.troubles.length > 0 ? 2 : 0;
}

function pruningInWords({ ids, kept }: Pruning, { days, executions }: RetentionPlan, dryRun: boolean): string {
  const limits = [
    ...(days === undefined ? [] : [`older than ${countOfThings(days, 'day')}`]),
    ...(executions === undefined ? [] : [`beyond ${countOfThings(executions, 'execution')}`]),
  ];
  return `${countOfThings(ids.length, 'execution')} ${dryRun ? 'would be removed' : 'removed'} (${limits.join(' or ')}), ${kept} kept`;
}
