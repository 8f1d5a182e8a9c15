import { parseAllDocuments } from 'yaml';

/** What a configuration calls itself, as far as that can be read of one that has problems. */
export function nameIn(configuration: string): string | undefined {
  const [document] = parseAllDocuments(configuration);
  const name: unknown = document && 'get' in document ? document.get('name') : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name : undefined;
}
