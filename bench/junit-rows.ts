// Reads a JUnit report as the gates do: `node bench/junit-rows.ts FILE TESTS FAILED`, or one made on the fly: `made:BYTES`.
import fs from 'node:fs';
import { junitParser } from '../src/formats/junit.ts';
import { junitReport } from './junit-report.ts';

const [file = '', tests, failed] = process.argv.slice(2);
const parser = junitParser();
const counts = { tests: 0, failed: 0 };
for (const piece of file.startsWith('made:') ? made(Number(file.slice(5))) : read(file)) {
  for (const row of parser.push(piece)) count(row);
}
for (const row of parser.end()) count(row);
if (tests !== undefined && (counts.tests !== Number(tests) || counts.failed !== Number(failed)))
  throw new Error(`read ${JSON.stringify(counts)}, expected ${tests} and ${failed}`);

function count(row: unknown): void {
  const { outcome } = row as { outcome?: string };
  if (outcome !== undefined) counts.tests++;
  if (outcome === 'failed') counts.failed++;
}

function* read(path: string): Generator<Uint8Array, void> {
  const buffer = Buffer.alloc(1024 * 1024);
  const fd = fs.openSync(path, 'r');
  for (let length = fs.readSync(fd, buffer); length > 0; length = fs.readSync(fd, buffer)) yield buffer.subarray(0, length);
  fs.closeSync(fd);
}

function* made(bytes: number): Generator<Uint8Array, void> {
  for (const text of junitReport(bytes)) yield Buffer.from(text);
}
