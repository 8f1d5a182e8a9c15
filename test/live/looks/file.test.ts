import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { ProbePlan } from '../../../src/core/plan.ts';
import { markFiles, rememberFiles } from '../../../src/live/looks/marks.ts';
import { folder, judged, planOf, world } from './world.ts';

const file = (at: string, more: JsonObject = {}, expected?: string): ProbePlan =>
  planOf(
    'file',
    { path: at, contains: [], lacks: [], capture: false, optional: false, ...more },
    expected === undefined ? {} : { expect: expected },
  );

/** A folder with these files, and a place for probes in it. */
function place(files: Readonly<Record<string, string>>) {
  const cwd = folder();
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const append = (name: string, text: string): void => appendFileSync(path.join(cwd, name), text);
  const backdate = (name: string): void => utimesSync(path.join(cwd, name), 1e9, 1e9);
  return { cwd, write, append, backdate, context: world({ cwd, startedAt: () => Date.now() - 60_000 }) };
}

describe('a file probe', () => {
  test('there or not, a folder is no file', async () => {
    const { context } = place({ 'a.txt': 'abc', 'dir/b': '' });
    expect(await judged(file('a.txt'), context)).toMatchObject({ verdict: 'passed', got: { exists: true, count: 1, bytes: 3 } });
    expect(await judged(file('b.txt'), context)).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND', measured: 'not there' });
    expect(await judged(file('dir'), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(file('b.txt', {}, '!exists'), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('a.txt', {}, '!exists'), context)).toMatchObject({ verdict: 'failed' });
  });

  test('optional: absent passes, present is judged', async () => {
    const { context } = place({ 'a.txt': 'abc' });
    expect(await judged(file('b.txt', { optional: true, minBytes: 9 }), context)).toMatchObject({
      verdict: 'passed',
      measured: 'not there',
    });
    expect(await judged(file('a.txt', { optional: true, minBytes: 9 }), context)).toMatchObject({ verdict: 'failed' });
  });

  describe('an empty log', () => {
    const optional = (more: JsonObject = {}) => file('*.log', { lacks: ['ERROR'], optional: true, ...more });

    test('that is optional holds nothing that must not be in it, whenever it was made', async () => {
      const at = place({ 'a.log': '', 'b.log': '' });
      at.backdate('a.log');
      expect(await judged(optional(), at.context)).toMatchObject({ verdict: 'passed', measured: '2 files, no line, 0 lines match' });
      at.write('b.log', 'fine\n');
      expect(await judged(optional(), at.context)).toMatchObject({ verdict: 'passed', measured: '2 files, 0 lines match' });
      at.write('b.log', 'ERROR\n');
      expect(await judged(optional(), at.context)).toMatchObject({ verdict: 'failed' });
    });

    test('that is optional is judged by whatever else is asked of it', async () => {
      const at = place({ 'a.log': '' });
      expect(await judged(optional({ minBytes: 1 }), at.context)).toMatchObject({ verdict: 'failed' });
      expect(await judged(optional({ contains: ['ready'] }), at.context)).toMatchObject({ verdict: 'failed' });
      at.backdate('a.log');
      expect(await judged(optional({ producedBy: 'run' }), at.context)).toMatchObject({ verdict: 'blocked' });
      expect(await judged(optional({ fresh: true }), at.context)).toMatchObject({ verdict: 'failed' });
      expect(await judged(optional({ contains: ['ready'] }), at.context)).toMatchObject({ verdict: 'blocked' });
    });

    test('that is optional and old is judged by where it comes from once something stands in it', async () => {
      const at = place({ 'a.log': 'fine\n' });
      at.backdate('a.log');
      expect(await judged(optional(), at.context)).toMatchObject({ verdict: 'blocked' });
    });

    test('that is not optional is no evidence, and the message names the key', async () => {
      const { context } = place({ 'a.log': '' });
      const why = 'there was no line to search: say "optional: true" where none is the healthy case';
      expect(await judged(file('a.log', { lacks: ['ERROR'] }), context)).toMatchObject({ verdict: 'blocked', why });
    });
  });

  test('globs, braces, count, and the size of each', async () => {
    const { context } = place({ 'x/1/plan.json': '{}', 'x/1/decision.json': '{ }', 'x/2/plan.json': '', 'x/1/steps/a.log': 'a' });
    const both = file('x/*/{plan,decision}.json', { count: 3 });
    expect(await judged(both, context)).toMatchObject({ verdict: 'passed', got: { count: 3, bytes: 5, smallest: 0 } });
    expect(await judged(file('x/*/{plan,decision}.json', { count: 4 }), context)).toMatchObject({
      verdict: 'failed',
      measured: '3 files',
      target: '4 files',
    });
    expect(await judged(file('x/*/{plan,decision}.json', { count: 2 }), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('x/**/*.json', { minBytes: 2 }), context)).toMatchObject({
      verdict: 'failed',
      measured: '0 bytes',
      target: '≥ 2 bytes',
    });
    expect(await judged(file('x/1/**', { minBytes: 1, count: 3 }), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('y/**'), context)).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND' });
    expect(await judged(file('y/**', { count: 0 }), context)).toMatchObject({ verdict: 'passed', measured: '0 files' });
  });

  test('a glob does not follow links out of its folder, and says so of one that it names', async () => {
    const outside = place({ 'secret.json': '{}', 'deep/secret.json': '{}' });
    const { context, cwd } = place({ 'in/a.json': '{}' });
    symlinkSync(outside.cwd, path.join(cwd, 'in', 'linked'));
    symlinkSync('a.json', path.join(cwd, 'in', 'c.json'));
    symlinkSync('nowhere', path.join(cwd, 'in', 'd.other'));
    expect(await judged(file('in/**/*.json', { count: 1, capture: true }), context)).toMatchObject({ verdict: 'passed' });
    expect(context.kept).toEqual(['in/a.json']);
    for (const target of [path.join(outside.cwd, 'secret.json'), 'nowhere']) {
      symlinkSync(target, path.join(cwd, 'in', 'b.json'));
      expect(await judged(file('in/**/*.json', { lacks: ['ERROR'] }), context)).toMatchObject({
        verdict: 'blocked',
        why: expect.stringContaining('b.json is a link that leads'),
      });
      rmSync(path.join(cwd, 'in', 'b.json'));
    }
  });

  test('a name that is written with escapes is looked for as it is meant', async () => {
    const { context } = place({ 'run/[a].pid': '1' });
    expect(await judged(file('run/\\[a].pid'), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('run/\\[a].pid', { count: 0 }), context)).toMatchObject({ verdict: 'failed', measured: '1 file' });
    expect(await judged(file('run/*/', { count: 0 }), context)).toMatchObject({ verdict: 'failed', measured: '1 file' });
  });

  test('"!exists" is not told of what is hidden, a folder, or a link that leads nowhere', async () => {
    for (const make of [
      (at: string) => writeFileSync(path.join(at, '.a.pid'), '1'),
      (at: string) => mkdirSync(path.join(at, 'a.pid')),
      (at: string) => symlinkSync('nowhere', path.join(at, 'a.pid')),
    ]) {
      const { cwd, context } = place({});
      const gone = file('*.pid', {}, '!exists');
      expect(await judged(gone, context)).toMatchObject({ verdict: 'passed' });
      make(cwd);
      expect(await judged(gone, context)).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('a.pid is') });
    }
  });

  test('JSON that is no text in UTF-8 says nothing', async () => {
    const { cwd, context } = place({});
    writeFileSync(path.join(cwd, 'a.json'), Buffer.from('{"name":"\u00e9"}', 'latin1'));
    expect(await judged(file('a.json', {}, 'json.name != "bad"'), context)).toMatchObject({
      verdict: 'blocked',
      why: expect.stringContaining('not UTF-8'),
    });
  });

  test('capture keeps every file that it found', async () => {
    const { context } = place({ 'a.txt': 'a', 'b.txt': 'b' });
    await judged(file('*.txt', { capture: true }), context);
    await judged(file('*.txt'), context);
    expect(context.kept).toEqual(['a.txt', 'b.txt']);
  });

  test('JSON and age for conditions', async () => {
    const { context, backdate } = place({ 'a.json': '{"n":3}', 'b.json': '{', 'c.json': '{}' });
    backdate('c.json');
    expect(await judged(file('a.json', {}, 'json.n >= 2.5 && ageSeconds < 3600.0'), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('a.json', {}, 'json.n == 4'), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('b.json', {}, 'json.n == 3'), context)).toMatchObject({ verdict: 'failed', code: 'BODY' });
    expect(await judged(file('[ab].json', {}, 'json.n == 3'), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(file('c.json', {}, 'ageSeconds < 86400.0'), context)).toMatchObject({ verdict: 'failed' });
  });

  test('fresh, since and produced-by: gate refuse what is older', async () => {
    const { context, backdate } = place({ 'new.txt': 'n', 'old.txt': 'o' });
    backdate('old.txt');
    for (const more of [{ fresh: true }, { since: 'gate' }, { since: 'run' }, { producedBy: 'gate' }]) {
      expect(await judged(file('new.txt', more), context)).toMatchObject({ verdict: 'passed', measured: 'there, fresh' });
      expect(await judged(file('*.txt', more), context)).toMatchObject({ verdict: 'failed', measured: '1 older: old.txt' });
    }
    expect(await judged(file('new.txt', { since: 'rollback' }), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(file('new.txt', { producedBy: 'artifact:x' }), context)).toMatchObject({ verdict: 'blocked' });
    for (const producedBy of ['run', 'job', 'commit', 'some-gate']) {
      const unproven = await judged(file('old.txt', { producedBy }), context);
      expect(unproven).toMatchObject({ verdict: 'blocked', got: { unproven: 1, firstUnproven: 'old.txt' } });
    }
    expect(await judged(file('old.txt', { producedBy: 'external' }), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('new.txt', { producedBy: 'job' }), context)).toMatchObject({ verdict: 'passed' });
  });

  test('fresh is counted from the run, since: gate from the gate', async () => {
    const { cwd } = place({ 'a.txt': 'a' });
    const later = world({ cwd, startedAt: (what) => Date.now() + (what === 'gate' ? 60_000 : -60_000) });
    expect(await judged(file('a.txt', { fresh: true }), later)).toMatchObject({ verdict: 'passed' });
    expect(await judged(file('a.txt', { fresh: true, since: 'gate' }), later)).toMatchObject({ verdict: 'failed' });
  });
});

describe('lines', () => {
  const log = 'start\nApplication configuration\r\nERROR: SPICE is down\nend without newline';

  test('what a carriage return writes over is a line of its own', async () => {
    const { context } = place({ 'a.log': 'start\n 10 %\r 50 %\rERROR: disk\r100 %\ndone\r\n' });
    expect(await judged(file('a.log', { lacks: ['^ERROR'] }), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('a.log', { lacks: ['disk$'] }), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('a.log', { contains: ['^100 %$', '^done$'], lacks: ['^FATAL'] }), context)).toMatchObject({
      verdict: 'passed',
      got: { lines: 3, contains: [1, 1] },
    });
  });

  test('contains and lacks, per line', async () => {
    const { context } = place({ 'a.log': log });
    const good = file('a.log', { contains: ['^Application configuration$', 'newline$'], lacks: ['CRITICAL|Traceback'] });
    expect(await judged(good, context)).toMatchObject({ verdict: 'passed', got: { lines: 4, contains: [1, 1], lacks: [0] } });
    const bad = await judged(file('a.log', { lacks: ['ERROR.*(SPICE|Pipelex)'] }), context);
    expect(bad).toMatchObject({ verdict: 'failed', code: 'BODY', measured: '1 line matches', excerpt: 'ERROR: SPICE is down' });
    expect(await judged(file('a.log', { contains: ['start.*configuration'] }), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('a.log', { contains: ['start', 'never'] }), context)).toMatchObject({
      verdict: 'failed',
      target: 'contains /never/',
    });
  });

  test('a match across the pieces in which a file is read, and over several files', async () => {
    const { context } = place({ 'a.log': `${'x'.repeat(65_530)}needle in the hay\n`, 'b.log': 'needle\n' });
    expect(await judged(file('*.log', { contains: ['needle'] }), context)).toMatchObject({
      verdict: 'passed',
      got: { lines: 2, contains: [2] },
    });
  });

  test('nothing found in nothing is no evidence; a line beyond all bounds is our limit', async () => {
    const { context } = place({ 'empty.log': '', 'long.log': 'x'.repeat(1_200_000) });
    expect(await judged(file('empty.log', { lacks: ['ERROR'] }), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(file('empty.log', { contains: ['OK'] }), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(file('long.log', { lacks: ['ERROR'] }), context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });

  test.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffERROR\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('ERROR\n', 'utf16le')],
    ['latin-1', Buffer.from('caf\u00e9 ERR\u00d6R\n', 'latin1')],
    ['a text that is cut in a character', Buffer.from('ERR\u00d6').subarray(0, 4)],
  ])('%s can not be searched: blocked', async (_, bytes) => {
    const { cwd, context } = place({});
    writeFileSync(path.join(cwd, 'a.log'), bytes);
    expect(await judged(file('a.log', { lacks: ['ERROR'] }), context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });

  test('a pattern that no engine should backtrack over is searched in time', async () => {
    const { context } = place({ 'a.log': `${'a'.repeat(5000)}!\n` });
    expect(await judged(file('a.log', { lacks: ['^(a+)+$'] }), context)).toMatchObject({ verdict: 'passed' });
  });

  test('the log of a service', async () => {
    const { cwd, context } = place({ 'api.log': 'Database connection established\n' });
    const plan = planOf('file', { log: 'api', contains: ['Database connection established'], lacks: [], capture: false, optional: false });
    const known = world({ cwd, logOf: (service) => (service === 'api' ? path.join(cwd, 'api.log') : undefined) });
    expect(await judged(plan, known)).toMatchObject({ verdict: 'passed' });
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
    expect(await judged(plan, world({ logOf: () => path.join(cwd, 'gone.log') }))).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND' });
  });
});

describe('count: 0', () => {
  test.each([
    ['a file', (cwd: string) => writeFileSync(path.join(cwd, 'run', 'a.pid'), '1')],
    ['a hidden file', (cwd: string) => writeFileSync(path.join(cwd, 'run', '.a.pid'), '1')],
    ['a folder', (cwd: string) => mkdirSync(path.join(cwd, 'run', 'a.pid'))],
    ['a link that leads nowhere', (cwd: string) => symlinkSync('/nowhere/at/all', path.join(cwd, 'run', 'a.pid'))],
    ['something deeper', (cwd: string) => mkdirSync(path.join(cwd, 'run', 'b', 'a.pid'), { recursive: true })],
  ])('sees %s', async (_, make) => {
    const { cwd, context } = place({ 'run/other': 'x' });
    const none = file('run/**/*.pid', { count: 0 });
    expect(await judged(none, context)).toMatchObject({ verdict: 'passed' });
    make(cwd);
    expect(await judged(none, context)).toMatchObject({ verdict: 'failed', measured: '1 file' });
  });
});

describe('what stood there before', () => {
  async function marked(probe: ProbePlan, at: ReturnType<typeof place>, startedAt = Date.now() + 60_000) {
    const context = world({ cwd: at.cwd, startedAt: () => startedAt });
    const original = await rememberFiles({}, [{ probe, cwd: at.cwd }]);
    await markFiles(original, [probe], context);
    return context;
  }

  test.each(['gate', 'run'])('since: %s looks only at lines that came later', async (since) => {
    const at = place({ 'a.log': 'ERROR of yesterday\n' });
    const plan = file('a.log', { since, contains: ['ready'], lacks: ['ERROR'] });
    const context = await marked(plan, at);
    at.append('a.log', 'ready\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'passed', got: { lines: 1 } });
    at.append('a.log', 'ERROR of today\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed' });
  });

  test('a log that was written anew is read from its start', async () => {
    const at = place({ 'a.log': 'one\ntwo\nthree\n' });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'] });
    const context = await marked(plan, at);
    at.write('a.log', 'ERROR\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed' });
    const created = world({ cwd: at.cwd, startedAt: () => Date.now() - 60_000 });
    expect(await judged(plan, created)).toMatchObject({ verdict: 'failed' });
  });

  test.each(['gate', 'run'])(
    'a log that no longer holds what it held when the %s began says nothing of what stood there in between',
    async (since) => {
      const lacks = file('a.log', { since, lacks: ['ERROR'] });
      const change: ((at: ReturnType<typeof place>) => void)[] = [
        (at) => at.write('a.log', 'fine\n'),
        (at) => at.write('a.log', 'fine\n'.repeat(100)),
        (at) => {
          renameSync(path.join(at.cwd, 'a.log'), path.join(at.cwd, 'a.log.1'));
          at.write('a.log', 'fine\n'.repeat(100));
        },
      ];
      for (const rewrite of change) {
        const at = place({ 'a.log': 'one\ntwo\nthree\n' });
        const context = await marked(lacks, at);
        at.append('a.log', 'ERROR\n');
        rewrite(at);
        expect(await judged(lacks, context)).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('a.log no longer holds') });
      }
    },
  );

  test('an optional log to which nothing was added since lacks everything', async () => {
    const at = place({ 'a.log': 'ERROR of yesterday\n' });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'] });
    const optional = { ...plan, target: { ...plan.target, optional: true } };
    const [strict, lenient] = [await marked(plan, at), await marked(optional, at)];
    expect(await judged(plan, strict)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(optional, lenient)).toMatchObject({ verdict: 'passed', measured: 'there, no line since the gate, 0 lines match' });
    at.append('a.log', 'ERROR\n');
    expect(await judged(optional, lenient)).toMatchObject({ verdict: 'failed' });
  });

  test('an optional log that was emptied since may have held anything', async () => {
    const at = place({ 'a.log': 'one\n' });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'], optional: true });
    const context = await marked(plan, at);
    at.write('a.log', '');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('a.log no longer holds') });
  });

  test('a log among several that is gone says nothing either', async () => {
    const at = place({ 'a.log': 'one\n', 'b.log': 'two\n' });
    const plan = file('*.log', { since: 'gate', lacks: ['ERROR'] });
    const context = await marked(plan, at);
    at.append('a.log', 'fine\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'passed' });
    rmSync(path.join(at.cwd, 'b.log'));
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('b.log no longer holds') });
  });

  test.each([
    ['an empty one', ''],
    ['one with the same first lines', 'Application 1.0\n'],
  ])('a log that %s has followed says nothing of what stood in the other', async (_, banner) => {
    const at = place({ 'a.log': banner });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'] });
    const context = await marked(plan, at);
    at.append('a.log', 'ERROR\n');
    renameSync(path.join(at.cwd, 'a.log'), path.join(at.cwd, 'a.log.1'));
    at.write('a.log', `${banner}fine\n`);
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked' });
  });

  test('a file that gets the number of the one that was removed is another', async () => {
    const at = place({ 'a.log': '' });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'] });
    const context = await marked(plan, at);
    at.append('a.log', 'ERROR\n');
    rmSync(path.join(at.cwd, 'a.log'));
    at.write('a.log', 'fine\n');
    const log = path.join(at.cwd, 'a.log');
    // Until the change can be told from the birth, as it can in any log that lives longer than the kernel's tick.
    while (statSync(log).ctimeMs === statSync(log).birthtimeMs) at.append('a.log', 'fine\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked' });
  });

  test('a line in whose middle the writer was is new where it ends', async () => {
    const at = place({ 'a.log': 'ready\nERR' });
    const lacks = file('a.log', { since: 'gate', lacks: ['ERROR'] });
    const context = await marked(lacks, at);
    at.append('a.log', 'OR\n');
    expect(await judged(lacks, context)).toMatchObject({ verdict: 'failed', got: { lines: 1 } });
  });

  test('what stood in such a line before is not new', async () => {
    const at = place({ 'a.log': 'ERROR ready \u20ac' });
    const plan = file('a.log', { since: 'gate', lacks: ['ERROR'], contains: ['steady'] });
    const context = await marked(plan, at);
    at.append('a.log', ' steady\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...plan, target: { ...plan.target, contains: ['ready'] } }, context)).toMatchObject({ verdict: 'blocked' });
  });

  test('what is not found in a log that was rewritten may have stood in what is gone', async () => {
    const at = place({ 'a.log': 'one\n' });
    const plan = file('a.log', { since: 'gate', contains: ['ready'] });
    const context = await marked(plan, at);
    at.write('a.log', 'x\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'blocked' });
  });

  test.each([
    [{ since: 'gate', lacks: ['ERROR'] }, 'blocked'],
    [{ appendOnly: true }, 'failed'],
  ])('an optional file may be missing, not vanish: %j', async (keys, verdict) => {
    const at = place({ 'a.log': 'one\n' });
    const plan = file('a.log', { optional: true, ...keys });
    const context = await marked(plan, at);
    rmSync(path.join(at.cwd, 'a.log'));
    expect(await judged(plan, context)).toMatchObject({ verdict });
  });

  test('nobody looked: blocked', async () => {
    const at = place({ 'a.log': 'x\n' });
    const context = world({ cwd: at.cwd, startedAt: () => Date.now() + 60_000 });
    expect(await judged(file('a.log', { since: 'gate', lacks: ['y'] }), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(file('a.log', { appendOnly: true }), context)).toMatchObject({ verdict: 'blocked' });
  });

  test('append-only: grown passes; rewritten, shortened, removed fails', async () => {
    const at = place({ 'r/a.jsonl': '{"n":1}\n', 'r/b.jsonl': '{"n":2}\n' });
    const plan = file('r/*.jsonl', { appendOnly: true });
    const context = await marked(plan, at);
    at.append('r/a.jsonl', '{"n":3}\n');
    at.write('r/c.jsonl', 'new\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'passed', measured: '3 files, only appended to' });
    at.write('r/a.jsonl', '{"n":9}\n{"n":3}\n');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed', measured: 'rewritten: r/a.jsonl' });
    at.write('r/a.jsonl', '{"n"');
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed' });
  });

  test('append-only: a file among several that is gone was not only appended to', async () => {
    const at = place({ 'r/a.jsonl': 'a\n', 'r/b.jsonl': 'b\n' });
    const plan = file('r/*.jsonl', { appendOnly: true });
    const context = await marked(plan, at);
    rmSync(path.join(at.cwd, 'r/b.jsonl'));
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed', measured: 'rewritten: r/b.jsonl' });
  });

  test('what an execution began with is remembered once', async () => {
    const at = place({ 'a.jsonl': 'one\n' });
    const plan = file('a.jsonl', { appendOnly: true });
    const execution = {};
    await rememberFiles(execution, [{ probe: plan, cwd: at.cwd }]);
    at.write('a.jsonl', 'two\n');
    const context = world({ cwd: at.cwd });
    await markFiles(await rememberFiles(execution, [{ probe: plan, cwd: at.cwd }]), [plan], context);
    expect(await judged(plan, context)).toMatchObject({ verdict: 'failed' });
  });
});
