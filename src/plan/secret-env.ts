import { isScalar, isSeq, parseAllDocuments } from 'yaml';

/** Names in `evidence.secret-env`, as far as they can be read of a configuration that has problems. */
export function secretEnvIn(configuration: string): readonly string[] {
  const [document] = parseAllDocuments(configuration);
  const names: unknown = document && 'getIn' in document ? document.getIn(['evidence', 'secret-env']) : undefined;
  const written = isSeq(names) ? names.items.map((item) => (isScalar(item) ? item.value : undefined)) : [names];
  return written.filter((name) => typeof name === 'string');
}
