import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Cancel, Job, type JobOptions } from './runner.ts';

const ACTION = path.join(import.meta.dirname, 'fixtures/action');
const workspace = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gate-runner-test-')));
const jobs: Job[] = [];
afterAll(() => {
  for (const one of jobs) one.close();
  fs.rmSync(workspace, { recursive: true, force: true });
});

function job(inputs: Readonly<Record<string, string>>, more: Partial<JobOptions> = {}): Job {
  const made = new Job({ action: ACTION, node: process.execPath, workspace, env: {}, event: { number: 5 }, inputs, ...more });
  jobs.push(made);
  return made;
}

const run = (mode: string, cancel?: Cancel) => job({ mode }).run(cancel);

/** The one line of JSON that a step of the fixture writes about itself. */
const said = (lines: readonly string[] | undefined): unknown => JSON.parse(lines?.find((line) => line.startsWith('{')) ?? 'null');

describe('a step', () => {
  it('has its inputs, its event and its files; what it leaves reaches post and the steps after it', async () => {
    const { main, post, outputs, summary, orphans } = await job({ mode: 'speak' }, { secrets: ['top-secret'] }).run();
    expect(said(main.log.lines)).toEqual({
      event: { number: 5 },
      name: 'by default',
      words: '7',
      actions: 'true',
      cwd: workspace,
      node: process.version,
    });
    expect([main.code, outputs, summary, orphans]).toEqual([0, { plain: 'a=b', long: 'one\ntwo' }, '# Summary\n', []]);
    expect([main.env, main.path]).toEqual([{ FROM_MAIN: 'set' }, ['/first', '/second']]);
    expect(main.log.annotations).toEqual([{ level: 'warning', message: 'from stderr', properties: { file: 'a.ts', line: '3' } }]);
    expect(said(post?.log.lines)).toEqual({ left: 'for post', fromMain: 'set', path: ['/second', '/first'], mode: 'speak' });
  });

  it('shows no secret, in post neither', async () => {
    const { main, post } = await job({ mode: 'speak' }, { secrets: ['top-secret'] }).run();
    expect(main.log.lines).toContain('the *** and the ***');
    expect(main.log.raw).toContain('the hidden-value and the top-secret');
    expect(post?.log.lines).toContain('after the ***');
  });

  it('that fails has its exit code, and its post runs', async () => {
    const { main, post } = await run('fail');
    expect([main.code, post?.code, said(post?.log.lines)]).toMatchObject([3, 0, { left: 'by a failure' }]);
  });

  it('has a summary of 1 MiB, and none of one byte more, which is said', async () => {
    const fits = await run('summary');
    expect([Buffer.byteLength(fits.main.summary), fits.main.log.annotations]).toEqual([1_048_576, []]);
    const { main } = await job({ mode: 'summary', 'a-name': 'too large' }).run();
    expect([main.code, main.summary]).toEqual([0, '']);
    expect(main.log.annotations).toMatchObject([{ level: 'error', message: expect.stringContaining('upload aborted') }]);
  });

  it('that sets outputs in its post sets none, which is told', async () => {
    await expect(run('late')).rejects.toThrow('post set outputs, which no later step sees: decision');
  });

  it('that the runner would refuse is refused: an unknown input, a file that is no list of values, another node', async () => {
    await expect(job({ mode: 'speak', moed: 'x' }).run()).rejects.toThrow("Unexpected input(s) 'moed'");
    await expect(run('nonsense')).rejects.toThrow("Invalid format 'no value'");
    const other = fs.mkdtempSync(path.join(workspace, 'action-'));
    fs.writeFileSync(path.join(other, 'action.yml'), 'runs: { using: node20, main: main.mjs }\n');
    await expect(job({}, { action: other }).run()).rejects.toThrow('this runner has no node20');
  });
});

describe.concurrent('a step that is cancelled', () => {
  it('ends on its own after SIGINT, and its post runs', async () => {
    const { main, post } = await run('polite', { at: /staying/ });
    expect([main.code, main.log.lines, post?.code]).toEqual([130, ['staying', 'got SIGINT'], 0]);
  });

  it('can be cancelled at a moment that its log does not tell', async () => {
    const made = job({ mode: 'polite' });
    const { main } = await made.run({ when: Promise.resolve() });
    expect([main.code ?? 130, main.signal ?? 'SIGINT']).toEqual([130, 'SIGINT']);
  });

  it('gets SIGINT, SIGTERM 7.5 s later, is killed 2.5 s later, and its post runs', async () => {
    const { main, post } = await run('stubborn', { at: /staying/ });
    expect([main.signal, main.log.lines, post?.code]).toEqual(['SIGKILL', ['staying', 'got SIGINT', 'got SIGTERM'], 0]);
    expect(main.ms).toBeGreaterThanOrEqual(10_000);
  });

  it('gets its signals alone: what it started lives on until the job is swept', async () => {
    const { main, orphans } = await run('parent', { at: /staying/ });
    expect([main.signal, orphans]).toEqual(['SIGINT', [expect.stringContaining('setInterval')]]);
  });
});

describe.concurrent('what a step leaves', () => {
  it('does not delay it, and is ended after the job', async () => {
    const { main, orphans } = await run('daemon');
    expect([main.code, orphans]).toEqual([0, [expect.stringContaining('setInterval')]]);
    expect(main.held).toBe(false);
  });

  it('delays it by five seconds and no more where it holds its output', async () => {
    const { main, post, orphans } = await run('holder');
    expect([main.code, post?.code, orphans.length]).toEqual([0, 0, 1]);
    expect(main.held).toBe(true);
    expect(main.ms).toBeGreaterThanOrEqual(5000);
  });
});
