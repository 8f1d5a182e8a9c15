// What bench/records.ts measures, as a program: node records-judge.ts RESULTS [MANIFEST]
import fs from 'node:fs';
import type { RowParser } from '../src/core/fold.ts';
import type { Json } from '../src/core/json.ts';
import { Manifest } from '../src/gates/classification/manifest.ts';
import { recordParser, type Row } from '../src/gates/classification/records.ts';
import { Tally } from '../src/gates/classification/tally.ts';

const CLASSES = ['pass', 'warn', 'reject', 'blocked'];
const [results = '', manifestFile] = process.argv.slice(2);
const COLUMNS = ['id', 'expected', 'actual', 'status'];

function each(file: string, parser: RowParser, take: (row: Row) => void): void {
  const feed = (rows: Iterable<Json>): void => {
    for (const row of rows) take(row as unknown as Row);
  };
  const fd = fs.openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let got = fs.readSync(fd, buffer); got > 0; got = fs.readSync(fd, buffer)) feed(parser.push(buffer.subarray(0, got)));
  feed(parser.end());
}

if (manifestFile === undefined) {
  let rows = 0;
  each(results, recordParser(results, COLUMNS), () => rows++);
  console.log(rows);
} else {
  const manifest = new Manifest(CLASSES);
  each(manifestFile, recordParser(manifestFile, COLUMNS.slice(0, 2)), (row) => manifest.take(manifestFile, row));
  const tally = new Tally(CLASSES, manifest, true);
  each(results, recordParser(results, COLUMNS), (row) => tally.take(results, row));
  console.log(tally.confusion.accuracy(), tally.trouble());
}
