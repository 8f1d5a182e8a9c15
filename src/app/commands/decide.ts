import path from 'node:path';
import { SetupError } from '../../core/errors.ts';
import { summary } from '../../report/summary.ts';
import { terminalTable } from '../../report/terminal.ts';
import { adopt } from '../bundle/adopt.ts';
import type { Expectations } from '../bundle/verify-bundle.ts';
import { loadDiscreetly } from '../discreet-plan.ts';
import { storesOf } from '../history/places.ts';
import type { ExitCode, Io } from '../io.ts';
import { readPlanFile } from '../plan-file.ts';

export interface DecideRequest {
  readonly bundles: readonly string[];
  /** Output of `gate plan --json`. */
  readonly plan: string;
  /** What is known of the evidence from elsewhere. */
  readonly expected: Pick<Expectations, 'head' | 'commit' | 'run'>;
  /** Folder for executions; undefined: that of the configuration. */
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `gate decide`: takes over the evidence of another machine, if it holds and is of this plan. Exit code as `run`. */
export async function decide({ bundles, plan, expected, out, json }: DecideRequest, io: Io): Promise<ExitCode> {
  const [bundle, ...others] = bundles;
  if (bundle === undefined) throw new SetupError('gate decide: BUNDLE is missing');
  if (others.length > 0) throw new SetupError('gate decide: several bundles are not in this version yet; give one');
  const { config, input } = readPlanFile(plan, io);
  const own = loadDiscreetly(input, io).plan;
  const [store] = storesOf(own, { out, configPath: config.path }, io);
  const { outcome, folder } = await adopt(path.resolve(io.cwd, bundle), { ...expected, plan: own }, store.folder);
  io.stdout(json ? summary(outcome) : terminalTable(outcome, { ...io.terminal, bundle: path.relative(io.cwd, folder) || folder }));
  return outcome.decision.exitCode;
}
