import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { type Finished, type Stand, withStand } from './fixtures/stand.ts';
import { REPO } from './harness.ts';

const EXAMPLE = path.join(REPO, 'examples/lonelycat-smoke');

/** The example as a repository of its own, on a free port, with a change of one file since `origin/main`. */
async function prepare(stand: Stand, changed = 'docs/change.md'): Promise<void> {
  fs.cpSync(EXAMPLE, stand.folder, { recursive: true, filter: (source) => !/[/\\](__pycache__|\.gate)$/.test(source) });
  const port = String(await stand.port());
  const file = path.join(stand.folder, 'gates.yml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('5173', port).replace('timeout: 5s', 'timeout: 1s'));
  const git = gitIn(stand);
  git('init', '-q', '-b', 'main');
  commit(stand);
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  stand.project.write(changed, 'changed\n');
  commit(stand);
}

function gitIn({ folder }: Stand): (...args: readonly string[]) => void {
  return (...args) => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder });
}

function commit(stand: Stand): void {
  const git = gitIn(stand);
  git('add', '-A');
  git('commit', '-q', '-m', 'change');
}

async function run(stand: Stand, fault = '', ...args: string[]): Promise<Finished> {
  return stand.finished(await stand.project.gate(['run', 'gates.yml', ...args], { env: { FAULT: fault } }));
}

describe.concurrent('the example of one smoke test', needs('python3'), () => {
  it(
    'passes, with the real service there',
    withStand(async (stand) => {
      await prepare(stand);
      const port = /port: (\d+)/.exec(fs.readFileSync(path.join(stand.folder, 'gates.yml'), 'utf8'))?.[1] ?? '';
      const service = spawn('python3', ['-m', 'lonelycat.service'], { cwd: stand.folder, env: { ...process.env, PORT: port } });
      const gone = once(service, 'exit');
      const answers = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/health`).then(
          ({ ok }) => ok,
          () => false,
        );
      let ran;
      try {
        await expect.poll(answers, { timeout: 20_000 }).toBe(true);
        ran = await stand.project.gate(['run', 'gates.yml'], { env: { PORT: port } });
      } finally {
        service.kill('SIGKILL');
        await gone;
      }
      const all = await stand.finished(ran);
      expect([all.said, Object.values(all.verdicts)]).toEqual([['GO', 0], Array(5).fill('passed')]);
      expect(all.gate('change').counts).toMatchObject({ risk: 'low', files: 1 });
      expect(all.files().filter((file) => /captured.*(\.json|\.log)$/.test(file))).toHaveLength(11);
      expect(fs.existsSync(path.join(stand.folder, '.lonelycat'))).toBe(false);
    }),
  );

  it(
    'passes in its quick form, and with a warning where the service is not there',
    withStand(async (stand) => {
      await prepare(stand);
      const quick = await run(stand, '', '--skip', 'service-health');
      expect(quick.said).toEqual(['GO', 0]);
      const without = await run(stand);
      expect([without.said, without.gate('service-health').verdict]).toEqual([['GO', 0], 'warned']);
    }),
  );

  it.each<[fault: string, gate: string, row: string | RegExp]>([
    ['risky', 'smoke', /^change goes through failed: json\.verdict = "DENY"/],
    ['apply', 'smoke', /^change goes through (failed|blocked): /],
    ['silent-step', 'smoke', 'step logs failed: 6 files'],
    ['no-record', 'smoke', /^four records failed: 3 files/],
    ['no-row', 'smoke', /^SQLite record (failed|blocked): /],
    ['acceptance', 'acceptance', /^unwaived failures failed: 1/],
  ])('notices %s', async (fault, gate, row) => {
    await withStand(async (stand) => {
      await prepare(stand);
      const broken = await run(stand, fault, '--skip', 'service-health');
      expect(broken.said).toEqual(['NO-GO', 1]);
      expect(broken.bad(gate)).toContainEqual(expect.stringMatching(row));
    })();
  });

  it.each<[file: string, said: readonly [string, number], risk: string]>([
    ['packages/executor/executor.py', ['BLOCKED', 2], 'high'],
    ['policies/policy.json', ['NO-GO', 1], 'critical'],
    ['Makefile', ['NO-GO', 1], 'critical'],
  ])('rates a change of %s', async (file, said, risk) => {
    await withStand(async (stand) => {
      await prepare(stand, file);
      const rated = await run(stand, '', '--gate', 'change');
      expect([rated.decision.status, rated.gate('change').counts['risk']]).toEqual([said[0], risk]);
    })();
  });

  it(
    'is not tried until it is green',
    withStand(async (stand) => {
      await prepare(stand);
      for (const attempt of [1, 2, 3])
        expect([attempt, (await run(stand, 'risky', '--skip', 'service-health')).said]).toEqual([attempt, ['NO-GO', 1]]);
      const fourth = await run(stand, '', '--skip', 'service-health');
      expect([fourth.said, fourth.facts('gate.started')]).toEqual([['BLOCKED', 2], []]);
    }),
  );
});
