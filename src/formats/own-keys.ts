import { z } from 'zod';

/** An object as its keys and values. Zod's own record drops `__proto__`, which may be the name of a file. */
export function ownKeys<Value>(shape: z.ZodType<Value>): z.ZodType<readonly (readonly [string, Value])[]> {
  return z.unknown().transform((value, context) => {
    const entries: [string, Value][] = [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) context.addIssue({ code: 'custom', message: 'no object' });
    else {
      for (const [key, each] of Object.entries(value)) {
        const { success, data, error } = shape.safeParse(each);
        if (success) entries.push([key, data]);
        else context.addIssue({ code: 'custom', path: [key, ...(error.issues[0]?.path ?? [])] });
      }
    }
    return entries;
  });
}
