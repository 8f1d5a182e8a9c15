import { isUtf8 } from 'node:buffer';

/** Why bytes can't be read as text, in which a pattern would find nothing; undefined when they can. UTF-16 looks like text with NUL bytes. */
export function notText(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return 'not UTF-8';
  return bytes.includes(0) ? 'NUL bytes in it' : undefined;
}

/** @throws for bytes that are no text */
export function textIn(bytes: Uint8Array, file: string): string {
  const trouble = notText(bytes);
  if (trouble !== undefined) throw new Error(`${file} is no text: ${trouble}`);
  return Buffer.from(bytes).toString('utf8');
}
