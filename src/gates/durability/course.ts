import { CONTROL, type DurabilitySpec, isDrill, wipedPaths } from './spec.ts';

/** The facts of a cycle, in their order. Cycle 0 is the look before the first write; a drill can only look into what it restored. */
export function courseOf(cycle: number, spec: DurabilitySpec): readonly string[] {
  const look = ['readback', 'read'];
  if (cycle === CONTROL) return isDrill(spec) ? ['backup', 'restore', ...look] : look;
  const check = spec.check === undefined ? [] : ['check'];
  if (isDrill(spec)) return ['backup', 'acks', 'restore', ...look, ...check];
  return ['backup', 'service.crashed', 'acks', ...wipeOf(spec), 'restore', 'service.started', 'service.ready', ...look, ...check];
}

function wipeOf(spec: DurabilitySpec): readonly string[] {
  return typeof spec.wipe === 'string' ? ['wipe', 'gone-back', 'gone'] : wipedPaths(spec).map(() => 'wiped');
}

/** A course with the looks that older executions do not have: before a wipe by a command, and after one of paths. */
export function withLook(course: readonly string[], due: number, what: string): readonly string[] {
  if (what === 'there-back' && course[due] === 'wipe') return course.toSpliced(due, 0, 'there-back', 'there');
  const looksAfter = what === 'gone-back' && course[due] === 'restore' && course[due - 1] === 'wiped';
  return looksAfter ? course.toSpliced(due, 0, 'gone-back', 'gone') : course;
}
