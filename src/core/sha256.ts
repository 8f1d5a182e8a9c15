import * as crypto from 'node:crypto';

/** One call instead of an object, which costs more than the hash of a line; Node has it since 20.12. */
const atOnce: typeof crypto.hash | undefined = crypto.hash;

/**
 * SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
 * replaced where there is no Node.
 */
export function sha256OfBytes(data: string | Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string {
  return atOnce ? atOnce('sha256', data, encoding) : crypto.createHash('sha256').update(data).digest(encoding);
}
