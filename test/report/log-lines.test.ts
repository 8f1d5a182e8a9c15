import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/report/annotations.ts';
import { foreignLines, GROUP_END, groupStart } from '../../src/report/log-lines.ts';
import { workflowCommands } from '../../src/report/workflow-commands.ts';

describe('the log', () => {
  test('phases are groups', () => {
    expect(groupStart('gates')).toBe('::group::Run the gates');
    expect(groupStart('gates', '100 % of\nit')).toBe('::group::Run the gates: 100 %25 of it');
    expect(GROUP_END).toBe('::endgroup::');
  });
  test('every line of a command stands apart, none is a command', () => {
    expect(foreignLines('one\r\n::error::two\n\n  ##[group]three\u001b[31m!\n')).toEqual([
      '| one',
      '| : :error: :two',
      '|',
      '|   # #[group]three!',
    ]);
    expect(foreignLines('')).toEqual(['|']);
  });
});

const annotation: Annotation = {
  path: 'src/a,b:c.ts',
  start_line: 3,
  end_line: 4,
  annotation_level: 'failure',
  title: '50%: a, b',
  message: 'first 100%\nsecond: a, b',
};

/** Reads a command as the runner does. */
function parsed(line: string): { name: string; properties: Record<string, string>; message: string } | undefined {
  const match = /^::(\w+) (.*?)::(.*)$/s.exec(line);
  if (!match) return undefined;
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const value = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const pairs = (match[2] ?? '').split(',').map((pair) => pair.split('='));
  return {
    name: match[1] ?? '',
    properties: Object.fromEntries(pairs.map(([name = '', ...rest]) => [name, value(rest.join('='))])),
    message: data(match[3] ?? ''),
  };
}

describe('workflow commands', () => {
  test('say where, what and how bad, escaped as the runner reads it', () => {
    expect(workflowCommands([annotation]).shown).toEqual([
      '::error file=src/a%2Cb%3Ac.ts,line=3,endLine=4,title=50%25%3A a%2C b::first 100%25%0Asecond: a, b',
    ]);
  });
  test('any text arrives as one command with the same places', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('::', ',', '%', '%0A', '\n::error::x', '##[error]', '='));
    const texts = fc.array(anything, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, texts, (title, message) => {
        const [line = ''] = workflowCommands([{ ...annotation, title, message }]).shown;
        expect(line).not.toMatch(/[\n\r\0]|##\[/);
        expect(parsed(line)).toMatchObject({ name: 'error', properties: { file: 'src/a,b:c.ts', line: '3', endLine: '4' } });
        expect(Object.keys(parsed(line)?.properties ?? {})).toEqual(['file', 'line', 'endLine', 'title']);
      }),
      { numRuns: 500 },
    );
  });
});
