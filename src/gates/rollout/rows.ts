import type { EndReason } from '../../core/fold.ts';
import type { Criterion, Finding } from '../../core/judgement.ts';
import type { Observation } from '../../core/observation.ts';
import { worst } from '../../core/verdict.ts';
import { blocked, failed, type Trouble } from '../shared/trouble.ts';
import type { RollbackTally } from './rollback-tally.ts';
import { ROLLBACK_ROW, type RolloutSpec, STAGES_ROW, stagesTarget } from './spec.ts';
import type { StageTally } from './stage.ts';

/** Why a rollout ended before its last stage had passed. */
export interface Abort extends Trouble {
  readonly seq?: number;
}

export const ENDS: Readonly<Record<EndReason, string>> = {
  completed: 'it ended before its time',
  stopped: 'stopped',
  timeout: 'the time of the gate was over',
  cancelled: 'interrupted',
  'not-ready': 'its services were not ready',
  crashed: 'the run broke off',
};

/** How far a rollout came, and how it ended. */
export interface Outcome {
  readonly spec: RolloutSpec;
  readonly end: EndReason;
  /** The stages that passed. */
  readonly passed: number;
  /** The stage that stands. */
  readonly current: StageTally | undefined;
  readonly abort: Abort | undefined;
  readonly rollback: RollbackTally | undefined;
  /** The observation with which a rollback that was broken off began again. */
  readonly begunAgain: Observation | undefined;
}

export function stagesRow(outcome: Outcome): Criterion {
  const { spec, passed, abort } = outcome;
  const row = { name: STAGES_ROW, target: stagesTarget(spec) };
  const measured = `${passed} of ${spec.stages.length}`;
  if (!abort) return { ...row, measured, verdict: 'passed' };
  const why = `${where(outcome)}: ${abort.why}`;
  return { ...row, measured: `${measured}; ${why}`, words: `${measured} stages passed; ${why}`, verdict: abort.verdict };
}

function where({ current }: Outcome): string {
  const stage = current?.plan.stage;
  return stage ? `${stage.name} (${stage.weight} %)` : 'before the first';
}

/**
 * What became of the traffic, first of all rows. A rollback that was needed is no better than its cause; one that did not bring
 * the traffic back has failed.
 */
export function rollbackRow(outcome: Outcome): Criterion {
  const { spec, abort, current, rollback, end } = outcome;
  const row = { name: ROLLBACK_ROW, target: 'unneeded' };
  // Before the first stage nothing was changed: why that is so stands in the row of the stages.
  if (!abort || !current) return { ...row, measured: 'not needed', verdict: 'passed' };
  const bad = (measured: string, trouble: Trouble): Criterion => ({
    ...row,
    target: 'confirmed',
    measured,
    words: `${ROLLBACK_ROW}: ${measured}`,
    verdict: worst([abort.verdict, trouble.verdict]),
  });
  if (!rollback) return bad(`could not run: ${traffic(outcome, 'still')}: ${ENDS[end]}`, blocked(''));
  const state = rollback.outcome;
  if (state.state === 'validated') {
    const held = spec.rollback.holdMs === undefined ? '' : ' and held';
    const measured = `${where(outcome)}: ${abort.why}; rolled back, rollback confirmed${held}`;
    return { ...row, measured, words: measured, verdict: abort.verdict };
  }
  if (state.state === 'not-rolled-back') {
    const { trouble } = state;
    const what = trouble.unrun || trouble.brokenOff ? 'could not run' : 'FAILED';
    return bad(`${what}: ${traffic(outcome, 'still')}: ${trouble.why}`, trouble.unrun ? failed('') : trouble);
  }
  if (state.state === 'not-validated') {
    const { trouble } = state;
    const what =
      trouble.verdict === 'failed' ? `FAILED: ${traffic(outcome, 'possibly still')}` : `rolled back from ${where(outcome)}, not confirmed`;
    return bad(`${what}: ${trouble.why}`, trouble);
  }
  if (!rollback.isRolledBack()) return bad(`could not run: ${traffic(outcome, 'still')}: broken off`, blocked(''));
  return bad(`rolled back from ${where(outcome)}, not confirmed: broken off before all held`, blocked(''));
}

/** Of a stage whose command did not end well nobody knows how far it came. */
function traffic({ current }: Outcome, still: 'still' | 'possibly still'): string {
  return `traffic ${current?.isDeployed() ? still : 'possibly'} at ${current?.plan.stage.weight ?? 0} %`;
}

/** The rollback, and what it was for, to point at. */
export function endingOf(outcome: Outcome, row: Criterion): readonly Finding[] {
  const { abort, current, begunAgain } = outcome;
  if (!abort || !current) return [];
  const seq = abort.seq === undefined ? {} : { seq: abort.seq };
  const again = begunAgain && { title: 'Rollback', message: 'broken off with the run, and begun again', seq: begunAgain.seq };
  return [
    { title: 'Rollback', message: row.measured, ...seq },
    ...(again ? [again] : []),
    { title: 'Aborted', message: `${where(outcome)}: ${abort.why}`, ...seq },
  ];
}
