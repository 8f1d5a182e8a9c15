import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

const STORE = '.gate/executions';
const GATES = `version: 1
name: Listed
gates:
  unit: { kind: checks, checks: [{ command: test -e ok }] }
  extra: { kind: checks, checks: [{ command: "true" }] }
`;

/** A NO-GO, a PARTIAL and a GO of one commit, in this order. */
const project = new Project();
const ids: string[] = [];
let commit: string;

beforeAll(async () => {
  project.write('gates.yml', GATES);
  commit = project.commit();
  for (const args of [[], ['--gate', 'extra'], []]) {
    if (ids.length === 2) project.write('ok', '');
    await project.gate(['run', 'gates.yml', ...args]);
    ids.push(path.basename(project.bundle()));
  }
});
afterAll(() => project.close());

const history = async (
  ...args: readonly string[]
): Promise<{ readonly lines: readonly string[]; readonly stderr: string; readonly code: number | null }> => {
  const { stdout, stderr, code } = await project.gate(['history', ...args]);
  return { lines: stdout.trimEnd().split('\n'), stderr, code };
};
const shown = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await project.gate(['history', '--json', ...args]);
  return (JSON.parse(stdout) as { executionId: string }[]).map(({ executionId }) => executionId);
};
const index = path.join(project.folder, STORE, 'index.jsonl');
const rows = (): Record<string, unknown>[] =>
  fs
    .readFileSync(index, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('gate history', () => {
  it('lists executions, the newest first', async () => {
    const { stdout, stderr, code } = await project.gate(['history']);
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.map((line) => line.slice(0, 31).trim())).toEqual([
      'Execution (UTC)         Status',
      `${ids[2]}  GO`,
      `${ids[1]}  PARTIAL`,
      `${ids[0]}  NO-GO`,
    ]);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/2 of 2 gates passed · uncommitted changes$/),
      expect.stringMatching(/1 of 1 gate passed · partial$/),
      expect.stringMatching(/failed: unit$/),
    ]);
    expect(lines.every((line) => line.includes(commit.slice(0, 8)) || line.startsWith('Execution'))).toBe(true);
    expect(stderr).toBe(`3 of 3 executions in ${STORE}\n`);
  });

  it.each<[string, readonly string[], readonly number[]]>([
    ['a limit', ['--limit', '2'], [2, 1]],
    ['a status, however it is written', ['--status', 'no-go'], [0]],
    ['a gate', ['--gate', 'unit'], [2, 0]],
    ['a span', ['--since', '1h'], [2, 1, 0]],
    ['a date', ['--since', '2999-01-01'], []],
    ['a risk that none has', ['--risk', 'high'], []],
    ['a repository that none is of', ['--repo', 'o/r'], []],
  ])('by %s', async (_, args, wanted) => {
    expect(await shown(...args)).toEqual(wanted.map((one) => ids[one]));
  });

  it.each<[readonly string[], RegExp]>([
    [['--status', 'fine'], /--status is "fine"; expected GO, NO-GO/],
    [['--risk', 'huge'], /--risk is "huge"; expected low, medium, high, critical\n/],
    [['--since', 'yesterday'], /--since is "yesterday"; expected a duration such as 7d, or a date/],
    [['--since', '2026-11-31'], /--since is "2026-11-31"; expected a duration/],
    [['--limit', '0'], /--limit is "0"; expected a whole number/],
    [['--trend', 'unti', 'failed'], /no execution has a gate "unti"; did you mean "unit"\?/],
    [['--trend', 'unit', 'fialed'], /no measurement "fialed"\nit has: total, passed, failed/],
    [['--gate', 'nosuch'], /^gate history: no execution has a gate "nosuch"; there are unit, extra, evidence\n$/],
    [['failed'], /found "failed" without --trend/],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await history(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });

  it('counts one execution as one', async () => {
    const one = new Project();
    try {
      one.write('gates.yml', GATES);
      await one.gate(['run', 'gates.yml']);
      expect((await one.gate(['history'])).stderr).toBe(`1 of 1 execution in ${STORE}\n`);
    } finally {
      one.close();
    }
  });

  it('shows how a number went, also of executions whose bundle is gone', async () => {
    const { lines } = await history('--trend', 'unit', 'failed');
    expect(lines.slice(1).map((line) => line.split(/ {2,}/))).toEqual([
      [ids[0], commit.slice(0, 8), 'failed', '1', '████████████████████'],
      [ids[2], commit.slice(0, 8), 'passed', '0', '▏'],
    ]);
  });
});

