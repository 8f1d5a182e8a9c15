import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

async function ran(yaml: string, env: Record<string, string> = {}): Promise<{ code: number | null; stderr: string }> {
  project.write('gates.yml', `version: 1\nname: H\n${yaml}`);
  return project.gate(['run', 'gates.yml'], { env });
}

describe('an answer that contradicts itself', () => {
  it('is not believed: a key that stands twice', async () => {
    project.write('answer.json', '{"failed": 3, "failed": 0}');
    const yaml = 'gates: { a: { kind: checks, checks: [ { command: cat answer.json, expect: "json.failed == 0" } ] } }\n';
    expect((await ran(yaml)).code).toBe(1);
  });

  it('is not read beyond what was cut', async () => {
    const command = `printf '{"failed":0,"s":"\\u2713\\u2713"}'; head -c 1100000 /dev/zero | tr '\\\\0' ' '; echo '{"failed":7}'`;
    project.write('answer.sh', command.replaceAll('\\\\', '\\'));
    const { code } = await ran('gates: { a: { kind: checks, checks: [ { command: bash answer.sh, expect: "json.failed == 0" } ] } }\n');
    expect(code).not.toBe(0);
  });
});

describe('a clean tree', () => {
  function repository(): (...args: string[]) => void {
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: project.folder });
    git('init', '-q', '-b', 'main');
    project.write('app.js', 'good\n');
    project.write('.gitignore', '.gate/\n');
    project.write('sub/gates.yml', 'version: 1\nname: H\npolicy: { require-clean-tree: true }\ngates: { a: { run: "true" } }\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    return git;
  }

  it.each<[string, (git: (...args: string[]) => void) => void]>([
    ['a file that git was told not to look at', (git) => git('update-index', '--assume-unchanged', 'app.js')],
    ['a monitor that says nothing has changed', (git) => git('config', 'core.fsmonitor', `printf 'token\\0'; true`)],
  ])('is none with %s, wherever the configuration lies', async (_, hide) => {
    const git = repository();
    const out = path.join(project.folder, '..', `${path.basename(project.folder)}-out`);
    try {
      expect((await project.gate(['run', 'sub/gates.yml', '--out', out])).code).toBe(0);
      hide(git);
      project.write('app.js', 'evil\n');
      expect((await project.gate(['run', 'sub/gates.yml', '--out', out])).code).toBe(2);
    } finally {
      fs.rmSync(out, { recursive: true, force: true });
    }
  });
});

describe('a secret', () => {
  const SECRET = 'Peanutbuttertoken/9+=%Zq';

  it('in a captured variable is not published with the plan', async () => {
    const yaml = 'evidence: { secret-env: [TOK], capture-env: [DBURL] }\ngates: { a: { run: "true" } }\n';
    const { code, stderr } = await ran(yaml, { TOK: SECRET, DBURL: `postgres://u:${SECRET}@h/db` });
    expect([code, stderr]).toEqual([2, expect.stringContaining('the value of TOK stands in the plan')]);
    expect(project.bundles()).toEqual([]);
  });

  it('of digits is not recorded as a number', async () => {
    const yaml = `evidence: { secret-env: [PIN] }\ngates: { a: { kind: checks, env: { P: "\${{ env.PIN }}" }, checks: [ { command: "echo $P", expect: "json > 0.0" } ] } }\n`;
    await ran(yaml, { PIN: '8472619350' });
    const files = fs.readdirSync(project.bundle(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = files.filter(({ parentPath, name }) => fs.readFileSync(path.join(parentPath, name), 'utf8').includes('8472619350'));
    expect(holding).toEqual([]);
  });
});

describe('a bundle that somebody made', () => {
  async function bundle(): Promise<string> {
    await ran('gates: { a: { run: echo fine } }\n');
    return project.bundle();
  }

  it.each(['plan.json', 'config/gates.yml', 'report.html', 'observations.jsonl'])(
    'with a pipe in the place of %s is refused at once',
    async (file) => {
      const made = await bundle();
      fs.rmSync(path.join(made, 'data', file));
      execFileSync('mkfifo', [path.join(made, 'data', file)]);
      for (const command of ['verify', 'report', 'replay']) {
        const { code, stderr } = await project.gate([command, made]);
        expect([code, stderr]).toEqual([2, expect.stringContaining('neither a file nor a folder')]);
      }
    },
  );

  it.each(['null', '[]', '5', '{}', '{"selection":{"gates":5}}'])('with the plan %s is said to hold none', async (plan) => {
    const made = await bundle();
    fs.writeFileSync(path.join(made, 'data/plan.json'), plan);
    const { code, stderr } = await project.gate(['report', made]);
    expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining('is not a plan')]);
    expect(stderr).not.toContain('    at ');
  });
});
