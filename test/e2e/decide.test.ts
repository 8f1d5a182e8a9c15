import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

const CONFIG = `version: 1
name: Two machines
evidence: { capture-env: [FLAVOUR] }
vars: { host: staging }
gates:
  builds: { run: 'echo "$FLAVOUR on $GATE_VAR_host"' }
  fails: { run: exit 3, required: false }
`;

/** One machine plans, another one runs, a third one decides: each in a folder of its own. */
let [planner, runner, decider]: Project[] = [];
beforeEach(() => {
  [planner, runner, decider] = [new Project(), new Project(), new Project()];
});
afterEach(() => {
  for (const project of [planner, runner, decider]) project?.close();
});

function projects(): { planner: Project; runner: Project; decider: Project } {
  if (!planner || !runner || !decider) throw new Error('no projects');
  return { planner, runner, decider };
}

/** @returns what `gate plan --json` prints */
async function plan(...args: string[]): Promise<string> {
  const { planner } = projects();
  planner.write('gates.yml', CONFIG);
  const { code, stdout } = await planner.gate(['plan', 'gates.yml', '--json', ...args], { env: { FLAVOUR: 'vanilla' } });
  expect(code).toBe(0);
  return stdout;
}

describe('a plan that was made elsewhere', () => {
  it('is run and decided on as it was made, in its captured environment', async () => {
    const { runner, decider } = projects();
    const made = await plan('--var', 'host=production');
    runner.write('plan.json', made);
    const ran = await runner.gate(['run', '--plan', 'plan.json', '--json'], { env: { FLAVOUR: 'chocolate' } });
    // An override that no policy allows.
    expect([ran.code, (JSON.parse(ran.stdout) as { status: string }).status]).toEqual([0, 'PARTIAL']);
    expect(fs.readFileSync(path.join(runner.bundle(), 'data/gates/builds/check-1.stdout.log'), 'utf8')).toBe('vanilla on production\n');
    decider.write('plan.json', made);
    const decided = await decider.gate(['decide', `${runner.bundle()}.zip`, '--plan', 'plan.json', '--json']);
    expect(decided.stderr).toBe('');
    expect([decided.code, decided.stdout]).toEqual([0, ran.stdout]);
    expect(fs.readFileSync(`${decider.bundle()}.zip`).equals(fs.readFileSync(`${runner.bundle()}.zip`))).toBe(true);
  });

  it('says all of it: nothing is chosen besides', async () => {
    const { runner } = projects();
    runner.write('plan.json', await plan());
    for (const besides of [['gates.yml'], ['--gate', 'builds'], ['--var', 'host=x']]) {
      const { code, stderr } = await runner.gate(['run', '--plan', 'plan.json', ...besides]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('--plan says all of it')]);
    }
  });

  it.each([
    ['is no JSON', '{'],
    ['is not the output of `gate plan --json`', '{"name": "x"}'],
    [
      'is the plan in a bundle, which says what that execution was; expected the output of `gate plan --json`, made from a configuration that you trust',
      '{"planVersion": 1, "name": "x", "gates": []}',
    ],
  ])('that %s is refused in one line', async (why, text) => {
    const { runner } = projects();
    runner.write('plan.json', text);
    const { code, stderr } = await runner.gate(['run', '--plan', 'plan.json']);
    expect([code, stderr]).toEqual([2, `plan.json: ${why}\n`]);
  });
});

