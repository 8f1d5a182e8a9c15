import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, type Fake, fakePrometheus, vector } from '../sources/prometheus/fake.ts';
import { freePort } from '../live/services/harness.ts';
import { pullRequest } from '../platform/events.ts';
import { type Event, Platform, type Project } from '../platform/platform.ts';
import type { ActionRun } from '../platform/runner.ts';
import { until, untilNothingIsLeft } from './fixtures/stand.ts';
import { Project as Terminal } from './harness.ts';

const CONFIG = '.github/gates.yml';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

interface Rollout {
  /** Besides setting the weight. */
  readonly run?: string;
  /** Of the canary. */
  readonly bake?: string;
  readonly back?: string;
  /** Another check of the rollback. */
  readonly checks?: string;
  readonly services?: string;
  readonly keys?: string;
  readonly gates?: string;
}

const SERVER = "import http from 'node:http';\nhttp.createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1');\n";
const UNDO = 'echo 0 > weight';

function config(
  url: string,
  { run = 'true', bake = '60s', back = UNDO, checks = '{ command: "true" }', keys = '', gates = '', services = '' }: Rollout,
): string {
  return `version: 1
name: Widget
${services}gates:
  builds: { run: echo built }
  r:
    kind: rollout
    run: ${JSON.stringify(`echo $PPID > main.pid; echo $GATE_WEIGHT > weight; ${run}`)}
    stages: [ { name: canary, weight: 10, bake: ${bake} }, { name: full, weight: 100, bake: 60s } ]
    prometheus: { url: "${url}", timeout: 1s }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    rollback: { run: ${JSON.stringify(back)}, within: 20s, hold: 200ms, checks: [ { command: "grep -qx 0 weight" }, ${checks} ] }
${keys}${gates}`;
}

/** A rollout in a repository of its own, whose canary is well as long as its file does not say otherwise. */
class Stand {
  readonly project: Project;
  private readonly prometheus: Fake;
  private readonly number: number;

  private constructor(project: Project, prometheus: Fake) {
    this.project = project;
    this.prometheus = prometheus;
    project.branch('topic');
    const headSha = project.commit({ 'a.txt': 'a', '.gitignore': '*.pid\nweight\nsick\n*.now\n' }, 'topic');
    this.number = project.repository.pull({ head: 'topic', headSha }).number;
  }

  /** A canary that is sick is so as long as it gets traffic. */
  static async open(rollout: Rollout): Promise<Stand> {
    const well = (): boolean => !stand.has('sick') || stand.weight === '0';
    const prometheus = await fakePrometheus((asked: Asked) =>
      asked.query === 'time()' ? undefined : vector(asked, [{}, well() ? '0.001' : '0.5']),
    );
    const stand: Stand = new Stand(platform.project({ [CONFIG]: config(prometheus.url, rollout) }), prometheus);
    return stand;
  }

  /** Runs the action, and cancels it, or does something else to it, once the condition holds. */
  async run(then: 'cancel' | 'kill', once: () => boolean, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
    const holds = until(once, () => 'it never came to that', 60_000);
    const { event } = this;
    if (then === 'cancel') return this.project.run({ event, runId: 7, inputs, cancel: { when: holds } });
    const killed = holds.then(() => process.kill(Number(this.read('main.pid')), 'SIGKILL'));
    const [ran] = await Promise.all([this.project.run({ event, runId: 7, inputs }), killed]);
    return ran;
  }

  get event(): Event {
    return pullRequest(this.project, this.number);
  }

  /** At a stage: whether it answers at all is asked before. */
  get looked(): boolean {
    return this.prometheus.asked.some(({ query }) => query === 'vector(1)');
  }

  get weight(): string {
    return this.read('weight');
  }

  has(name: string): boolean {
    return fs.existsSync(path.join(this.project.folder, name));
  }

  write(name: string): void {
    fs.writeFileSync(path.join(this.project.folder, name), '');
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.project.folder, name), 'utf8').trim();
  }
}

async function verifies(zip: Buffer, expected: readonly string[]): Promise<void> {
  const terminal = new Terminal();
  try {
    fs.writeFileSync(path.join(terminal.folder, 'evidence.zip'), zip);
    const { code, stdout, stderr } = await terminal.gate(['verify', 'evidence.zip', ...expected]);
    expect(code, stdout + stderr).toBe(0);
  } finally {
    terminal.close();
  }
}

