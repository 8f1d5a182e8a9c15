import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { RetentionPlan } from '../core/plan.ts';

const whole = z.number().int().min(1).optional().catch(undefined);
const evidence = z.object({
  evidence: z.object({
    store: z.string().min(1).optional().catch(undefined),
    retention: z.object({ days: whole, executions: whole }).optional().catch(undefined),
  }),
});

/** Where a configuration keeps executions, and how long. */
export interface StoreSettings {
  readonly store?: string;
  readonly retention?: RetentionPlan;
}

/** What can be read of it, also of a configuration that has problems or names variables. */
export function storeSettingsIn(configuration: string): StoreSettings {
  const [document] = parseAllDocuments(configuration);
  const read = evidence.safeParse(document && 'toJS' in document ? document.toJS() : undefined).data?.evidence;
  const { store, retention: { days, executions } = {} } = read ?? {};
  const isWritten = store !== undefined && !store.includes('${{');
  const isLimited = days !== undefined || executions !== undefined;
  return {
    ...(isWritten && { store }),
    ...(isLimited && { retention: { ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) } }),
  };
}
