// Makes golden bundles with the program that is built in dist/: see README.md. Linux, as root.
//   node test/golden/make.ts FOLDER [CASE…]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openBundle } from '../../src/evidence/bundle.ts';
import { action } from './cases/action.ts';

import { checks } from './cases/checks.ts';
import { evidence } from './cases/evidence.ts';
import { others } from './cases/others.ts';
import { prometheus } from './cases/prometheus.ts';
import { releases } from './cases/releases.ts';
import { reports } from './cases/reports.ts';
import { services } from './cases/services.ts';
import { BUNDLES, type Expected, type Expectation, EXPECTED } from './expected.ts';
import { type Cases, Workshop } from './workshop.ts';

const CASES: Cases = { ...checks, ...releases, ...evidence, ...services, ...reports, ...prometheus, ...others, ...action };
const REPO = path.resolve(import.meta.dirname, '../..');
/** Says to the copy of ourselves in the namespace where it works. */
const INSIDE = 'GATE_GOLDEN';
/** What would tell of the machine on which the bundles were made. */
const OURS = [REPO, os.userInfo().homedir, os.hostname()].filter((text) => text.length > 4);

/**
 * A failed gate keeps the table of processes. So we work with a copy of Node and the program in a temporary folder, and in a
 * namespace of processes in which nothing else runs.
 */
function enterNamespace(): void {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-golden-'));
  try {
    fs.mkdirSync(path.join(temporary, 'bin'));
    fs.copyFileSync(process.execPath, path.join(temporary, 'bin/node'));
    for (const name of ['dist', 'action.yml', 'package.json']) {
      fs.cpSync(path.join(REPO, name), path.join(temporary, 'gate', name), { recursive: true });
    }
    const PATH = `${path.join(temporary, 'bin')}${path.delimiter}/usr/local/bin:/usr/bin:/bin`;
    const again = ['--fork', '--pid', '--mount-proc', 'sh', '-c', 'node test/golden/make.ts "$@"; exit $?', 'sh', ...process.argv.slice(2)];
    const env = { PATH, TMPDIR: temporary, HOME: temporary, [INSIDE]: temporary };
    process.exitCode = spawnSync('unshare', again, { cwd: REPO, env, stdio: 'inherit' }).status ?? 1;
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function make(temporary: string, target: string, wanted: readonly string[]): Promise<void> {
  fs.mkdirSync(target, { recursive: true });
  const program = path.join(temporary, 'gate');
  for (const [name, makes] of Object.entries(CASES)) {
    // What is there is never made again.
    if (fs.existsSync(path.join(target, `${name}.zip`)) || (wanted.length > 0 && !wanted.includes(name))) continue;
    const workshop = new Workshop(name, temporary, program);
    try {
      await keep(target, name, await makes(workshop), path.join(program, 'dist/cli.js'));
    } catch (error) {
      process.stderr.write(`${name} was not made: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = 1;
    } finally {
      workshop.close();
    }
  }
}

/** Makes a zip a golden bundle, and writes down what was decided and how it verifies. */
async function keep(target: string, name: string, zip: string, cli: string): Promise<void> {
  const opened = await openBundle(zip);
  const { folder } = opened;
  try {
    refuseWhatIsOurs(folder);
    const verified = spawnSync('node', [cli, 'verify', zip, '--json'], { encoding: 'utf8' });
    const { exitCode, status, head } = JSON.parse(verified.stdout) as Pick<Expectation, 'exitCode' | 'status' | 'head'>;
    const entry: Expectation = { exitCode, status, head, ...recordsOf(folder) };
    fs.copyFileSync(zip, path.join(target, `${name}.zip`), fs.constants.COPYFILE_EXCL);
    addTo(path.join(target, EXPECTED), name, entry);
    const gates = Object.entries(entry.gates).map((gate) => gate.join(' '));
    process.stdout.write(`${name}: ${status}, verify ${exitCode}, ${fs.statSync(zip).size} bytes; ${gates.join(', ')}\n`);
  } finally {
    opened.cleanup();
  }
}

function addTo(file: string, name: string, entry: Expectation): void {
  const before = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Expected) : {};
  const entries = Object.entries({ ...before, [name]: entry }).sort(([a], [b]) => (a < b ? -1 : 1));
  fs.writeFileSync(file, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
}

function recordsOf(folder: string): Pick<Expectation, 'judge' | 'render' | 'gates'> {
  const read = (name: string): string => fs.readFileSync(path.join(folder, 'data', name), 'utf8');
  const { gates } = JSON.parse(read('decision.json')) as { gates: readonly { id: string; verdict: string }[] };
  const { judge, render } = JSON.parse(read('observations.jsonl').split('\n')[0] ?? '') as { judge: number; render: number };
  return { judge, render, gates: Object.fromEntries(gates.map(({ id, verdict }) => [id, verdict])) };
}

function refuseWhatIsOurs(folder: string): void {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
    const found = OURS.find((ours) => text.includes(ours));
    if (found !== undefined) throw new Error(`${entry.name} holds ${found}`);
  }
}

const [folder, ...wanted] = process.argv.slice(2);
const temporary = process.env[INSIDE];
if (folder === undefined) throw new Error('usage: node test/golden/make.ts FOLDER [CASE…]');
if (temporary === undefined) enterNamespace();
else await make(temporary, path.join(BUNDLES, folder), wanted);