describe('a bundle', () => {
  it('of another plan decides nothing', async () => {
    const { runner, decider } = projects();
    runner.write('plan.json', await plan());
    await runner.gate(['run', '--plan', 'plan.json']);
    decider.write('plan.json', await plan('--skip', 'fails'));
    const { code, stdout, stderr } = await decider.gate(['decide', runner.bundle(), '--plan', 'plan.json']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /nothing is decided by this bundle[\s\S]*expectations +differs\n.*the plan is [0-9a-f]{64}, expected [0-9a-f]{64}/,
    );
    expect(decider.bundles()).toEqual([]);
  });

  it('of another captured environment decides nothing, and says what differs', async () => {
    const { planner, runner, decider } = projects();
    runner.write('plan.json', await plan());
    await runner.gate(['run', '--plan', 'plan.json']);
    const { stdout } = await planner.gate(['plan', 'gates.yml', '--json'], { env: { FLAVOUR: 'chocolate' } });
    decider.write('plan.json', stdout);
    const { code, stderr } = await decider.gate(['decide', runner.bundle(), '--plan', 'plan.json']);
    expect([code, stderr.trim().split('\n')]).toEqual([
      2,
      [
        'The evidence is of another environment: FLAVOUR was "vanilla", expected "chocolate"',
        expect.stringMatching(/nothing is decided by this bundle$/),
      ],
    ]);
  });

  it('of another commit, run or head than expected decides nothing', async () => {
    const { runner, decider } = projects();
    const made = await plan();
    for (const project of [runner, decider]) project.write('plan.json', made);
    expect((await runner.gate(['run', '--plan', 'plan.json'])).code).toBe(0);
    const other = 'a'.repeat(64);
    const decide = (...expected: readonly string[]) =>
      decider.gate(['decide', runner.bundle(), '--plan', 'plan.json', '--out', 'decided', ...expected]);
    expect(await decide('--expect-commit', 'abcdef1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the commit is ') as string,
    });
    expect(await decide('--expect-run', '7/1')).toMatchObject({ code: 2, stderr: expect.stringContaining('the run is ') as string });
    expect(await decide('--head', other)).toMatchObject({ code: 2, stderr: expect.stringContaining('the head is ') as string });
    const { head } = JSON.parse(fs.readFileSync(path.join(runner.bundle(), 'data/summary.json'), 'utf8')) as { head: string };
    expect((await decide('--head', head)).code).toBe(0);
  });

  it('of another commit than the one that is checked out decides nothing, unless it is named', async () => {
    const { runner, decider } = projects();
    const made = await plan();
    for (const project of [runner, decider]) project.write('plan.json', made);
    decider.write('later', '');
    const old = runner.commit();
    decider.commit();
    expect((await runner.gate(['run', '--plan', 'plan.json'])).code).toBe(0);
    const decide = (...expected: readonly string[]) =>
      decider.gate(['decide', runner.bundle(), '--plan', 'plan.json', '--out', 'decided', ...expected]);
    expect(await decide()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^gate decide: the evidence is expected to be of the commit that is checked out here; --expect-commit names another one\n.*the commit is /,
      ) as string,
    });
    expect(await decide('--expect-commit', old)).toMatchObject({ code: 0, stderr: '' });
  });

  it('decides nothing in a work tree whose commit git does not tell, unless it is named', async () => {
    const { runner, decider } = projects();
    const made = await plan();
    for (const project of [runner, decider]) project.write('plan.json', made);
    const commit = runner.commit();
    decider.write('.git/HEAD', 'broken');
    decider.write('below/file', '');
    expect((await runner.gate(['run', '--plan', 'plan.json'])).code).toBe(0);
    const decide = (...expected: readonly string[]) =>
      decider.gate(['decide', runner.bundle(), '--plan', '../plan.json', '--out', 'decided', ...expected], {
        cwd: path.join(decider.folder, 'below'),
      });
    expect(await decide()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^gate decide: git does not tell which commit is checked out here \(.+\); --expect-commit names it\n$/,
      ) as string,
    });
    expect(await decide('--expect-commit', commit)).toMatchObject({ code: 0, stderr: '' });
  });

  it('that was changed decides nothing', async () => {
    const { runner, decider } = projects();
    const made = await plan();
    runner.write('plan.json', made);
    await runner.gate(['run', '--plan', 'plan.json']);
    fs.appendFileSync(path.join(runner.bundle(), 'data/gates/builds/check-1.stdout.log'), 'more\n');
    decider.write('plan.json', made);
    const { code, stderr } = await decider.gate(['decide', runner.bundle(), '--plan', 'plan.json']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('nothing is decided by this bundle')]);
  });

  it('is decided on with the exit code of its decision', async () => {
    const { planner, runner, decider } = projects();
    planner.write('gates.yml', 'version: 1\nname: Red\ngates: { fails: { run: exit 3 } }\n');
    const made = (await planner.gate(['plan', 'gates.yml', '--json'])).stdout;
    runner.write('plan.json', made);
    expect((await runner.gate(['run', '--plan', 'plan.json'])).code).toBe(1);
    decider.write('plan.json', made);
    const { code, stdout } = await decider.gate(['decide', runner.bundle(), '--plan', 'plan.json']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('NO-GO')]);
    const again = await decider.gate(['decide', runner.bundle(), '--plan', 'plan.json']);
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringMatching(/^execution \S+ lies in \S+ already; --out DIR decides in another folder\n$/),
    ]);
  });

  it('is needed, one alone, and with a plan', async () => {
    const { decider } = projects();
    decider.write('plan.json', await plan());
    const said = async (...args: string[]): Promise<string> => (await decider.gate(['decide', ...args])).stderr;
    expect(await said('--plan', 'plan.json')).toContain('BUNDLE is missing');
    expect(await said('a', 'b', '--plan', 'plan.json')).toContain('several bundles are not in this version yet');
    expect(await said('a')).toContain('--plan is missing');
  });
});
