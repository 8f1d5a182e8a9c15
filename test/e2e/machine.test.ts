import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLI, Project } from './harness.ts';

/** The superuser may do everything: as such, what the system refuses is tried as nobody. */
const NOBODY = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: NOBODY } : {};

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

/** A folder of this project that anybody may write to. */
function openFolder(name: string): string {
  const folder = path.join(project.folder, name);
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o777);
  return folder;
}

describe('what nobody may remove or read', () => {
  const run = async (yaml: string) => {
    fs.chmodSync(project.folder, 0o777);
    const temporary = openFolder('tmp');
    project.write('gates.yml', `version: 1\nname: H\n${yaml}`);
    const ran = await project.gate(['run', 'gates.yml'], { ...asUser, env: { TMPDIR: temporary, HOME: temporary } });
    return { ...ran, left: fs.readdirSync(temporary) };
  };

  it('does not take the verdict, and is named', async () => {
    const { code, stdout, stderr, left } = await run(
      "gates: { a: { run: 'mkdir $GATE_DIR/d && touch $GATE_DIR/d/f && chmod 500 $GATE_DIR/d' } }\n",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^GO /m);
    expect(stderr).toMatch(/temporary files could not be removed: .*gate-/);
    expect(left).toHaveLength(1);
  });

  it('is not kept, and its gate ends as it would', async () => {
    const { code, stderr } = await run(
      "gates: { a: { run: 'mkdir $GATE_DIR/d; touch $GATE_DIR/z; chmod 000 $GATE_DIR/d $GATE_DIR/z' } }\n",
    );
    expect(code).toBe(0);
    for (const name of ['d', 'z']) expect(stderr).toContain(`a: ${name} in $GATE_DIR was not kept`);
  });

  it('fails to be the evidence that a gate asked for', async () => {
    const yaml = "gates: { a: { kind: checks, checks: [ { file: app.log, capture: true }, { command: 'chmod 000 app.log' } ] } }\n";
    const file = project.write('app.log', 'all well\n');
    if (asUser.uid !== undefined) fs.chownSync(file, asUser.uid, -1);
    const { code, stdout, stderr } = await run(yaml);
    expect(code, stderr).toBe(2);
    expect(stdout).toContain("app.log can't be read");
  });
});

describe('what has no end, or is too long', () => {
  it('is no configuration', async () => {
    const { code, stderr } = await project.gate(['check', '/dev/zero']);
    expect([code, stderr]).toEqual([2, '/dev/zero: is longer than 16 MiB\n']);
  });

  async function bundle(): Promise<string> {
    project.write('gates.yml', 'version: 1\nname: H\ngates: { a: { run: "true" } }\n');
    await project.gate(['run', 'gates.yml']);
    return project.bundle();
  }

  it('is no plan, and says so in a line', async () => {
    const made = await bundle();
    const plan = path.join(made, 'data/plan.json');
    fs.truncateSync(plan, 600 * 1024 * 1024);
    for (const args of [['verify'], ['report'], ['replay'], ['decide', '--plan', plan]]) {
      const { code, stderr } = await project.gate([...args, made]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^\S*plan\.json: is longer than 64 MiB\n$/)]);
    }
  });

  it('is no part of a bundle, behind a linked folder either', async () => {
    const made = await bundle();
    const real = path.join(project.folder, 'real');
    fs.renameSync(path.join(made, 'data'), real);
    fs.rmSync(path.join(real, 'plan.json'));
    execFileSync('mkfifo', [path.join(real, 'plan.json')]);
    fs.symlinkSync(real, path.join(made, 'data'));
    for (const command of ['verify', 'report', 'replay']) {
      const { code, stderr } = await project.gate([command, made]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('a link to a folder')]);
    }
  });
});