/** What the run left: that it verifies is a part of it. */
async function left(stand: Stand, run: ActionRun) {
  const said = `${run.main.log.text}\n--- post ---\n${run.post?.log.text ?? ''}`;
  expect(run.orphans, said).toEqual([]);
  await untilNothingIsLeft(stand.project.folder);
  expect(fs.existsSync(run.main.state['work-folder'] ?? ''), said).toBe(false);
  const data = path.join(run.main.state['folder'] ?? '', 'data');
  const read = (name: string): string => fs.readFileSync(path.join(data, name), 'utf8');
  const { status, head } = JSON.parse(read('summary.json')) as { readonly status: string; readonly head: string };
  // A job that decides sees what `main` said, and nothing of `post`.
  expect(run.outputs).toMatchObject({
    decision: 'BLOCKED',
    'artifact-name': expect.stringMatching(/^gate-evidence-7-1.*\.zip$/) as string,
  });
  await verifies(await stand.project.artifact(7, run.outputs['artifact-name'] ?? ''), ['--head', head]);
  const facts = read('observations.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const times = facts.flatMap(({ t }) => (typeof t === 'number' ? [t] : []));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const { repository } = stand.project;
  const [check] = [...repository.checkRuns.values()];
  const [comment] = [...repository.comments.values()];
  return {
    said,
    decision: status,
    facts,
    of: (...types: string[]) => facts.filter(({ type }) => types.includes(String(type))),
    /** The steps of the rollback, and what became of them. */
    steps: facts
      .filter(({ type, name }) => type === 'step' && String(name).startsWith('rollback'))
      .map(({ exit, aborted }) => [exit, aborted]),
    shown: {
      check: check?.title,
      'summary of the check': check?.summary?.split('\n')[0],
      comment: afterHeading(comment?.body),
      status: repository.statuses[0]?.description,
      'job summary': afterHeading(run.summary),
      log: /\nr: .*/.exec(run.post?.log.text ?? '')?.[0],
    },
  };
}

function afterHeading(text = ''): string | undefined {
  return text.split(/^#+ .*\n\n/m)[1]?.split('\n')[0];
}

const SHORT: ReadonlySet<string> = new Set(['status', 'log']);

/** In the first line of every place. */
function everywhere(shown: Readonly<Record<string, string | null | undefined>>, words: string): void {
  for (const [place, text] of Object.entries(shown)) {
    // A commit status has 140 characters, a line of the log ends with the terminal: a long reason is cut, never where the traffic was.
    if (SHORT.has(place) && words.startsWith('rolled back,')) expect(text, place).toMatch(/: rollback: \w+ \(\d+ %\): /);
    else expect(text, place).toContain(words);
  }
}

describe('a rollout that is cancelled', () => {
  it('in a stage is rolled back and validated in post', async () => {
    const stand = await Stand.open({});
    const run = await stand.run('cancel', () => stand.looked);
    const { decision, facts, of, steps, shown, said } = await left(stand, run);
    expect([decision, stand.weight, run.main.code, run.post?.code], said).toEqual(['BLOCKED', '0', 2, 2]);
    expect(steps).toEqual([[0, false]]);
    const order = ['interrupted', 'resumed', 'rollback', 'gate.ended', 'execution.ended'];
    expect(of(...order).map(({ type }) => type)).toEqual(['gate.ended', ...order]);
    expect(of('interrupted', 'gate.ended', 'execution.ended').slice(1)).toMatchObject([
      { signal: 'SIGINT' },
      { gate: 'r', reason: 'cancelled', detail: 'SIGINT' },
      { reason: 'interrupted' },
    ]);
    expect(facts.filter(({ type, rollback }) => type === 'sample' && rollback === true).length).toBeGreaterThan(0);
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('while the command of the stage runs is rolled back', async () => {
    const stand = await Stand.open({ run: 'touch deploying.now; sleep 600' });
    const run = await stand.run('cancel', () => stand.has('deploying.now'));
    const { decision, of, shown, said } = await left(stand, run);
    expect([decision, stand.weight], said).toEqual(['BLOCKED', '0']);
    expect(of('step')).toContainEqual(expect.objectContaining({ name: 'stage-1', aborted: true }));
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('in a stage that is a job of its own is rolled back upon the evidence of the stage before', async () => {
    const stand = await Stand.open({ bake: '200ms' });
    const first = await stand.project.run({ event: stand.event, runId: 7, inputs: { stage: 'canary' } });
    const prior = path.join(stand.project.scratch, 'canary.zip');
    fs.writeFileSync(prior, await stand.project.artifact(7, 'gate-evidence-7-1-canary.zip'));
    const run = await stand.run('cancel', () => stand.weight === '100', { stage: 'full', prior });
    expect(first.outputs['decision'], first.main.log.text).toBe('PARTIAL');
    const { decision, of, said } = await left(stand, run);
    expect([decision, stand.weight], said).toEqual(['BLOCKED', '0']);
    expect(of('stage', 'resumed', 'rollback')).toMatchObject([{ name: 'full' }, { type: 'resumed' }, { type: 'rollback', weight: 100 }]);
    expect(said).toContain('rolled back, rollback confirmed and held');
  });

  it('says first of all where the traffic still is when the rollback fails', async () => {
    const stand = await Stand.open({ back: 'exit 3' });
    const run = await stand.run('cancel', () => stand.looked);
    const { decision, shown, said } = await left(stand, run);
    expect([decision, stand.weight], said).toEqual(['NO-GO', '10']);
    everywhere(shown, 'traffic still at 10 %');
  });

  it('while it is being rolled back already begins that again', async () => {
    const stand = await Stand.open({ back: `test -e undoing.now || { touch undoing.now; sleep 600; }; ${UNDO}` });
    stand.write('sick');
    const run = await stand.run('cancel', () => stand.has('undoing.now'));
    const { decision, of, steps, shown, said } = await left(stand, run);
    expect([decision, stand.weight], said).toEqual(['NO-GO', '0']);
    expect(of('control', 'rollback', 'resumed').map(({ type }) => type)).toEqual(['control', 'rollback', 'resumed', 'rollback']);
    expect(steps).toEqual([
      [undefined, true],
      [0, false],
    ]);
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('finds the services of its gate running again in post', async () => {
    const port = await freePort();
    const services = `services: { web: { run: "node server.mjs", port: ${port}, health: / } }\n`;
    const stand = await Stand.open({ services, keys: '    services: [web]\n', checks: `{ http: "http://127.0.0.1:${port}/" }` });
    fs.writeFileSync(path.join(stand.project.folder, 'server.mjs'), SERVER);
    const run = await stand.run('cancel', () => stand.looked);
    const { of, shown, said } = await left(stand, run);
    expect(
      of('service.started', 'resumed', 'sweep').map(({ type }) => type),
      said,
    ).toEqual(['service.started', 'resumed', 'service.started', 'sweep']);
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('says where the traffic still is when post can not take it over', async () => {
    const stand = await Stand.open({ run: 'echo garbled > $GATE_DIR/../../../handover.json' });
    const run = await stand.run('cancel', () => stand.looked);
    const { decision, of, shown, said } = await left(stand, run);
    expect([decision, stand.weight, of('resumed', 'rollback')], said).toEqual(['BLOCKED', '10', []]);
    everywhere(shown, 'could not run: traffic still at 10 %');
  });

  it('leaves its evidence also when post is killed while it rolls back', async () => {
    const stand = await Stand.open({ back: 'kill -9 $PPID; sleep 600' });
    const run = await stand.run('cancel', () => stand.looked);
    const { folder = '', 'work-folder': work = '' } = run.main.state;
    expect(run.post?.signal, run.post?.log.text).toBe('SIGKILL');
    await until(
      () => !fs.existsSync(work),
      () => `${work} is still there`,
    );
    await untilNothingIsLeft(stand.project.folder);
    await verifies(fs.readFileSync(`${folder}.zip`), []);
    const { reasons } = JSON.parse(fs.readFileSync(path.join(folder, 'data/decision.json'), 'utf8')) as { reasons: string[] };
    expect(reasons[0]).toContain('r blocked: rollback: could not run: traffic still at 10 %');
  });

  it('before its first stage has nothing to roll back', async () => {
    const stand = await Stand.open({ gates: '  waits: { run: "touch waiting.now; sleep 600" }\n', keys: '    needs: [waits]\n' });
    const run = await stand.run('cancel', () => stand.has('waiting.now'));
    const { decision, of, said } = await left(stand, run);
    expect([decision, of('rollback', 'resumed'), stand.has('weight')], said).toEqual(['BLOCKED', [], false]);
    expect(run.main.log.text).toContain('waits blocked');
  });
});

describe('a rollout whose run is killed', () => {
  it('in a stage is rolled back and validated in post', async () => {
    const stand = await Stand.open({});
    const run = await stand.run('kill', () => stand.looked);
    const { decision, of, shown, said } = await left(stand, run);
    expect([run.main.signal, decision, stand.weight], said).toEqual(['SIGKILL', 'BLOCKED', '0']);
    expect(of('interrupted', 'gate.ended', 'execution.ended').slice(1)).toMatchObject([{ reason: 'crashed' }, { reason: 'crashed' }]);
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('as soon as the command of a stage begins is rolled back', async () => {
    const stand = await Stand.open({ run: 'kill -9 $PPID; sleep 600' });
    const run = await stand.project.run({ event: stand.event, runId: 7 });
    const { decision, shown, said } = await left(stand, run);
    expect([run.main.signal, decision, stand.weight], said).toEqual(['SIGKILL', 'BLOCKED', '0']);
    everywhere(shown, 'rolled back, rollback confirmed and held');
  });

  it('while it is being rolled back begins that again', async () => {
    const stand = await Stand.open({ back: `test -e undoing.now || { touch undoing.now; sleep 600; }; ${UNDO}` });
    stand.write('sick');
    const run = await stand.run('kill', () => stand.has('undoing.now'));
    const { decision, facts, of, steps, said } = await left(stand, run);
    expect([decision, stand.weight, steps], said).toEqual(['NO-GO', '0', [[0, false]]]);
    // A crash loses the last moment of what was recorded.
    expect(of('control', 'rollback', 'resumed').map(({ type }) => type)).toEqual(
      expect.arrayContaining(['control', 'resumed', 'rollback']),
    );
    expect(facts.findLastIndex(({ type }) => type === 'rollback')).toBeGreaterThan(facts.findIndex(({ type }) => type === 'resumed'));
  });
});
