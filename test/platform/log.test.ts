import { describe, expect, it } from 'vitest';
import { StepLog } from './log.ts';
import { workflowCommand } from './workflow-command.ts';

function logged(...lines: readonly string[]): StepLog {
  const log = new StepLog();
  for (const line of lines) log.take(line);
  return log;
}

describe('a line', () => {
  it.each([
    ['::error::bad', 'error', {}, 'bad'],
    ['::error file=a.ts,line=3::bad', 'error', { file: 'a.ts', line: '3' }, 'bad'],
    ['  \t::Warning::bad', 'warning', {}, 'bad'],
    ['::notice title=a%3Ab%2Cc%0Ad::50%25 of%0Aall %3A%250A', 'notice', { title: 'a:b,c\nd' }, '50% of\nall %3A%0A'],
    ['::group::a::b', 'group', {}, 'a::b'],
    ['2026-01-01 text ##[error]bad', 'error', {}, 'bad'],
    ['##[warning file=a%5D;line=3]bad', 'warning', { file: 'a]', line: '3' }, 'bad'],
  ])('%s is a command', (line, name, properties, data) => {
    expect(workflowCommand(line)).toEqual({ name, properties, data, old: line.includes('##[') });
  });

  it.each(['text ::error::bad', '::error', '::errors::bad', ': :error::bad', '##[error', '##[section]bad', '', '::'])(
    '%s is text',
    (line) => {
      expect(workflowCommand(line)).toBeUndefined();
    },
  );

  it('of any name is one where the name is awaited', () => {
    expect(workflowCommand('::T0ken::', 't0ken')?.name).toBe('t0ken');
  });
});

describe('a log', () => {
  it('keeps ten annotations of each level, and 4,096 characters of a message', () => {
    const many = (level: string) => Array.from({ length: 12 }, (_, index) => `::${level}::${index} ${'x'.repeat(5000)}`);
    const { annotations } = logged(...many('error'), ...many('warning'), ...many('notice'));
    expect(annotations.map((one) => one.level)).toEqual(['error', 'warning', 'notice'].flatMap((level) => Array<string>(10).fill(level)));
    expect(annotations[9]?.message).toMatch(/^9 x+$/);
    expect(annotations[9]?.message).toHaveLength(4096);
  });

  it('obeys nothing between stop-commands and its token', () => {
    const log = logged('::stop-commands::abc', '::error::one', '##[error]two', '::add-mask::x', '::abd::', '::abc::', '::error::three');
    expect(log.annotations.map((one) => one.message)).toEqual(['three']);
    expect(log.strange).toEqual([]);
    expect(log.lines).toHaveLength(7);
  });

  it('masks from the command on, in every step of the job, and keeps what was written', () => {
    const masks = new Set<string>();
    const log = new StepLog(masks);
    for (const line of ['a secret', '::add-mask::secret%0Aother', 'b secret, other']) log.take(line);
    expect(log.lines).toEqual(['a secret', 'b ***, ***']);
    expect(log.raw).toEqual(['a secret', '::add-mask::secret%0Aother', 'b secret, other']);
    const later = new StepLog(masks);
    later.take('c secret');
    expect(later.text).toBe('c ***');
  });

  it('shows groups, hides what is only for debugging', () => {
    const log = logged('::group::Start', 'text', '::debug::hidden', '::endgroup::');
    expect([log.groups, log.lines, log.strange]).toEqual([['Start'], ['::group::Start', 'text', '::endgroup::'], []]);
  });

  it.each(['text ##[error]bad', ' ##[group]x', '::set-output name=a::b', '  ::SAVE-STATE name=a::b', '::echo::on', 'x ##[section]y'])(
    'names %s as strange',
    (line) => {
      expect(logged(line).strange).toEqual([line]);
    },
  );
});
