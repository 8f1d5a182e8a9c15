import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { EnvFileTarget } from '../../probes/kinds/env-file.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { compared } from './compared.ts';
import { textIn } from './plain-text.ts';
import type { Sight } from '../../probes/sight.ts';

/** `KEY=value` lines of an env file: the last one of a key counts, as for every program that reads such files. */
export async function lookEnvFile(plan: ProbePlan<EnvFileTarget>, context: ProbeContext): Promise<Sight> {
  const text = contentOf(path.resolve(context.cwd, plan.target.path));
  if (text === undefined) return { facts: { exists: false } };
  const { values, duplicates } = parseEnvFile(text);
  const wanted = Object.entries(plan.target.equals);
  const secret = new Set(wanted.filter(([, value]) => context.reveal(value) !== value).map(([key]) => key));
  const readable = Object.fromEntries([...values].filter(([key]) => !secret.has(key)));
  return {
    facts: { exists: true, ...compared(wanted, values, context), ...(duplicates.length > 0 && { duplicates }) },
    scope: { values: readable satisfies JsonObject },
  };
}

function contentOf(file: string): string | undefined {
  try {
    return textIn(readRegular(file, MOST.settings), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A value in quotes may go over several lines; what looks like an assignment in there is none. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*((?:"[^"]*"|'[^']*')(?=[ \t]*(?:#.*)?\r?$)|.*)/gm;

/** Comments, `export` and quotes as dotenv reads them; nothing is expanded. `duplicates`: keys that stand there more than once. */
export function parseEnvFile(text: string): { readonly values: ReadonlyMap<string, string>; readonly duplicates: readonly string[] } {
  const values = new Map<string, string>();
  const duplicates = new Set<string>();
  for (const [, key = '', raw = ''] of text.replace(/^\uFEFF/, '').matchAll(ASSIGNMENT)) {
    if (values.has(key)) duplicates.add(key);
    values.set(key, unquoted(raw));
  }
  return { values, duplicates: [...duplicates] };
}

function unquoted(raw: string): string {
  const written = raw.trim();
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$/.exec(written);
  if (quoted) return quoted[1] ?? quoted[2] ?? '';
  return written.replace(/(^|\s)#.*$/, '').trimEnd();
}
