import { order } from '../src/orchestration/plan.mjs';
import { frontier } from '../src/spice/score.mjs';

const STEPS = { deploy: { needs: ['test'] }, test: { needs: ['build'] }, build: {} };
const TASKS = Array.from({ length: 11 }, (_, passes) => ({ name: `task-${passes}`, passes, tries: 10 }));

/** What the old planner says: it knows one plan. */
export const oldPlan = () => ['build', 'test', 'deploy'];

export const newPlan = () => order(STEPS);

/** The tasks that SPICE would train with next. */
export const nextTasks = () => frontier(TASKS);

/** How many of 100 known plans come out right, 0..1, when so many are spoiled. */
export function selfTest(spoiled) {
  const right = Array.from({ length: 100 }, (_, i) => {
    const steps = i < spoiled ? { b: {}, a: { needs: ['b'] } } : { a: { needs: ['b'] }, b: { needs: ['c'] }, c: {} };
    return order(steps).join('') === 'cba';
  });
  return right.filter(Boolean).length / right.length;
}
