import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inTurnsOf, row } from './measure.ts';

/**
 * How soon the action looks at its inputs (a wrong one ends it), and how soon its first gate starts, against `node -e 0`.
 * @param folder for scratch files
 */
export async function actionRows(main: string, folder: string): Promise<string[]> {
  fs.writeFileSync(path.join(folder, 'gates.yml'), 'version: 1\nname: bench\ngates:\n  first: { run: "true" }\n');
  const bare = async (): Promise<number> => timed(() => spawnSync('node', ['-e', '0']));
  const inputs = await inTurnsOf(
    15,
    async () => timed(() => spawnSync('node', [main], { env: runnerEnv(folder, { INPUT_COMMAND: 'x' }) })),
    bare,
  );
  const gate = await inTurnsOf(9, () => untilFirstGate(main, folder), bare);
  return [
    row('action to its first input check', '`node -e 0`', inputs, '≤ 3'),
    row('action to its first gate', '`node -e 0`', gate, '≤ 5'),
  ];
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function runnerEnv(folder: string, inputs: Record<string, string>): NodeJS.ProcessEnv {
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((name) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, '');
      return [name, file];
    }),
  );
  const run = { GITHUB_REPOSITORY: 'org/app', GITHUB_EVENT_NAME: 'push', GITHUB_RUN_ID: '1', GITHUB_SHA: 'a'.repeat(40) };
  return { PATH: process.env['PATH'], ...files, ...run, GITHUB_WORKSPACE: folder, RUNNER_TEMP: folder, ...inputs };
}

/** The action is ended where its first gate starts; its guard removes what it left. */
function untilFirstGate(main: string, folder: string): Promise<number> {
  const start = performance.now();
  const child = spawn('node', [main], { env: runnerEnv(folder, { INPUT_CONFIG: 'gates.yml' }), stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (!text.includes('first starts')) return;
      resolve(performance.now() - start);
      child.kill('SIGKILL');
    });
    child.once('exit', () => reject(new Error(`the action ended before its first gate:\n${text}`)));
  });
}
