/** How hard a task is for an agent: 0 for one it always solves, 1 for one it never does. */
export function difficulty(passes, tries) {
  if (tries <= 0) throw new RangeError('no tries');
  if (passes < 0 || passes > tries) throw new RangeError('more passes than tries');
  return 1 - passes / tries;
}

/** The tasks that teach most: neither too easy nor too hard. */
export function frontier(tasks, low = 0.3, high = 0.7) {
  return tasks.filter(({ passes, tries }) => {
    const hard = difficulty(passes, tries);
    return hard >= low && hard <= high;
  });
}
