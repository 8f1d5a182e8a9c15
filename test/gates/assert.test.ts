import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { Judgement } from '../../src/core/judgement.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Sketch } from '../facts.ts';
import type { CriterionPlan, GatePlan } from '../../src/core/plan.ts';
import type { JudgedFile } from '../../src/core/ports.ts';
import { judge as assertJudge } from '../../src/gates/assert/judge.ts';
import { observer } from '../../src/gates/assert/observe.ts';
import { spec } from '../../src/gates/assert/spec.ts';
import { gateKind } from '../../src/gates/shared/kind.ts';
import { lawsOf } from '../laws/laws.ts';
import { STUBS } from '../laws/stubs.ts';
import { filesOf, gatePlan, judge, planOf, record, type Scenario } from '../laws/transcript.ts';

interface Asserted {
  readonly files?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly criteria: readonly string[];
  /** What is observed; by default every file, attached. */
  readonly observed?: readonly Sketch[];
  readonly contents?: Readonly<Record<string, string>>;
  readonly upstream?: Partial<GatePlan>;
  readonly slots?: number;
}

/** An assert gate after a gate that counts: `counted` of kind `segments`, with a total of 6 when complete. */
function scenarioOf({ files = {}, values = {}, criteria, contents = {}, upstream = {}, slots = 3, ...rest }: Asserted): Scenario {
  const counted = gatePlan({ id: 'counted', kind: 'segments', expected: { lanes: ['a'], slots: 3 }, ...upstream });
  const asserted = gatePlan({
    id: 'asserted',
    kind: 'assert',
    if: 'always',
    needs: ['counted'],
    spec: { files, values },
    expected: { files: Object.keys(files), values: Object.keys(values) },
    criteria: criteria.map((pass): CriterionPlan => ({ name: pass, pass })),
  });
  const attachments = Object.values(files).map((file) => attachment(file));
  return {
    plan: planOf([counted, asserted], { vars: { typed: 9 } }),
    registry: { ...STUBS, assert: gateKind(spec, assertJudge) },
    files: filesOf(Object.fromEntries(Object.entries(contents).map(([file, text]) => [pathOf(file), text]))),
    observed: {
      counted: Array.from({ length: slots }, (_, slot) => ({ type: 'slot', lane: 'a', slot, value: slot + 1 })),
      asserted: rest.observed ?? attachments,
    },
  };
}

const pathOf = (file: string): string => `gates/asserted/${path.basename(file)}`;
const attachment = (original: string, more: JsonObject = {}): Sketch => ({
  type: 'attachment',
  path: pathOf(original),
  sha256: 'x',
  bytes: 1,
  modifiedAt: 0,
  original,
  ...more,
});

function judgementOf(asserted: Asserted): Judgement {
  const scenario = scenarioOf(asserted);
  const found = judge(scenario, record(scenario)).decision.judgements.find(({ gate }) => gate === 'asserted');
  if (!found) throw new Error('not judged');
  return found;
}

const COMPLETE: Asserted = {
  files: { score: 'release/score.json', deploy: '.github/workflows/deploy.yml' },
  values: { share: 'gates["counted"].counts.total / 6.0', total: '10.0 * share + score.bonus' },
  criteria: ['total >= 10', '"gate" in deploy.needs', 'gates["counted"].counts.total == 6', 'total > vars.typed'],
  contents: { 'release/score.json': '{"bonus": 0.5}', '.github/workflows/deploy.yml': 'needs: [gate]' },
};

lawsOf('assert', () => ({ scenario: scenarioOf(COMPLETE), expected: (o: Observation) => o.type === 'attachment' || o.type === 'slot' }));

