import { hash } from 'node:crypto';

/**
 * SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
 * replaced where there is no Node. One call, for an object costs more than the hash of a line.
 */
export function sha256OfBytes(data: string | Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string {
  return hash('sha256', data, encoding);
}
