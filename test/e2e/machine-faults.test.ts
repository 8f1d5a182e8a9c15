import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { needsRight } from '../platform/programs.ts';
import { TAGS } from '../../src/evidence/bag.ts';
import { CLI, Project, REPO } from './harness.ts';

/** What a fault comes to, as the page has it in its columns. */
interface Outcome {
  readonly code: string;
  readonly left: string;
}

const GATES = (command: string): string => `version: 1\nname: M\ngates: { a: { run: ${JSON.stringify(command)} } }\n`;
const RUN = `${process.execPath} ${CLI} run gates.yml`;

/** What a store holds. */
function leftIn(store: string): string {
  const names = fs.existsSync(store) ? fs.readdirSync(store).filter((name) => /^\d{8}-/.test(name)) : [];
  const folders = names.filter((name) => fs.statSync(path.join(store, name)).isDirectory());
  const states = folders.map((name) => {
    const record = path.join(store, name, 'data/decision.json');
    const last = path.join(store, name, TAGS.tagManifest);
    if (!fs.existsSync(last) || fs.statSync(last).size === 0) return 'a recording without its end';
    const what = names.includes(`${name}.zip`) ? 'a bundle' : 'a bundle without its zip';
    return `${what}, ${(JSON.parse(fs.readFileSync(record, 'utf8')) as { status: string }).status}`;
  });
  return states.length === 0 ? 'nothing' : [...new Set(states)].join('; ') + (states.length > 1 ? ` (${states.length})` : '');
}

/** As a shell tells of it. */
function codeOf(code: number | null, signal: string | null): string {
  return String(code ?? (signal === 'SIGKILL' ? 137 : signal));
}

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && spawnSync('unshare', ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** File systems and owners of our own need a machine that lets us have them: elsewhere that is told, and where nothing may be skipped it fails. */
function fitting(fault: string): ReturnType<typeof needsRight> {
  if (/TMPDIR|--out/.test(fault)) return needsRight('the right to mount', canMount, 'unshare');
  return needsRight('the right to give files away', !fault.includes('owner') || isRoot);
}

/** A run in a shell that has the fault. */
async function shell(
  script: string,
  options: { command?: string; before?: (project: Project) => void; store?: string } = {},
): Promise<Outcome> {
  const project = new Project();
  try {
    project.write('gates.yml', GATES(options.command ?? 'true'));
    options.before?.(project);
    const { code, signal, stderr } = await ended('bash', ['-c', script], project.folder);
    expect(stderr, 'a stack trace').not.toMatch(/^ {4}at .*dist/m);
    return { code: codeOf(code, signal), left: leftIn(path.join(project.folder, options.store ?? '.gate/executions')) };
  } finally {
    project.close();
  }
}

async function ended(
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  const child = spawn(file, args, { cwd, env: { ...process.env, RUN }, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, stderr })));
}

const mounted = (script: string): string => `exec unshare --mount --map-root-user bash -c '${script}'`;

/** A run that a signal hits while it waits. */
async function signalled(hit: (pid: number, project: Project) => void | Promise<void>, seconds = 30): Promise<Outcome> {
  const project = new Project();
  try {
    project.write('gates.yml', GATES(`touch begun; sleep ${seconds}`));
    const { child, done } = project.start(['run', 'gates.yml']);

    await vi.waitUntil(() => fs.existsSync(path.join(project.folder, 'begun')) && hasRecorded(project), { timeout: 60_000, interval: 20 });
    await hit(child.pid ?? 0, project);
    const { code, signal } = await done;
    if (signal === 'SIGKILL') await vi.waitUntil(() => guardOf(project) === undefined, { timeout: 60_000, interval: 50 });
    return { code: codeOf(code, signal), left: leftIn(path.join(project.folder, '.gate/executions')) };
  } finally {
    project.close();
  }
}

/** Whether any of the recording is on the disk: what is killed before has left nothing. */
function hasRecorded(project: Project): boolean {
  const files = project.bundles().map((bundle) => path.join(bundle, 'data/observations.jsonl'));
  return files.some((file) => fs.existsSync(file) && fs.statSync(file).size > 0);
}

