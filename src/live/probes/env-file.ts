import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { compared } from './compared.ts';
import type { Sight } from './sight.ts';
import { entriesOf, textOf } from './target.ts';

/** `KEY=value` lines of an env file: the last one of a key counts, as for every program that reads such files. */
export async function lookEnvFile(plan: ProbePlan, context: ProbeContext): Promise<Sight> {
  const text = await contentOf(path.resolve(context.cwd, textOf(plan, 'path')));
  if (text === undefined) return { facts: { exists: false } };
  const { values, duplicates } = parseEnvFile(text);
  const wanted = entriesOf(plan, 'equals');
  const secret = new Set(wanted.filter(([, value]) => context.reveal(value) !== value).map(([key]) => key));
  const readable = Object.fromEntries([...values].filter(([key]) => !secret.has(key)));
  return {
    facts: { exists: true, ...compared(wanted, values, context), ...(duplicates.length > 0 && { duplicates }) },
    scope: { values: readable satisfies JsonObject },
  };
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Comments, `export` and quotes as dotenv reads them; nothing is expanded. `duplicates`: keys that stand there more than once. */
export function parseEnvFile(text: string): { readonly values: ReadonlyMap<string, string>; readonly duplicates: readonly string[] } {
  const values = new Map<string, string>();
  const duplicates = new Set<string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, key = '', raw = ''] = match;
    if (values.has(key)) duplicates.add(key);
    values.set(key, unquoted(raw));
  }
  return { values, duplicates: [...duplicates] };
}

function unquoted(raw: string): string {
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$/.exec(raw);
  if (quoted) return quoted[1] ?? quoted[2] ?? '';
  return raw.replace(/(^|\s)#.*$/, '').trimEnd();
}
