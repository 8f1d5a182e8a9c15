import path from 'node:path';
import { checkedOut } from '../../adapters/git.ts';
import { SetupError } from '../../core/errors.ts';
import { summary } from '../../report/summary.ts';
import { terminalTable } from '../../report/terminal.ts';
import { adopt, RejectedBundle } from '../bundle/adopt.ts';
import { refuseNoBundle } from '../bundle/no-bundle.ts';
import { soleBundle } from '../bundle/sole-bundle.ts';
import type { Expectations } from '../bundle/verify-bundle.ts';
import { loadDiscreetly } from '../discreet-plan.ts';
import { storesOf, workTreeOf } from '../history/places.ts';
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

/**
 * `gate decide`: takes over the evidence of another machine, if it holds and is of this plan, and, where this is a work tree, of the
 * commit that is checked out; `expected.commit` names another one. Exit code as `run`.
 */
export async function decide({ bundles, plan, expected, out, json }: DecideRequest, io: Io): Promise<ExitCode> {
  const [bundle, ...others] = bundles;
  if (bundle === undefined) throw new SetupError('gate decide: BUNDLE is missing');
  if (others.length > 0) throw new SetupError('gate decide: several bundles are not in this version yet; give one');
  refuseNoBundle(soleBundle(path.resolve(io.cwd, bundle)));
  const { config, input } = readPlanFile(plan, io);
  const own = loadDiscreetly(input, io).plan;
  const [store] = storesOf(own, { out, configPath: config.path }, io);
  const commit = expected.commit ?? (await commitHere(io));
  const say = (line: string): void => io.stderr(`gate decide: ${line}\n`);
  const adopted = adopt(path.resolve(io.cwd, bundle), { ...expected, commit, plan: own }, store.folder, say);
  const { outcome, folder } = await adopted.catch((error: unknown) => {
    if (expected.commit === undefined && isOfOtherCommit(error)) say(OF_HEAD);
    throw error;
  });
  io.stdout(json ? summary(outcome) : terminalTable(outcome, { ...io.terminal, bundle: path.relative(io.cwd, folder) || folder }));
  return outcome.decision.exitCode;
}

/** The commit that is checked out where this runs; undefined outside of a work tree. @throws SetupError where there is one, and git does not tell */
async function commitHere({ cwd }: Io): Promise<string | undefined> {
  if (workTreeOf(cwd) === undefined) return undefined;
  const head = await checkedOut(cwd);
  if ('commit' in head) return head.commit;
  throw new SetupError(`gate decide: git does not tell which commit is checked out here (${head.unknown}); --expect-commit names it`);
}

const OF_HEAD = 'the evidence is expected to be of the commit that is checked out here; --expect-commit names another one';

function isOfOtherCommit(error: unknown): boolean {
  return (
    error instanceof RejectedBundle &&
    error.verification.checks.some(({ problems }) => problems.some(({ message }) => message.startsWith('the commit is ')))
  );
}