/** The process that ends and rescues what a killed run leaves. */
function guardOf(project: Project): number | undefined {
  for (const name of fs.readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const line = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (line.includes('guard-process') && (line.includes(project.folder) || fs.readlinkSync(`/proc/${name}/cwd`) === project.folder))
        return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return undefined;
}

const kill = (signal: NodeJS.Signals) => (pid: number) => void process.kill(pid, signal);

const FAULTS: Readonly<Record<string, () => Outcome | Promise<Outcome>>> = {
  'the disk of `--out` is full': () =>
    shell(mounted('mkdir out; mount -t tmpfs -o size=160k tmpfs out; $RUN --out out/store; code=$?; cp -r out/store kept; exit $code'), {
      command: 'until [ -s out/store/*/data/observations.jsonl ]; do sleep 0.05; done; seq 40000',
      store: 'kept',
    }),
  'the disk of `--out` has no room for the zip': () =>
    shell(mounted('mkdir out; mount -t tmpfs -o size=3m tmpfs out; $RUN --out out/store; code=$?; cp -r out/store kept; exit $code'), {
      command: 'head -c 2000000 /dev/urandom > $GATE_DIR/noise',
      store: 'kept',
    }),
  'the disk of `TMPDIR` is full': () =>
    shell(mounted('mkdir tmp; mount -t tmpfs -o size=1m tmpfs tmp; TMPDIR=$PWD/tmp $RUN'), {
      command: "head -c 4000000 /dev/zero | tr '\\0' x",
    }),
  '`--out` is read-only': () => shell(mounted('mkdir out; mount -t tmpfs -o ro tmpfs out; $RUN --out out/store')),
  '`TMPDIR` is read-only': () => shell(mounted('mkdir tmp; mount -t tmpfs -o ro tmpfs tmp; TMPDIR=$PWD/tmp $RUN')),
  '`--out` lies on another file system': () =>
    shell(mounted('mkdir out; mount -t tmpfs tmpfs out; $RUN --out out/store; code=$?; cp -r out/store kept; exit $code'), {
      store: 'kept',
    }),
  '`TMPDIR` lies on another file system': () => shell(mounted('mkdir tmp; mount -t tmpfs tmpfs tmp; TMPDIR=$PWD/tmp $RUN')),
  '`ulimit -n 28`': () => shell('ulimit -n 28; $RUN'),
  '`ulimit -v` below what Node needs': () => shell('ulimit -v 400000; ulimit -c 0; $RUN'),
  'no git': () =>
    shell(`mkdir bin; ln -s $(command -v sh) $(command -v bash) bin; PATH=$PWD/bin $RUN`, { before: (project) => void project.commit() }),
  'git hangs': () =>
    shell(
      'mkdir bin; printf "#!/bin/sh\\ntouch asked\\nexec sleep 600\\n" > bin/git; chmod +x bin/git; PATH=$PWD/bin:$PATH $RUN & until [ -e asked ]; do sleep 0.05; done; kill -TERM $!; wait $!',
      { before: (project) => void project.commit() },
    ),
  'a repository of another owner': () => shell('chown -R 65534 .git; $RUN', { before: (project) => void project.commit() }),
  'the working directory was removed': () => shell('mkdir gone; cd gone; rmdir ../gone; $RUN'),
  'a command removes the evidence': () => shell('$RUN', { command: 'rm -rf .gate' }),
  'two runs at once in one folder': () => shell('$RUN & $RUN; a=$?; wait $!; exit $((a + $?))'),
  SIGINT: () => signalled(kill('SIGINT')),
  SIGTERM: () => signalled(kill('SIGTERM')),
  SIGHUP: () => signalled(kill('SIGHUP')),
  SIGKILL: () => signalled(kill('SIGKILL')),
  'SIGSTOP, then SIGCONT': () =>
    signalled(async (pid) => {
      process.kill(pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 2500));
      process.kill(pid, 'SIGCONT');
    }, 1),
  'SIGKILL to the guard': () =>
    signalled((_, project) => {
      const guard = guardOf(project);
      if (guard === undefined) throw new Error('there is no guard');
      process.kill(guard, 'SIGKILL');
    }, 1),
  'SIGKILL to both': () =>
    signalled((pid, project) => {
      process.kill(guardOf(project) ?? 0, 'SIGKILL');
      process.kill(pid, 'SIGKILL');
    }, 3),
};

/** The rows of the page: fault, exit code, what is left. */
const page = fs.readFileSync(path.join(REPO, 'docs/machine.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([^|]+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)]
  .map(([, fault = '', code = '', left = '']) => ({ fault, code, left }))
  .filter(({ fault }) => fault !== 'fault');

it('docs/machine.md has every fault that is tried', () => {
  expect(rows.map(({ fault }) => fault)).toEqual(Object.keys(FAULTS));
});

for (const { fault, code, left } of rows)
  it.concurrent(`${fault}: as the page says`, fitting(fault), async () => {
    const outcome = await FAULTS[fault]?.();
    expect(outcome).toEqual({ code: code === "of Node's own" ? expect.stringMatching(/^(SIG|1[0-9][0-9]$)/) : code, left });
  });
