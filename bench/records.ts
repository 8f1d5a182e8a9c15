import fs from 'node:fs';
import path from 'node:path';
import { cost, inTurns, row } from './measure.ts';

const CLASSES = ['pass', 'warn', 'reject', 'blocked'];
const JUDGE = path.join(import.meta.dirname, 'records-judge.ts');

/** JSON.parse of every line, pieces of 1 MiB split at line ends: the least that reading records takes. */
const BARE_LOOP = `import fs from 'node:fs';
let n = 0;
for (const file of process.argv.slice(2)) {
  const fd = fs.openSync(file, 'r'), buffer = Buffer.allocUnsafe(1 << 20), decoder = new TextDecoder();
  let rest = '';
  for (let got; (got = fs.readSync(fd, buffer)) > 0; ) {
    const lines = (rest + decoder.decode(buffer.subarray(0, got), { stream: true })).split('\\n');
    rest = lines.pop();
    for (const line of lines) if (JSON.parse(line).expected) n++;
  }
}
console.log(n);`;

/** Reads records, and judges a run over a manifest of as many cases, against a bare loop over the same files. */
export function recordRows(folder: string, records: number): readonly string[] {
  const results = write(folder, 'results.jsonl', records, (i) => ({
    id: `case-${i}`,
    expected: CLASSES[i % 4],
    actual: CLASSES[i % 17 === 0 ? 1 : i % 4],
    status: 200,
    latencyMs: (i * 7919) % 997,
    note: 'as the service answered it',
  }));
  const manifest = write(folder, 'manifest.jsonl', records, (i) => ({ id: `case-${i}`, expected: CLASSES[i % 4] }));
  const loop = path.join(folder, 'records-loop.mjs');
  fs.writeFileSync(loop, BARE_LOOP);
  const read = inTurns(
    3,
    () => cost('node', [JUDGE, results]),
    () => cost('node', [loop, results]),
  );
  const judged = inTurns(
    3,
    () => cost('node', [JUDGE, results, manifest]),
    () => cost('node', [loop, results, manifest]),
  );
  fs.rmSync(results);
  fs.rmSync(manifest);
  return [
    row(`read ${records} JSON Lines`, 'JSON.parse of every line', read, '≤ 2'),
    row(`judge ${records} records of as many cases`, 'JSON.parse of every line of both', judged, '≤ 2.5, ≤ 250 MiB'),
  ];
}

function write(folder: string, name: string, records: number, record: (i: number) => object): string {
  const file = path.join(folder, name);
  const fd = fs.openSync(file, 'w');
  for (let from = 0; from < records; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, records - from) }, (_, i) => `${JSON.stringify(record(from + i))}\n`);
    fs.writeSync(fd, lines.join(''));
  }
  fs.closeSync(fd);
  return file;
}
