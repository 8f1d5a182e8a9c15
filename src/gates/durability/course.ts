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

/** A course with a look before the wipe by a command, where there was one: older executions have none. */
export function withLook(course: readonly string[], due: number, what: string): readonly string[] {
  return what === 'there-back' && course[due] === 'wipe' ? course.toSpliced(due, 0, 'there-back', 'there') : course;
}