describe('a bundle named by its execution', () => {
  it('is the newest when none is named, and that is said', async () => {
    const newest = `the newest execution of ${STORE}: ${ids[2]}\n`;
    for (const command of ['verify', 'replay', 'report'])
      expect(await project.gate([command]), command).toMatchObject({ code: 0, stderr: newest });
    expect(await project.gate(['verify', '--require-go', ids[0] ?? ''])).toMatchObject({ code: 1, stderr: '' });
  });

  it('is looked for among near ones when nobody knows it', async () => {
    const wrong = `${ids[0]?.slice(0, -1)}${ids[0]?.endsWith('0') ? '1' : '0'}`;
    const { code, stderr } = await project.gate(['report', wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^${wrong}: no such execution in ${STORE}; did you mean ${ids[0]}\\?$`, 'm'));
  });
});

describe('gate replay', () => {
  it('tells which criteria failed and when, and the decision', async () => {
    const { stdout } = await project.gate(['replay', ids[0] ?? '']);
    expect(stdout).toMatch(
      /\[unit\] failed\n +failed: test -e ok: exit code 1, expected exit code 0\n +at \+00:00:0\d\.\d{3}, test -e ok: exit code 1/,
    );
    expect(stdout).toMatch(/decision: NO-GO\n +unit failed: test -e ok: exit code 1, expected exit code 0\n$/);
  });

  it('tells of earlier attempts', async () => {
    const { stdout } = await project.gate(['replay']);
    expect(stdout).toContain(`earlier attempt of this commit: ${ids[0]} NO-GO`);
    expect(stdout).toContain('2 attempts of this commit before, 1 NO-GO, in .gate/executions');
  });
});

describe('the index', () => {
  it('has a row an execution, in the order in which they ended', () => {
    expect(rows().map(({ executionId, status }) => [executionId, status])).toEqual([
      [ids[0], 'NO-GO'],
      [ids[1], 'PARTIAL'],
      [ids[2], 'GO'],
    ]);
    expect(rows()[0]).toMatchObject({
      commit,
      branch: 'main',
      name: 'Listed',
      gates: { unit: { verdict: 'failed', numbers: { failed: 1 } } },
    });
  });

  it('is made anew of the bundles where it is lost, and skips what is torn', async () => {
    const before = rows();
    const torn = JSON.stringify(before[2]).slice(0, 80);
    fs.writeFileSync(index, `${JSON.stringify(before[0])}\n${torn}`);
    expect(await shown()).toEqual(ids.toReversed());
    const lines = fs.readFileSync(index, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe(torn);
    fs.writeFileSync(index, before.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });

  it('does not count before a bundle that tells otherwise', async () => {
    const before = fs.readFileSync(index, 'utf8');
    fs.writeFileSync(index, before.replace('"status":"NO-GO"', '"status":"GO"').replaceAll('"verdict":"failed"', '"verdict":"passed"'));
    const { lines, stderr } = await history();
    expect(lines.at(-1)).toMatch(/NO-GO .*failed: unit · INDEX DIFFERS$/);
    expect(stderr).toContain(`the index tells otherwise of ${ids[0]}: what is shown is what the bundle says`);
    fs.writeFileSync(index, before);
  });

  it('is refused where it is no file, and not needed', async () => {
    const copy = path.join(project.folder, 'copy');
    fs.cpSync(path.join(project.folder, STORE), copy, { recursive: true, preserveTimestamps: true });
    fs.rmSync(path.join(copy, 'index.jsonl'));
    fs.symlinkSync('/dev/full', path.join(copy, 'index.jsonl'));
    expect(await history('--out', 'copy')).toMatchObject({ code: 2, stderr: expect.stringContaining('is no regular file') as string });
    fs.rmSync(path.join(copy, 'index.jsonl'));
    expect(await shown('--out', 'copy')).toEqual(ids.toReversed());
  });

  it.skipIf(process.getuid?.() !== 0)('is not needed where nothing can be written', async () => {
    const copy = path.join(project.folder, 'readonly');
    fs.cpSync(path.join(project.folder, STORE), copy, { recursive: true, preserveTimestamps: true });
    fs.rmSync(path.join(copy, 'index.jsonl'));
    fs.chmodSync(project.folder, 0o755);
    const { stdout, code } = await project.gate(['history', '--json', '--out', 'readonly'], { uid: 65_534 });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { executionId: string }[]).map(({ executionId }) => executionId)).toEqual(ids.toReversed());
    expect(fs.existsSync(path.join(copy, 'index.jsonl'))).toBe(false);
  });

  it('takes the rows of executions that end at the same time', async () => {
    const many = new Project();
    many.write('gates.yml', GATES);
    many.commit();
    await Promise.all(Array.from({ length: 4 }, () => many.gate(['run', 'gates.yml'])));
    const lines = fs
      .readFileSync(path.join(many.folder, STORE, 'index.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const found = lines.map((line) => (JSON.parse(line) as { executionId: string }).executionId);
    expect(found.toSorted()).toEqual(
      many
        .bundles()
        .map((bundle) => path.basename(bundle))
        .toSorted(),
    );
    expect(found).toHaveLength(4);
    many.close();
  });
});
