import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** What a file of samples holds: JSON behind a text that says whose it is, compressed, in base64. */
export function samplesOf(file: string): unknown {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'samples', file), 'utf8');
  const encoded = text.slice(text.lastIndexOf('\n\n'));
  return JSON.parse(brotliDecompressSync(Buffer.from(encoded, 'base64')).toString());
}
