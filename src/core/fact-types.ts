/**
 * Every type of fact that an execution records: docs/observations.md says what each holds, and no other stands in an honest
 * recording. `seal` is none, the recorder writes it by itself.
 */
export const FACT_TYPES = [
  'execution.started',
  'source',
  'secret.unset',
  'part',
  'leak',
  'clock',
  'interrupted',
  'resumed',
  'execution.ended',
  'gate.started',
  'control',
  'step',
  'attachment',
  'file',
  'gate.ended',
  'after.step',
  'after.attachment',
  'after.file',
  'service.started',
  'service.ready',
  'service.failed',
  'service.exited',
  'service.usurped',
  'service.verified',
  'service.crashed',
  'service.stopped',
  'stack',
  'sweep',
  'probe',
  'check',
  'missed',
  'progress',
  'request',
  'sandbox',
  'reports.before',
  'reports.after',
  'baseline.none',
  'between',
  'results.before',
  'results.after',
  'prometheus',
  'sample',
  'stage',
  'rollback',
] as const;

export type FactType = (typeof FACT_TYPES)[number];

/** Facts that may tell of a moment before the one at which they were recorded. */
export const BACKDATED: ReadonlySet<string> = new Set<FactType>(['service.crashed']);
