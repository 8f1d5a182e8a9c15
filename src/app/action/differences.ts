import type { Json } from '../../core/json.ts';
import { documentParser } from '../../formats/document.ts';

/**
 * What a configuration changes against another one, a line a difference: `+ gates.soak`, `- policy.max-attempts: 1`. Text that is
 * no configuration is said to be none.
 */
export function differences(name: string, before: Uint8Array, after: Uint8Array | undefined): readonly string[] {
  if (after === undefined) return [`- ${name}: the whole file`];
  try {
    const [old, now] = [leaves(documentOf(name, before)), leaves(documentOf(name, after))];
    const removed = [...old].filter(([path, value]) => now.get(path) !== value).map(([path, value]) => `- ${path}: ${value}`);
    const added = [...now].filter(([path, value]) => old.get(path) !== value).map(([path, value]) => `+ ${path}: ${value}`);
    const all = [...removed, ...added];
    return all.length === 0 ? ['comments, order or layout only'] : all;
  } catch (error) {
    return [`it can't be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function documentOf(name: string, bytes: Uint8Array): Json {
  const parser = documentParser(name);
  parser.push(bytes);
  return [...parser.end()][0] ?? null;
}

function leaves(value: Json, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return into.set(path, JSON.stringify(value));
  for (const [key, child] of Object.entries(value)) leaves(child ?? null, path === '' ? key : `${path}.${key}`, into);
  return into;
}
