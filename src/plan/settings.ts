import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { RetentionPlan } from '../core/plan.ts';

const whole = z.number().int().min(1).optional().catch(undefined);
const evidence = z.object({
  evidence: z.object({
    store: z.unknown(),
    retention: z.object({ days: whole, executions: whole }).optional().catch(undefined),
  }),
});

/** Where a configuration keeps executions, and how long. */
export interface StoreSettings {
  readonly store?: string;
  readonly retention?: RetentionPlan;
  /** Why it can't be told where they are. */
  readonly trouble?: string;
}

/** What can be read of it, also of a configuration that has problems or names variables. */
export function storeSettingsIn(configuration: string): StoreSettings {
  const [document] = parseAllDocuments(configuration);
  const read = evidence.safeParse(document && 'toJS' in document ? document.toJS() : undefined).data?.evidence;
  const { store, retention: { days, executions } = {} } = read ?? {};
  const isWritten = typeof store === 'string' && store !== '' && !store.includes('${{');
  const isLimited = days !== undefined || executions !== undefined;
  const trouble = isWritten || store === undefined ? '' : '`evidence.store` is no plain text';
  return {
    ...(isWritten && { store }),
    ...(isLimited && { retention: { ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) } }),
    ...(document?.errors.length ? { trouble: 'no valid YAML, `gate check` says where' } : trouble !== '' && { trouble }),
  };
}
