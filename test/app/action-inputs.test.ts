import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/app/action/inputs.ts';

/** As the runner sets them: upper case, hyphens kept. */
function inputsOf(inputs: Record<string, string>) {
  return read(inputs).inputs;
}

function read(inputs: Record<string, string>) {
  return readInputs(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])));
}

describe('inputs', () => {
  it('have defaults', () => {
    expect(inputsOf({})).toMatchObject({
      command: 'run',
      config: '.github/gates.yml',
      gates: [],
      skip: [],
      overrides: {},
      allowPartial: false,
      workingDirectory: '.',
      checkName: undefined,
      comment: 'always',
    });
  });

  it('take lists with commas, blanks or lines, and variables one a line', () => {
    const inputs = inputsOf({ gates: 'a, b\nc d', vars: 'host=a=b\n\n  level = 3 ', 'allow-partial': 'true', 'retention-days': '30' });
    expect(inputs.gates).toEqual(['a', 'b', 'c', 'd']);
    expect(inputs.overrides).toEqual({ host: 'a=b', level: '3' });
    expect(inputs).toMatchObject({ allowPartial: true, retentionDays: 30 });
  });

  it('name an artifact as the zip that it is', () => {
    expect(inputsOf({ 'artifact-name': 'evidence' }).artifactName).toBe('evidence.zip');
    expect(inputsOf({ 'artifact-name': 'evidence.zip' }).artifactName).toBe('evidence.zip');
  });

  it.each([
    [{ command: 'rn' }, 'input "command" is "rn"; expected run, plan, history, decide, report (did you mean "run"?)'],
    [{ comment: 'sometimes' }, 'input "comment" is "sometimes"; expected always, on-failure, never'],
    [{ 'allow-partial': 'yes' }, 'input "allow-partial" is "yes"; expected true, false'],
    [{ vars: 'a=first\nsecond of it' }, 'line 2 of input "vars" has no name and "="; expected NAME=VALUE, one a line'],
    [{ 'retention-days': '0' }, 'input "retention-days" is "0"; expected a whole number from 1 to 400'],
    [{ 'artifact-name': 'a/b' }, 'input "artifact-name" is "a/b"; expected none of " : < > | * ? / \\ in it'],
    [{ command: 'decide' }, 'input "bundle" is missing: "command: decide" needs the evidence of another job'],
    [{ 'timeout-minutes': '7201' }, 'input "timeout-minutes" is "7201"; expected a whole number from 1 to 7200'],
    [{ command: 'release' }, 'input "command" is "release"; expected run, plan, history, decide, report'],
  ])('that are wrong are named: %o', (inputs, line) => {
    expect(read(inputs).problems).toEqual([line]);
  });
});
