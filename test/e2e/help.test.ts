import { afterAll, describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/entries/options.ts';
import { VERSION } from '../../src/core/version.ts';
import { Project } from './harness.ts';

const project = new Project();
afterAll(() => project.close());

const COMMANDS = ['run', 'decide', 'check', 'plan', 'explain', 'verify', 'replay', 'report', 'history', 'prune', 'schema'];

describe('gate help', () => {
  it('lists every command, and says where its options are', async () => {
    const { stdout, code } = await project.gate(['help']);
    expect([...stdout.matchAll(/^ {2}gate (\w+)/gm)].map(([, name]) => name)).toEqual([...COMMANDS, 'help', 'version']);
    expect(stdout).toContain('gate decide BUNDLE --plan FILE [options]\n');
    expect(code).toBe(0);
    expect(await project.gate([])).toMatchObject({ stdout, code: 0 });
  });

  it.each(Object.entries(OPTIONS))('says of each option of %s what it means, a line each, and shows an example', async (name, options) => {
    const { stdout, code } = await project.gate(['help', name]);
    const lines = stdout.split('\n').filter((line) => line.startsWith('  --'));
    expect(lines.map((line) => /^ {2}--([a-z-]+)/.exec(line)?.[1])).toEqual(Object.keys(options));
    for (const line of lines) expect(line).toMatch(/^ {2}--\S+(?: [A-Z|/=0-9a-z]+){0,2} {2,}\S.{15,}$/);
    expect(stdout).toMatch(new RegExp(`\nExample:\n  gate ${name} .+\n$`));
    expect(code).toBe(0);
    expect(await project.gate([name, '--help'])).toMatchObject({ stdout, code: 0 });
  });

  it('names the command that was meant', async () => {
    for (const args of [['help', 'vreify'], ['vreify']])
      expect(await project.gate(args)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/"vreify"; did you mean verify\?; commands:/),
      });
  });

  it('says which options there are to one who mistook one', async () => {
    const { stderr, code } = await project.gate(['decide', '--paln', 'x']);
    expect(stderr).toMatch(
      /^gate: Unknown option '--paln'; did you mean --plan\?\nusage: gate decide BUNDLE --plan FILE \[--head HASH\] .*\[--json\]\n$/,
    );
    expect(code).toBe(2);
  });

  it.each([
    ['--only', '; did you mean --gate?'],
    ['--exclude', '; did you mean --skip?'],
    ['--gats', '; did you mean --gate?'],
    ['--colour', ''],
  ])('says which option of `run` is meant by %s', async (wrong, meant) => {
    const { stderr, code } = await project.gate(['run', wrong, 'x']);
    expect([stderr.split('\n')[0], code]).toEqual([`gate: Unknown option '${wrong}'${meant}`, 2]);
  });
});

it.each(['version', '--version', '-v'])('gate %s', async (word) => {
  expect(await project.gate([word])).toMatchObject({ stdout: `${VERSION}\n`, code: 0 });
});

it('gate init says how to begin without it', async () => {
  expect(await project.gate(['init'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/not in this version yet; `gate explain`/) });
});
