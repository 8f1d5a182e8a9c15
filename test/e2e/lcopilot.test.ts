import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, type Stand, withStand } from './fixtures/stand.ts';
import { REPO } from './harness.ts';

const EXAMPLE = path.join(REPO, 'examples/lcopilot-quality');
const TOKEN = 'c0ffee-c0ffee-c0ffee';

/** The example in the stand's folder, on a port of its own, without its pauses. */
async function prepare(stand: Stand): Promise<void> {
  fs.cpSync(EXAMPLE, stand.folder, { recursive: true, filter: (source) => !/[/\\](results|\.gate)$/.test(source) });
  const file = path.join(stand.folder, 'gates.ci.yml');
  const text = fs.readFileSync(file, 'utf8').replaceAll('8000', String(await stand.port()));
  fs.writeFileSync(file, text.replaceAll('run-delay: 1s', 'run-delay: 10ms'));
}

async function run(stand: Stand, fault = '', ...args: string[]): Promise<Finished> {
  return stand.finished(await stand.project.gate(['run', 'gates.ci.yml', ...args], { env: { LCOPILOT_API_TOKEN: TOKEN, FAULT: fault } }));
}

/** The criteria of a gate that failed, each as `name: measured`. */
function failed(finished: Finished, gate: string): readonly string[] {
  return finished.gate(gate).criteria.flatMap(({ name, measured, verdict }) => (verdict === 'failed' ? [`${name}: ${measured}`] : []));
}

it(
  'earns a GO, and then another one that is compared with it',
  withStand(async (stand) => {
    await prepare(stand);
    const first = await run(stand);
    expect([first.said, first.gate('smoke').verdict, first.gate('full').verdict]).toEqual([['GO', 0], 'warned', 'warned']);
    expect(first.bad('full')).toEqual([
      expect.stringMatching(/^drift warned: no baseline: no earlier execution of ".*" with these classes and fields was a GO$/),
    ]);
    expect(first.gate('smoke').counts).toMatchObject({ runs: 2, expectedRuns: 2, cases: 20, comparable: 20, accuracy: 0.9, agreement: 1 });
    expect(first.gate('full').counts).toMatchObject({ runs: 1, cases: 90, comparable: 90, accuracy: 0.911111111111 });

    const second = await run(stand);
    expect([second.said, second.bad('smoke'), second.bad('full')]).toEqual([['GO', 0], [], []]);
    expect(second.gate('full').counts['baseline']).toBe(first.decision.executionId);
    expect(second.text('data/gates/full/baseline/decision.json')).toBe(first.text('data/decision.json'));
    expect(second.text('data/gates/full/baseline/results.jsonl')).toBe(first.text('data/gates/full/results/results.jsonl'));
    expect(second.gate('full').findings).toMatchObject([
      { title: 'Baseline', message: `compared with execution ${first.decision.executionId}, over 90 of 90 cases` },
    ]);
    // Both runs appended to what the first execution left; each is judged by its own lines.
    expect(second.facts('results.before').map(({ lines }) => lines)).toEqual([130, 150, 170]);
    expect(second.text('data/gates/full/results/results.jsonl').trimEnd().split('\n')).toHaveLength(90);

    // Where the last GO doesn't verify any more, nobody goes back to an older one.
    const summary = path.join(second.folder, 'data/summary.json');
    fs.writeFileSync(summary, fs.readFileSync(summary, 'utf8').replace('"agreement": 1', '"agreement": 0.99'));
    const third = await run(stand);
    expect([third.said, third.gate('full').counts['baseline']]).toEqual([['BLOCKED', 2], undefined]);
  }),
);

function ranOnce(finished: Finished): void {
  expect(finished.facts('step').filter(({ gate }) => gate === 'smoke')).toHaveLength(1);
  expect(finished.facts('control').map(({ gate, action }) => [gate, action])).toEqual([
    ['smoke', 'stop'],
    ['full', 'skip'],
    ['result-files', 'skip'],
  ]);
}

function nothingLeaked(finished: Finished): void {
  for (const file of finished.files()) expect(finished.text(file), file).not.toContain(TOKEN);
  expect(finished.text('data/gates/evidence/services/api.log')).toContain('[REDACTED:LCOPILOT_API_TOKEN]');
}

const UNIFORM = [/^accuracy \(run 1\)/, /^recall of pass/, /^uniform answers \(run 1\): maxShare = 1, maxOffClassShare = 1$/, /^Wilson/];

describe('with a fault, exactly what must notice fails:', () => {
  it.each<[string, string, readonly RegExp[], (finished: Finished) => void]>([
    ['uniform', 'smoke', UNIFORM, ranOnce],
    ['rate-limit', 'smoke', [/^turned away \(run 1\): statusRate\["429"\] = 0.1$/], ranOnce],
    ['unprocessable', 'smoke', [/^unprocessable \(run 1\): status\["422"\] = 2$/], ranOnce],
    ['mislabel', 'smoke', [/^critical false pass \(run 1\): confusion.reject.pass = 1$/], ranOnce],
    ['disagree', 'smoke', [/^agreement: agreement = 0.9$/], () => {}],
    ['rewrite', 'smoke', [/^results: run 2: results\/results.jsonl: line \d+ was rewritten$/], () => {}],
    ['hurry', 'result-files', [/^pacing: json.min_interval = 0.001/], () => {}],
    ['leak', 'evidence', [/^no secrets: \d+ found, such as LCOPILOT_API_TOKEN in /], nothingLeaked],
  ])('%s', async (fault, gate, rows, more) =>
    withStand(async (stand) => {
      await prepare(stand);
      const finished = await run(stand, fault);
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.decision.gates.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)).toEqual([gate]);
      expect(failed(finished, gate)).toEqual(rows.map((row) => expect.stringMatching(row) as string));
      more(finished);
    })(),
  );

  it(
    'slow: a run that takes too long',
    withStand(async (stand) => {
      await prepare(stand);
      const file = path.join(stand.folder, 'gates.ci.yml');
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('run-timeout: 1m', 'run-timeout: 3s'));
      const finished = await run(stand, 'slow');
      expect([finished.said, failed(finished, 'smoke')]).toEqual([['NO-GO', 1], ['runs: run 1: still running after 3s']]);
      ranOnce(finished);
    }),
  );

  it(
    'forget: a run that leaves a case out is blocked',
    withStand(async (stand) => {
      await prepare(stand);
      const finished = await run(stand, 'forget');
      expect(finished.said).toEqual(['BLOCKED', 2]);
      expect(finished.bad('smoke')).toContainEqual(expect.stringMatching(/^cases blocked: run 1: 19 of 20 cases: 1 missing \("lc-\d+"\)$/));
      ranOnce(finished);
    }),
  );

  it(
    'stubs: nothing is asked of them',
    withStand(async (stand) => {
      await prepare(stand);
      stand.project.write('config/app.env', 'USE_STUBS=true\nRULES=config/rules.json\n');
      const finished = await run(stand);
      expect([finished.said, finished.verdicts['smoke']]).toEqual([['NO-GO', 1], 'skipped']);
      expect(failed(finished, 'real-pipeline')).toHaveLength(1);
    }),
  );
});