describe('an assert gate', () => {
  test('reads documents, values and what gates counted', () => {
    const judgement = judgementOf(COMPLETE);
    expect(judgement.criteria.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(judgement.counts).toEqual({ share: 1, total: 10.5 });
    expect(judgement.findings).toEqual([]);
  });

  test('names both sides of a false assertion', () => {
    const { verdict, criteria } = judgementOf({ criteria: ['gates["counted"].counts.total == 2160'] });
    expect(verdict).toBe('failed');
    expect(criteria).toMatchObject([{ measured: 'gates.counted.counts.total = 6', target: '= 2160' }]);
  });

  test('may read one file under two names', () => {
    const files = { a: 'x.json', b: 'x.json' };
    expect(
      judgementOf({ files, criteria: ['a.n == 1 && b.n == 1'], contents: { 'x.json': '{"n":1}' }, observed: [attachment('x.json')] })
        .verdict,
    ).toBe('passed');
  });

  test('warns of values that somebody typed', () => {
    const judgement = judgementOf({
      values: { a: '9.2', b: '0.5 * a + vars.typed', c: 'gates["counted"].counts.total + 1' },
      criteria: ['b > 5', 'c == 7'],
    });
    expect(judgement.verdict).toBe('warned');
    expect(judgement.criteria[0]).toMatchObject({ name: 'values are measured', measured: 'typed: a, b', verdict: 'warned' });
    expect(judgement.findings.map(({ message }) => message)).toEqual([
      '"a" (9.2) was typed into the configuration, not measured',
      '"b" (13.6) was typed into the configuration, not measured',
    ]);
  });
});

describe('an assert gate is blocked', () => {
  const files = { score: 'score.json' };
  const criteria = ['score.n == 1'];
  const contents = { 'score.json': '{"n":1}' };

  test.each<[string, Asserted, RegExp]>([
    [
      'by a file that is not there',
      { files, criteria, observed: [{ type: 'file', name: 'score', path: 'score.json', code: 'NOT_FOUND' }] },
      /^score\.json: not found/,
    ],
    [
      'by a file that may not be read',
      { files, criteria, observed: [{ type: 'file', name: 'score', path: 'score.json', code: 'PERMISSION' }] },
      /may not be read/,
    ],
    ['by a file that was not recorded', { files, criteria, observed: [] }, /score\.json: was not recorded/],
    [
      'by a file that was recorded twice',
      { files, criteria, contents, observed: [attachment('score.json'), attachment('score.json')] },
      /stands in the evidence twice/,
    ],
    ['by a file that was withheld', { files, criteria, contents, observed: [attachment('score.json', { withheld: true })] }, /withheld/],
    ['by an empty file', { files, criteria, contents: { 'score.json': '' } }, /score\.json: empty/],
    [
      'by a file that is cut short',
      { files, criteria, contents: { 'score.json': '{"n":1' } },
      /line 1: score\.json: the document ends too early/,
    ],
    ['by a key that stands twice', { files, criteria, contents: { 'score.json': '{"n":0,"n":1}' } }, /stands twice/],
    [
      'by a value that can not be computed',
      { values: { a: 'gates["counted"].counts.nothing + 1' }, criteria: ['a != 5'] },
      /value "a": gates\.counted\.counts\.nothing is missing/,
    ],
    [
      'by a value that divides by nothing',
      { files, contents, values: { a: '1 / (score.n - 1)' }, criteria: ['a > 1'] },
      /value "a": .* is Infinity/,
    ],
    ['by a gate that is not judged', { criteria: ['gates["other"].counts.n != 1'] }, /gate "other" has not been judged/],
    [
      'by a gate whose id is computed and not there',
      { criteria: ['gates[vars.typed > 1 ? "x" : "y"].counts.n != 1'] },
      /gates\.x is missing/,
    ],
    [
      'by a gate that could not be judged',
      { criteria: ['gates["counted"].counts.total <= 6'], slots: 2 },
      /gate "counted" is blocked: .*slots are missing/,
    ],
    ['by what a gate did not count', { criteria: ['gates["counted"].counts.nothing == 0'] }, /counts\.nothing is missing/],
  ])('%s', (_, asserted, why) => {
    const judgement = judgementOf(asserted);
    expect(judgement.verdict).toBe('blocked');
    expect(judgement.criteria.find(({ verdict }) => verdict === 'blocked')?.measured).toMatch(why);
  });

  test('also where the gate that could not be judged is only advisory', () => {
    expect(judgementOf({ criteria: ['gates["counted"].counts.total <= 6'], slots: 2, upstream: { required: false } }).verdict).toBe(
      'blocked',
    );
  });

  test.each<[string, Partial<Asserted>]>([
    ['is not there', { observed: [{ type: 'file', name: 'gone', path: 'gone.json', code: 'NOT_FOUND' }] }],
    ['is cut short', { contents: { 'gone.json': '{"n":1' }, observed: [attachment('gone.json')] }],
  ])('by a file that %s only where it is read: a known failure counts', (_, gone) => {
    const judgement = judgementOf({
      files: { ...files, gone: 'gone.json' },
      values: { sum: 'score.n + gone.n', own: 'score.n + 1' },
      criteria: ['score.n == 1', 'score.n == 2', 'own == 2', 'gone.n == 1', 'sum == 2'],
      contents: { ...contents, ...gone.contents },
      observed: [attachment('score.json'), ...(gone.observed ?? [])],
    });
    expect([judgement.verdict, judgement.criteria.map(({ name, verdict }) => `${name} ${verdict}`)]).toEqual([
      'failed',
      ['complete blocked', 'score.n == 1 passed', 'score.n == 2 failed', 'own == 2 passed', 'gone.n == 1 blocked', 'sum == 2 blocked'],
    ]);
  });

  test('by a gate that could not be judged only where it is read', () => {
    const unread = 'gates["counted"].counts.total <= 6';
    const judgement = judgementOf({ files, contents, criteria: [unread, 'score.n == 2'], slots: 2 });
    expect([judgement.verdict, judgement.criteria.map(({ verdict }) => verdict)]).toEqual(['failed', ['blocked', 'failed', 'blocked']]);
  });

  test('but not by a gate that it does not name', () => {
    expect(judgementOf({ files, criteria, contents, slots: 2 }).verdict).toBe('passed');
  });
});

describe('the observer', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  });

  async function observed(
    files: Readonly<Record<string, string>>,
    stop = new AbortController(),
  ): Promise<{ kept: string[]; facts: Sketch[] }> {
    const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'assert-'));
    folders.push(cwd);
    fs.writeFileSync(path.join(cwd, 'here.json'), '{}');
    fs.mkdirSync(path.join(cwd, 'folder.json'));
    const kept: string[] = [];
    const facts: Sketch[] = [];
    await observer.observe({
      gate: gatePlan({ id: 'a', kind: 'assert', spec: { files, values: {} } }),
      probes: { cwd, originOf: async () => ({ earlier: false, committed: async () => true }) },
      attach: ({ original, labels }: JudgedFile) => void kept.push(`${original} ${JSON.stringify(labels)}`),
      record: (draft: Sketch) => void facts.push(draft),
      stop: stop.signal,
      progress: () => {},
    } as unknown as Parameters<typeof observer.observe>[0]);
    return { kept, facts };
  }

  test('keeps what is there and records what is not', async () => {
    const { kept, facts } = await observed({ a: 'here.json', b: 'gone.json', c: 'folder.json', d: 'here.json' });
    expect(kept).toEqual(['here.json {"committed":true}']);
    expect(facts.map(({ name, path, code }) => [name, path, code])).toEqual([
      ['b', 'gone.json', 'NOT_FOUND'],
      ['c', 'folder.json', 'NOT_FOUND'],
    ]);
  });

  test('stops when it is asked to', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await observed({ a: 'here.json' }, stop)).toEqual({ kept: [], facts: [] });
  });
});
