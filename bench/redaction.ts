import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { attachFile } from '../src/evidence/attach.ts';
import { standardMatching } from '../src/redact/pattern-matching.ts';
import { Redactor } from '../src/redact/redact.ts';

const MIB = 1024 * 1024;
const TURNS = 3;

/** Keeping a log, redacted and hashed, against copying and hashing it, in CPU time: a busy machine slows both down alike. */
export function redactionRows(folder: string): readonly string[] {
  const logs = {
    'an ordinary log': ordinary(),
    'a log of base64': base64(),
    'a log of addresses': addresses(),
    'a log of beginnings of keys': beginnings(),
    'a log of tokens': tokens(),
  };
  return Object.entries(logs).flatMap(([what, bytes]) => {
    const source = path.join(folder, 'log');
    fs.writeFileSync(source, bytes);
    const plain = rate(bytes, () => copied(source, path.join(folder, 'copy')));
    return WAYS.map(({ how, make, aims }) => {
      const redactor = make();
      const ours = rate(bytes, () => kept(source, folder, redactor));
      const aim = aims[what] ?? '';
      return `| keep ${what}, ${how} | ${ours.toFixed(0)} MiB/s | copy and SHA-256: ${plain.toFixed(0)} MiB/s | ${(plain / ours).toFixed(1)} | ${aim} |`;
    });
  });
}

/** By known values alone, by form alone, and by both, as every run looks. */
const WAYS: readonly { readonly how: string; readonly make: () => Redactor; readonly aims: Readonly<Record<string, string>> }[] = [
  {
    how: '10 secrets',
    make: () => new Redactor(secrets(10)),
    aims: { 'an ordinary log': '≥ 100 MiB/s', 'a log of base64': '≥ 40 MiB/s' },
  },
  { how: '100 secrets', make: () => new Redactor(secrets(100)), aims: {} },
  {
    how: 'rules',
    make: () => new Redactor([], standardMatching()),
    aims: { 'an ordinary log': '≥ 40 MiB/s', 'a log of beginnings of keys': '≥ 5 MiB/s', 'a log of tokens': '≥ 5 MiB/s' },
  },
  { how: 'rules and 10 secrets', make: () => new Redactor(secrets(10), standardMatching()), aims: { 'an ordinary log': '≥ 40 MiB/s' } },
];

/** MiB per second of CPU time, the best of several turns. */
function rate(bytes: Buffer, act: () => void): number {
  const costs = Array.from({ length: TURNS }, () => {
    const start = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  return bytes.length / MIB / Math.min(...costs);
}

function kept(source: string, folder: string, redactor: Redactor): void {
  const bundle = fs.mkdtempSync(path.join(folder, 'bundle-'));
  attachFile({ source, bundle, gate: 'g', name: 'log', redactor });
  fs.rmSync(bundle, { recursive: true });
}

function copied(source: string, target: string): void {
  const hash = createHash('sha256');
  const [from, to] = [fs.openSync(source, 'r'), fs.openSync(target, 'w')];
  const buffer = Buffer.allocUnsafe(MIB);
  for (let got = fs.readSync(from, buffer); got > 0; got = fs.readSync(from, buffer)) {
    hash.update(buffer.subarray(0, got));
    fs.writeSync(to, buffer, 0, got);
  }
  fs.closeSync(from);
  fs.closeSync(to);
  hash.digest('hex');
}

function secrets(count: number): { name: string; value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `S${index}`, value: randomBytes(30).toString('base64url') }));
}

function ordinary(): Buffer {
  const lines = Array.from(
    { length: 400_000 },
    (_, i) =>
      `2026-11-29T10:${i % 60}:${i % 59}.${i % 1000}Z INFO [worker-${i % 8}] GET /api/v1/orders/${(i * 7919) % 100_000} status=200 ${i % 97}ms`,
  );
  return Buffer.from(lines.join('\n'));
}

/** The slowest that was found: each is far enough from the next one to be looked at by itself. */
function beginnings(): Buffer {
  const line = ['-----BEGIN ', 'PRIVATE KEY-----\n', 'aB3dE5gH7jK9lM1nP3rS5tV7xZ9bC1dF3h'].join('').padEnd(515, ' x');
  return Buffer.alloc(16 * MIB, line);
}

/** Nothing but secrets that are redacted, as densely as they are still searched for. */
function tokens(): Buffer {
  return Buffer.alloc(16 * MIB, 'token=aB3dE5gH7jK9lM1nP3rS5tV7xZ9b\n');
}

function addresses(): Buffer {
  const lines = Array.from(
    { length: 400_000 },
    (_, i) => `npm http fetch GET 200 https://registry.npmjs.org/@scope/package-${i}/-/package-${i}-1.2.3.tgz ${i % 500}ms (cache miss)`,
  );
  return Buffer.from(lines.join('\n'));
}

function base64(): Buffer {
  return Buffer.from(
    randomBytes(24 * MIB)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\n'),
  );
}
