import { formatDuration } from '../../core/duration.ts';
import { resolveCriterion, sameNames } from '../shared/criterion.ts';
import type { SpecContext, SpecProblem } from '../shared/kind.ts';
import { producingGate } from '../shared/references.ts';
import type { Raw } from './keys.ts';
import { seeNothing } from './sight.ts';

/** What is wrong with the stages. */
export function checkStages(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const names = raw.stages.map(({ name }) => name);
  const problems = [...sameNames(names, ['stages'], 'stage')];
  raw.stages.forEach(({ name, criteria: own }, index) => {
    if (context.criteria.length + own.length === 0)
      problems.push({ path: ['stages', index], message: `stage "${name}" can't fail: neither it nor the gate has a criterion` });
    problems.push(...checkLength(raw, index), ...checkSight(raw, index, context));
  });
  return problems;
}

/** A canary that nobody has ever seen must not pass. */
function checkSight({ stages, queries }: Raw, index: number, context: SpecContext): readonly SpecProblem[] {
  const { name, weight, criteria: own } = stages[index] ?? { name: '', weight: 0, criteria: [] };
  if (weight === 0 || !seeNothing([...context.criteria, ...own.map(resolveCriterion)], queries)) return [];
  const message = `stage "${name}" would pass although Prometheus has never seen it: all that its criteria read has a value without data ("or vector(0)", "absent(…)"); expected a criterion over a query that has none, such as the requests of the new version: requests > 0.0`;
  return [{ path: ['stages', index], message }];
}

function checkLength({ stages, interval }: Raw, index: number): readonly SpecProblem[] {
  const { name, bake, window, weight } = stages[index] ?? { name: '', weight: 0 };
  const say = (key: readonly string[], message: string): SpecProblem[] => [{ path: ['stages', index, ...key], message }];
  if (bake !== undefined && window !== undefined) return say(['window'], 'expected either "bake" or "window", found both');
  const length = bake ?? window;
  if (length === undefined) return say([], `stage "${name}" needs "bake": how long to watch it`);
  const key = bake === undefined ? 'window' : 'bake';
  if (length % interval !== 0) {
    return say([key], `found ${formatDuration(length)}, expected a whole number of intervals of ${formatDuration(interval)}`);
  }
  if (window === undefined) return [];
  const before = stages[index - 1];
  if (!before) return say(['window'], 'the first stage has no stage before it to look back to');
  if (before.weight === weight) return [];
  return say(['weight'], `found ${weight}, expected ${before.weight}, the weight of the stage before: a stage with "window" sets none`);
}

/** What is wrong with the rollback, which is believed because of what is seen afterwards. */
export function checkRollback({ rollback: { checks } }: Raw, { criteria: own }: SpecContext): readonly SpecProblem[] {
  const blind: SpecProblem = { path: ['rollback'], message: 'nothing would validate it: it needs "checks", or the gate "criteria"' };
  return [
    ...(checks.filter((check) => !('optional' in check && check.optional)).length + own.length === 0 ? [blind] : []),
    ...checks.flatMap((probe, index) =>
      probe.retry === undefined
        ? []
        : [{ path: ['rollback', 'checks', index, 'retry'], message: 'has no meaning here: every check is tried again each "interval"' }],
    ),
    ...checks.flatMap((probe, index) => {
      const producer = 'file' in probe ? producingGate(probe['produced-by']) : undefined;
      const path = ['rollback', 'checks', index, 'produced-by'];
      return producer === undefined
        ? []
        : [{ path, message: `found "${producer}": no gate writes a file after a rollback; expected run, or "since"` }];
    }),
  ];
}