it('a pipe in the place of a file that a check reads ends the check, not the run', async () => {
  execFileSync('mkfifo', [path.join(project.folder, 'fifo')]);
  project.write('gates.yml', 'version: 1\nname: H\ngates: { a: { kind: checks, checks: [ { env-file: fifo, equals: { A: "1" } } ] } }\n');
  const { code, stdout, stderr } = await project.gate(['run', 'gates.yml']);
  expect([code, stderr]).toEqual([2, expect.not.stringContaining('gates.yml:')]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('no regular file');
});

it('a command line of a program that is not ours stands in no evidence', async () => {
  const stranger = spawn('sleep', ['4242.4242']);
  try {
    project.write('gates.yml', 'version: 1\nname: H\ngates: { a: { run: sleep 5151.5151 & exit 1, on-failure: [] } }\n');
    expect((await project.gate(['run', 'gates.yml'])).code).toBe(1);
    const table = fs.readFileSync(path.join(project.bundle(), 'data/gates/a/diagnostics/processes.txt'), 'utf8');
    expect(table).toMatch(new RegExp(`^${stranger.pid}\t+sleep$`, 'm'));
    expect(table).not.toContain('4242');
  } finally {
    stranger.kill();
  }
});

describe('what the machine lacks is said in a line', () => {
  const inShell = (script: string) => {
    try {
      return { code: 0, stderr: execFileSync('bash', ['-c', script], { cwd: project.folder, stdio: 'pipe', encoding: 'utf8' }) };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, stderr };
    }
  };

  it('the working directory', () => {
    const { code, stderr } = inShell(`mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${CLI}" verify x`);
    expect([code, stderr]).toEqual([2, 'gate: the working directory is not there any more\n']);
  });

  it.each([22, 24, 26, 28, 32])('files that may be open: %i', (most) => {
    project.write('gates.yml', 'version: 1\nname: H\ngates: { a: { run: "true" } }\n');
    const { code, stderr } = inShell(`ulimit -n ${most} && "${process.execPath}" "${CLI}" run gates.yml`);
    // With fewer than Node itself needs nothing of ours is loaded.
    if (code === 0 || stderr.includes('node:internal/modules/run_main')) return;
    expect(code).toBe(2);
    expect(stderr).toContain('EMFILE');
    expect(stderr).not.toContain('    at ');
  });
});

/** A small file system of our own needs a machine that lets us have one. */
const canMount = (() => {
  try {
    execFileSync('unshare', ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(canMount)('a temporary folder that is full', () => {
  it.each([
    ['a command that fails for it', "head -c 4000000 /dev/zero | tr '\\0' x", 2],
    ['one that ends well without its output', "head -c 4000000 /dev/zero | tr '\\0' x || true", 2],
    ['one that needs no more', 'echo done', 0],
  ])('blocks: %s', (_, command, expected) => {
    project.write('run.sh', command);
    project.write('gates.yml', 'version: 1\nname: H\ngates: { a: { run: bash run.sh } }\n');
    fs.mkdirSync(path.join(project.folder, 'small'));
    const script = `mount -t tmpfs -o size=1m tmpfs small && TMPDIR=$PWD/small "${process.execPath}" "${CLI}" run gates.yml; echo "code $?"`;
    const out = execFileSync('unshare', ['--mount', '--map-root-user', 'bash', '-c', script], {
      cwd: project.folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(out).toContain(`code ${expected}`);
    if (expected === 2) expect(out.replaceAll(/\s+/g, ' ')).toContain('no space left');
  });
});

it('an interrupt that comes while a report is judged counts', async () => {
  const cases = Array.from({ length: 150_000 }, (_, n) => `<testcase classname="c" name="case ${n}" time="0"/>`).join('\n');
  const report = project.write('made.xml', `<testsuite name="s" tests="150000" failures="0">\n${cases}\n</testsuite>\n`);
  project.write('gates.yml', 'version: 1\nname: H\ngates: { t: { kind: tests, run: cp made.xml report.xml, reports: report.xml } }\n');
  const { child, done } = project.start(['run', 'gates.yml']);
  const copied = (): boolean => {
    const [bundle] = project.bundles();
    const files = bundle === undefined ? [] : fs.readdirSync(bundle, { recursive: true, encoding: 'utf8' });
    const copy = files.find((file) => file.endsWith('report.xml'));
    return bundle !== undefined && copy !== undefined && fs.statSync(path.join(bundle, copy)).size === fs.statSync(report).size;
  };
  await vi.waitUntil(copied, { timeout: 60_000, interval: 5 });
  child.kill('SIGINT');
  const { code, stdout } = await done;
  expect([code, stdout]).toEqual([2, expect.stringContaining('BLOCKED')]);
});
