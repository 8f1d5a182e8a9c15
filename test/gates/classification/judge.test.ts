import { describe, expect, it } from 'vitest';
import { attachment, bad, but, type Case, type GateFacts, jsonl, judged, manifestOf, RIGHT } from './facts.ts';

/** The criteria of a smoke run as a release team writes them. */
const SMOKE = [
  'comparable >= 18',
  'accuracy >= 0.70',
  'recall["pass"] >= 0.60',
  'confusion["reject"]["pass"] == 0',
  'status["422"] == 0',
  'statusRate["429"] <= 0.05',
  'answerShare["pass"]["blocked"] < 0.30',
  'maxShare <= 0.70 && maxOffClassShare <= 0.30',
  'wilson.lower > 0.60',
];
const smoke = (cases: readonly Case[], more: Partial<GateFacts> = {}): GateFacts => ({
  criteria: SMOKE,
  runs: [{ results: jsonl(cases) }],
  ...more,
});
const status = (changes: Readonly<Record<string, number>>): readonly Case[] =>
  RIGHT.map(([id, expected, actual]) => [id, expected, actual, changes[id] ?? 200]);
const change = (to: string | null, ...ids: number[]): readonly Case[] => but(Object.fromEntries(ids.map((id) => [`c${id}`, to])));

describe('one run (L2, L3, L4)', () => {
  it('passes when every criterion holds', () => {
    const { judgement, status } = judged(smoke(RIGHT));
    expect([judgement.verdict, status]).toEqual(['passed', 'GO']);
    expect(judgement.counts).toMatchObject({ runs: 1, expectedRuns: 1, cases: 20, comparable: 20, accuracy: 1 });
    expect(judgement.criteria.find(({ name }) => name === 'cases')?.measured).toBe('20 (pass 5, warn 5, reject 5, blocked 5)');
  });

  it.each<[string, readonly Case[], string]>([
    ['too few answers that are a class', change(null, 1, 6, 11), 'comparable >= 18 failed: comparable = 17'],
    ['a class that is not found', but({ c1: 'warn', c2: 'warn', c3: 'reject' }), 'recall["pass"] >= 0.60 failed: recall.pass = 0.4'],
    ['one case that must never pass and does', change('pass', 11), 'confusion["reject"]["pass"] == 0 failed: confusion.reject.pass = 1'],
    ['one refused request', status({ c1: 422 }), 'status["422"] == 0 failed: status["422"] = 1'],
    ['too many that were turned away', status({ c1: 429, c2: 429 }), 'statusRate["429"] <= 0.05 failed: statusRate["429"] = 0.1'],
    [
      'good cases that are blocked',
      change('blocked', 1, 2),
      'answerShare["pass"]["blocked"] < 0.30 failed: answerShare.pass.blocked = 0.4',
    ],
  ])('fails by that criterion for %s', (_, cases, expected) => {
    const rows = bad(smoke(cases));
    expect(rows).toContain(expected);
    // Two answers of five are off their class as well; nothing else fails.
    expect(rows.filter((row) => row !== expected && !row.startsWith('maxShare') && !row.startsWith('wilson'))).toEqual([]);
  });

  it('fails by accuracy alone', () => {
    const wrong = but({ c6: 'reject', c7: 'blocked', c11: 'warn', c12: 'blocked', c16: 'warn', c17: 'reject', c1: 'warn' });
    expect(bad(smoke(wrong, { criteria: ['accuracy >= 0.70'] }))).toEqual(['accuracy >= 0.70 failed: accuracy = 0.65']);
  });

  it('fails by the uniform-answer guard whatever the accuracy', () => {
    const mostly: readonly Case[] = RIGHT.map(([id], i) => (i < 15 ? [id, 'pass', 'pass', 200] : [id, 'warn', 'warn', 200]));
    const criteria = ['accuracy >= 0.7', 'maxShare <= 0.70', 'maxOffClassShare <= 0.30'];
    expect(bad(smoke(mostly, { criteria, manifest: manifestOf(mostly) }))).toEqual(['maxShare <= 0.70 failed: maxShare = 0.75']);
    expect(bad(smoke(but({ c6: 'pass', c7: 'pass' }), { criteria }))).toEqual(['maxOffClassShare <= 0.30 failed: maxOffClassShare = 0.4']);
    expect(bad(smoke(change('pass', 6, 7, 11, 12, 16, 17), { criteria }))).toEqual([
      'maxOffClassShare <= 0.30 failed: maxOffClassShare = 0.4',
    ]);
  });

  it('needs 17 of 20 for a lower bound above 0.60', () => {
    const criteria = ['wilson.lower > 0.60'];
    expect(bad(smoke(change('warn', 1, 11, 16), { criteria }))).toEqual([]);
    expect(bad(smoke(change('warn', 1, 11, 16, 2), { criteria }))).toEqual([
      expect.stringMatching(/^wilson.lower > 0.60 failed: wilson.lower = 0.58/),
    ]);
  });
});

describe('what is not defined', () => {
  const twoClasses: readonly Case[] = RIGHT.map(([id], i) => (i < 10 ? [id, 'pass', 'pass', 200] : [id, 'warn', 'warn', 200]));
  const given = (criterion: string): readonly string[] =>
    bad(smoke(twoClasses, { criteria: [criterion], manifest: manifestOf(twoClasses) }));

  it.each([
    'recall["reject"] >= 0.1',
    'confusion["reject"]["pass"] == 0',
    'answerShare["reject"]["pass"] < 0.3',
    'balancedAccuracy > 0.5',
    'precision["reject"] > 0.5',
  ])('blocks %s, and only that', (criterion) => {
    expect(given(criterion)).toEqual([expect.stringMatching(/blocked: .* is missing/)]);
    expect(given('recall["pass"] == 1.0')).toEqual([]);
  });

  it('blocks what reads answers where there are none', () => {
    const none = RIGHT.map(([id, expected]): Case => [id, expected, null, 200]);
    for (const criterion of ['accuracy >= 0.1', 'wilson.lower >= 0.1', 'maxShare <= 0.9']) {
      expect(bad(smoke(none, { criteria: [criterion] }))).toEqual([
        'comparable blocked: 0 of 20',
        `${criterion} blocked: no answer is one of the classes: "" × 20`,
      ]);
    }
  });

  const strange = but({ c1: 'error 503', c2: 'Pass', c3: 'error 503' });

  it('fails an answer that is none of the classes, and shows it with its count', () => {
    const { judgement } = judged(smoke(strange, { criteria: ['accuracy >= 0.7'] }));
    expect(judgement.criteria.find(({ name }) => name === 'comparable')).toMatchObject({ measured: '17 of 20', verdict: 'failed' });
    expect(judgement.findings.map(({ message }) => message)).toEqual([
      '3 answers are none of the classes: "error 503" × 2, "Pass" × 1 (class "pass" in another spelling)',
    ]);
  });

  it('leaves how many may be none of them to a criterion that says so', () => {
    expect(bad(smoke(strange, { criteria: ['accuracy >= 0.7', 'comparable >= 17'] }))).toEqual([]);
    expect(bad(smoke(strange, { criteria: ['accuracy >= 0.7', 'comparable >= 18'] }))).toEqual([
      'comparable >= 18 failed: comparable = 17',
    ]);
  });
});

describe('several runs (L5)', () => {
  const twice = (first: readonly Case[], second: readonly Case[], more: Partial<GateFacts> = {}): GateFacts => ({
    keys: 'runs: 2',
    criteria: ['accuracy >= 0.7', 'agreement >= 0.95'],
    runs: [{ results: jsonl(first) }, { results: jsonl(second) }],
    ...more,
  });

  it('pass when each of them does and they agree', () => {
    const { judgement } = judged(twice(RIGHT, change('warn', 1)));
    expect(judgement.criteria.map(({ name, measured }) => `${name}: ${measured}`)).toEqual([
      'runs: 2 of 2',
      'results: 2 of 2',
      'cases: 20 (pass 5, warn 5, reject 5, blocked 5)',
      'comparable: run 1: 20 of 20; run 2: 20 of 20',
      'accuracy >= 0.7 (run 1): accuracy = 1',
      'accuracy >= 0.7 (run 2): accuracy = 0.95',
      'agreement >= 0.95: agreement = 0.95',
    ]);
    expect(judgement.counts).toMatchObject({ runs: 2, comparable: 20, accuracy: 0.975, agreement: 0.95 });
  });

  it('over the same cases make no interval narrower: that of the worst counts', () => {
    const { counts } = judged(twice(RIGHT, change('warn', 1))).judgement;
    const [, second] = counts['perRun'] as readonly { readonly wilson: unknown }[];
    expect(counts['wilson']).toEqual(second?.wilson);
  });

  it('fail by the second', () => {
    expect(bad(twice(RIGHT, change('pass', 6, 7, 8, 9, 10, 11, 12)))).toContain('accuracy >= 0.7 (run 2) failed: accuracy = 0.65');
  });

  it('end with the first that does not pass: nothing after it is run', () => {
    const { judgement, lines } = judged(twice(change('pass', 6, 7, 8, 9, 10, 11, 12), RIGHT));
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toMatch(/^accuracy 0.65, required: at least 0.7 \(run 1\)/);
    const control = lines.find(({ type }) => type === 'control');
    expect(control).toMatchObject({ gate: 'g', action: 'stop' });
    expect(lines.find(({ seq }) => seq === control?.['because'])).toMatchObject({ type: 'attachment', role: 'results', run: 1 });
    expect(lines.filter(({ type }) => type === 'step')).toHaveLength(1);
    expect(judgement.criteria.map(({ name, measured }) => `${name}: ${measured}`)).toContain(
      'runs: 1 of 2: run 2 not started, as run 1 does not pass',
    );
  });

  it('name the cause before what only follows from it', () => {
    const missing = RIGHT.slice(1);
    const keys = 'runs: 3, run-delay: 1s';
    const lost = judged({ runs: [{ results: jsonl(missing) }], keys, criteria: ['agreement >= 0.9', 'accuracy >= 0.7'] }).judgement;
    expect(lost.reason).toBe('cases: run 1: 19 of 20 cases: 1 missing ("c1") (and 6 more)');
    expect(lost.criteria.map(({ name }) => name)).toEqual([
      'cases',
      'runs',
      'pause between runs',
      'results',
      'comparable',
      'agreement >= 0.9',
      'accuracy >= 0.7 (run 1)',
    ]);
    const none = { type: 'baseline.none', basis: 'file', from: 'baselin/last.jsonl', why: 'baselin/last.jsonl: not found' } as const;
    const compared = judged({
      runs: [{ results: jsonl(RIGHT) }],
      keys: 'runs: 3, baseline: { from: baselin/last.jsonl }',
      criteria: ['agreement >= 0.9', 'maxRecallDrop <= 0.02'],
      baseline: [{ fact: none }],
    });
    expect(compared.judgement.reason).toBe('maxRecallDrop <= 0.02 (run 1): no baseline: baselin/last.jsonl: not found (and 5 more)');
    const unlisted = judged({ runs: [], manifest: '{}', keys }).judgement;
    expect(unlisted.reason).toMatch(/^cases: manifest\.json/);
  });

  it('end with the first whose command fails, however good its results', () => {
    const { lines } = judged(twice(RIGHT, RIGHT, { runs: [{ results: jsonl(RIGHT), step: { exit: 3 } }, { results: jsonl(RIGHT) }] }));
    expect(lines.filter(({ type }) => type === 'step')).toHaveLength(1);
  });

  it('are blocked, each of them, by a fact that is not of its shape', () => {
    const rows = bad(twice(RIGHT, RIGHT, { runs: [{ results: jsonl(RIGHT) }, { results: jsonl(RIGHT), before: { run: 3 } }] }));
    expect(rows).toContainEqual(expect.stringMatching(/^accuracy >= 0.7 \(run 1\) blocked: observation \d+ .*"run" is not the next run$/));
  });

  it('fail when they are right as often, but not on the same cases', () => {
    expect(bad(twice(change('warn', 1), change('warn', 2)))).toEqual(['agreement >= 0.95 failed: agreement = 0.9']);
  });

  it('do not agree on having no answer', () => {
    const criteria = ['comparable >= 18', 'agreement >= 0.95'];
    expect(bad(twice(change(null, 1, 2), change(null, 1, 2), { criteria }))).toEqual(['agreement >= 0.95 failed: agreement = 0.9']);
  });

  it('are blocked when one is missing', () => {
    const rows = bad({ ...twice(RIGHT, RIGHT), runs: [{ results: jsonl(RIGHT) }] });
    expect(rows).toContain('runs blocked: 1 of 2');
    expect(rows).toContain('agreement >= 0.95 blocked: 1 of 2 runs');
  });

  it('need their pause (L17)', () => {
    const paused = (t: number): GateFacts =>
      twice(RIGHT, RIGHT, {
        keys: 'runs: 2, run-delay: 5s',
        runs: [
          { results: jsonl(RIGHT), t: 0 },
          { results: jsonl(RIGHT), t },
        ],
      });
    expect(bad(paused(5900))).toEqual([]);
    expect(bad(paused(5800))).toEqual(['pause between runs blocked: 4900ms']);
  });
});

describe('a command (L6)', () => {
  const ended = (step: Record<string, unknown>, keys = 'run-timeout: 45m'): readonly string[] =>
    bad({ keys, runs: [{ results: jsonl(RIGHT), step: step as never }] });

  it.each<[string, Record<string, unknown>, string]>([
    ['takes too long', { timedOut: true, signal: 'SIGTERM', exit: undefined }, 'runs failed: still running after 45m'],
    ['ends with another exit code', { exit: 3 }, 'runs failed: exit code 3'],
    ['is killed', { exit: undefined, signal: 'SIGKILL' }, 'runs failed: ended by SIGKILL'],
  ])('fails when it %s, whatever it wrote', (_, step, expected) => {
    expect(ended(step)).toEqual([expected]);
  });

  it('blocks when it could not be run, or was broken off', () => {
    expect(ended({ exit: undefined, spawnError: 'ENOENT' })[0]).toBe('runs blocked: could not be executed (ENOENT)');
    expect(ended({ exit: 0, aborted: true })[0]).toBe('runs blocked: broken off');
  });

  it('must be the one of the gate', () => {
    expect(ended({ run: 'echo something else' })).toContainEqual(expect.stringContaining('"run" is not the command of the gate'));
  });
});

describe('results', () => {
  const with_ = (content: string, more: Partial<GateFacts> = {}): readonly string[] =>
    bad({ criteria: ['accuracy >= 0.7'], runs: [{ results: content }], ...more });

  it.each<[string, string, string]>([
    ['a torn last line', jsonl(RIGHT).slice(0, -9), 'line 20: results.jsonl: cut short: a text without its closing quote'],
    ['no JSON', 'Traceback (most recent call last):\n', 'line 1: results.jsonl: expected a value'],
    ['a field that is not there', jsonl(RIGHT).replaceAll('"actual"', '"answer"'), 'line 1: results.jsonl: no field "actual"'],
  ])('block with %s, in one line', (_, content, why) => {
    expect(with_(content)).toEqual([
      `results blocked: ${why}`,
      'cases blocked: 20 (pass 5, warn 5, reject 5, blocked 5), in 0 of 1 runs',
      'comparable blocked: 0 of 1 runs',
      `accuracy >= 0.7 blocked: ${why}`,
    ]);
  });

  it.each<[string, readonly Case[], string]>([
    ['nothing', [], '0 of 20 cases: 20 missing ("c1", "c2", "c3", "c4", "c5", …)'],
    ['a case less', RIGHT.slice(1), '19 of 20 cases: 1 missing ("c1")'],
    ['a case more', [...RIGHT, ['c21', 'pass', 'pass', 200]], '20 of 20 cases: 1 not in the manifest ("c21")'],
    ['a case twice', [...RIGHT, RIGHT[4]!], '20 of 20 cases: 1 more than once ("c5")'],
    [
      'a case instead of another',
      [...RIGHT.slice(1), ['d1', 'pass', 'pass', 200]],
      '19 of 20 cases: 1 missing ("c1"), 1 not in the manifest ("d1")',
    ],
    [
      'a case that looks like another',
      [['c\u200b1', 'pass', 'pass', 200], ...RIGHT.slice(1)],
      '19 of 20 cases: 1 missing ("c1"), 1 not in the manifest ("c\\u200b1")',
    ],
    [
      'another label',
      [['c1', 'warn', 'warn', 200], ...RIGHT.slice(1)],
      '20 of 20 cases: 1 with another class expected than in the manifest ("c1")',
    ],
  ])('block with %s (L13)', (_, cases, why) => {
    expect(with_(jsonl(cases))).toEqual([`cases blocked: ${why}`, 'comparable blocked: 0 of 1 runs', `accuracy >= 0.7 blocked: ${why}`]);
  });

  it('block without a status or an id', () => {
    expect(with_(jsonl(RIGHT).replace('"status":200', '"status":null'))).toContain(
      'cases blocked: results.jsonl: line 1: the record has no status',
    );
    expect(with_(jsonl(RIGHT).replace('"c2"', '""'))).toContain('cases blocked: results.jsonl: line 2: the case has no id');
  });

  it('block when they are not there, or withheld', () => {
    expect(bad({ runs: [{ results: '', after: { code: 'NOT_FOUND' } }] })[0]).toBe('results blocked: results.jsonl: not found');
    expect(bad({ runs: [{ results: jsonl(RIGHT), attachment: { withheld: true } }] })[0]).toContain('withheld, a secret was found in it');
  });

  it('must be written during the run', () => {
    const before = { exists: true, modifiedAt: 9_000, changedAt: 9_000, inode: '1', bytes: 9 };
    const run = { results: jsonl(RIGHT), t: 10_000 };
    const stale = 'results blocked: results.jsonl: was not written during the run';
    expect(bad({ runs: [{ ...run, before, after: { modifiedAt: 9_000, changedAt: 9_000 } }] })[0]).toBe(stale);
    // Copied there with its old time, or written in the last moment before.
    expect(bad({ runs: [{ ...run, after: { modifiedAt: 9_000, changedAt: 10_500 } }] })[0]).toBe(stale);
    expect(
      bad({
        runs: [{ ...run, before: { ...before, modifiedAt: 9_995, changedAt: 9_995 }, after: { modifiedAt: 9_995, changedAt: 9_995 } }],
      })[0],
    ).toBe(stale);
    expect(bad({ runs: [{ ...run, after: { modifiedAt: 99_000 } }] })[0]).toContain('in the future');
    expect(bad({ runs: [{ ...run, before, after: { modifiedAt: 10_000 } }] })).toEqual([]);
  });
});

describe('append-only results (L11)', () => {
  const before = { exists: true, bytes: 500, lines: 4, endsLine: true, sha256: 'old', modifiedAt: 1, changedAt: 1, inode: '1' };
  const after = { bytes: 900, prefixSha256: 'old' };
  const run = { results: jsonl(RIGHT), before, after, attachment: { from: 500 } };
  const of = (more: Partial<typeof run>): readonly string[] => bad({ appendOnly: true, runs: [{ ...run, ...more }] });

  it('are judged from where the earlier ones end', () => {
    expect(of({})).toEqual([]);
    expect(of({ results: 'x\n' })[0]).toBe('results blocked: line 5: results.jsonl: expected a value');
    expect(of({ attachment: { from: 400 } })).toContainEqual(expect.stringContaining('"from" is not where the earlier results end'));
  });

  it('fail when an earlier line was rewritten, and name it', () => {
    const changed = { ...after, prefixSha256: 'new', rewrittenLine: 3 };
    expect(of({ after: changed, attachment: {} as never })[0]).toBe('results failed: results.jsonl: line 3 was rewritten');
  });

  it('block when the earlier ones ended within a line, and when nothing was appended', () => {
    expect(of({ before: { ...before, endsLine: false } })[0]).toBe('results blocked: results.jsonl: ended within a line before the run');
    expect(of({ results: '' })[0]).toContain('cases blocked: 0 of 20 cases');
  });
});

describe('the manifest (L13)', () => {
  const of = (manifest: string, more: Partial<GateFacts> = {}): ReturnType<typeof judged> =>
    judged({ manifest, runs: [{ results: jsonl(RIGHT) }], ...more });

  it.each<[string, string, string]>([
    ['lists too few cases', manifestOf(RIGHT.slice(1)), 'manifest.json: 19 cases, expected 20'],
    ['lists none', '[]', 'manifest.json: 0 cases, expected 20'],
    ['is no JSON', '{', 'line 1: manifest.json: the document ends too early'],
    ['is of another shape', '{"items": []}', 'manifest.json: expected a list of cases, or a map with one under "cases"'],
    ['does not say what is right', JSON.stringify(RIGHT.map(([id]) => ({ id }))), 'manifest.json: entry 1: no field "expected"'],
    [
      'expects an unknown class',
      manifestOf([['c1', 'maybe', ''], ...RIGHT.slice(1)]),
      'manifest.json: entry 1: "c1" expects "maybe", which is no class of the gate',
    ],
    ['lists a case twice', manifestOf([...RIGHT.slice(1), RIGHT[5]!]), 'manifest.json: entry 20: "c6" stands twice'],
    [
      'has another distribution than it says',
      manifestOf(RIGHT).replace('{', '{"distribution":{"pass":6,"warn":5,"reject":5,"blocked":4},'),
      'manifest.json: its distribution says 6 of "pass", it lists 5',
    ],
  ])('that %s blocks before the first run', (_, manifest, why) => {
    const { judgement, lines } = of(manifest);
    expect(judgement.verdict).toBe('blocked');
    expect(judgement.criteria.find(({ name }) => name === 'cases')).toMatchObject({ measured: why, verdict: 'blocked' });
    expect(lines.filter(({ type }) => type === 'control' || type === 'step').map(({ type }) => type)).toEqual(['control']);
  });

  it('may say its distribution', () => {
    const said = manifestOf(RIGHT).replace('{', '{"distribution":{"pass":5,"warn":5,"reject":5,"blocked":5},');
    expect(of(said).judgement.verdict).toBe('passed');
  });

  it('that stands there twice blocks', () => {
    const fact = attachment('gates/g/manifest/manifest.json', 'manifest.json', { role: 'manifest' });
    expect(of(manifestOf(RIGHT), { baseline: [{ fact }] }).judgement.reason).toContain('is not that of the only manifest');
  });

  it('that is not there blocks', () => {
    const { judgement } = of('', { manifestFact: { type: 'file', path: 'manifest.json', code: 'NOT_FOUND' } });
    expect(judgement.criteria.find(({ name }) => name === 'cases')?.measured).toBe('manifest.json: not found');
  });
});

describe('a baseline (L12)', () => {
  const DROP = ['accuracy >= 0.2', 'maxRecallDrop <= 0.30'];
  const role = { role: 'baseline', modifiedAt: -60_000 } as const;

  /** A gate that is compared with the last GO: what is kept of it, and what runs answer now. */
  const lastGo = (baseline: GateFacts['baseline'], cases = RIGHT, ifNone = 'block'): GateFacts => ({
    name: 'Quality',
    keys: `baseline: { from: last-go, if-none: ${ifNone} }`,
    criteria: DROP,
    runs: [{ results: jsonl(cases) }],
    ...(baseline && { baseline }),
  });
  const decision = (more: object = {}, gate: object = {}) => ({
    fact: attachment('gates/g/baseline/decision.json', 'e-1/decision.json', role),
    content: JSON.stringify({
      executionId: 'e-1',
      name: 'Quality',
      status: 'GO',
      gates: [{ id: 'g', raw: 'passed', counts: { runs: 1 }, ...gate }],
      ...more,
    }),
  });
  const results = (cases: readonly Case[], run = 1) => ({
    fact: attachment(`gates/g/baseline/run-${run}.jsonl`, `e-1/results/run-${run}/results.jsonl`, { ...role, run }),
    content: jsonl(cases),
  });
  const NONE = { fact: { type: 'baseline.none', from: 'last-go', why: 'no GO yet' } };

  describe('the last GO', () => {
    it('is compared case by case, and named', () => {
      const { judgement } = judged(lastGo([decision(), results(RIGHT)], change('warn', 1)));
      expect(judgement.verdict).toBe('passed');
      expect(judgement.criteria.at(-1)?.measured).toBe('maxRecallDrop = 0.2');
      expect(judgement.counts['baseline']).toBe('e-1');
      expect(judgement.findings).toMatchObject([{ title: 'Baseline', message: 'compared with execution e-1, over 20 of 20 cases' }]);
    });

    it('fails a class that dropped by more, whatever the others gained', () => {
      expect(bad(lastGo([decision(), results(change('pass', 6))], change('warn', 1, 2)))).toEqual([
        'maxRecallDrop <= 0.30 failed: maxRecallDrop = 0.4',
      ]);
    });

    it('counts with all of its runs', () => {
      const two = [decision({}, { counts: { runs: 2 } }), results(RIGHT), results(change('warn', 1, 2), 2)];
      expect(judged(lastGo(two, change('warn', 1, 2))).judgement.criteria.at(-1)?.measured).toBe('maxRecallDrop = 0.2');
      expect(bad(lastGo(two.slice(0, 2)))).toEqual(['maxRecallDrop <= 0.30 blocked: baseline: results of 1 of 2 runs']);
    });

    it.each<[string, readonly Case[], string]>([
      ['of other cases', RIGHT.map(([id, ...rest]) => [`x${id}`, ...rest]), '0 of 20 cases are shared, expected at least 80 %'],
      ['of too few of the same cases', RIGHT.slice(0, 15), '15 of 20 cases are shared, expected at least 80 %'],
      [
        'whose right answers were changed since',
        RIGHT.map(([id, expected, ...rest], index) => [id, index < 5 ? 'warn' : expected, ...rest]),
        '15 of 20 cases are shared, expected at least 80 %',
      ],
    ])('%s is none', (_, cases, why) => {
      const facts = (ifNone: string) => lastGo([decision(), results(cases)], RIGHT, ifNone);
      expect(bad(facts('block'))).toEqual([`maxRecallDrop <= 0.30 blocked: no baseline: e-1: ${why}`]);
      expect(bad(facts('warn'))).toEqual([`maxRecallDrop <= 0.30 warned: no baseline: e-1: ${why}`]);
    });

    it('is compared over the cases that both have', () => {
      const then = [
        ...RIGHT.filter(([id]) => !['c1', 'c6', 'c11', 'c16'].includes(id)),
        ...but({ old: 'warn' }, [['old', 'pass', 'pass']]),
      ];
      const now = but({ c1: 'warn', c2: 'warn' });
      const { judgement } = judged(lastGo([decision(), results(then)], now));
      expect(judgement.criteria.at(-1)?.measured).toBe('maxRecallDrop = 0.25');
      expect(judgement.findings[0]?.message).toBe('compared with execution e-1, over 16 of 20 cases');
    });

    it('that shares no case of a class says nothing of it', () => {
      const few = RIGHT.map(([id, expected, ...rest]): Case => [
        id,
        id === 'c20' ? 'blocked' : expected === 'blocked' ? 'pass' : expected,
        ...rest,
      ]);
      const manifest = manifestOf(few);
      const now = { manifest, runs: [{ results: jsonl(few) }] };
      expect(bad({ ...lastGo([decision(), results(few.slice(0, 19))]), ...now })).toEqual([
        'maxRecallDrop <= 0.30 blocked: no baseline: e-1: 19 of 20 cases are shared, none of class "blocked"',
      ]);
    });

    it.each<[string, GateFacts['baseline'], string]>([
      ['was none', [decision({ status: 'NO-GO' }), results(RIGHT)], 'e-1/decision.json: the execution was NO-GO, only a GO is a baseline'],
      ['is of another configuration', [decision({ name: 'Other' }), results(RIGHT)], 'e-1/decision.json: is of another configuration'],
      ['had another gate', [decision({}, { id: 'h' }), results(RIGHT)], 'e-1/decision.json: gate "g" did not pass there'],
      [
        'had this gate as an advisory one that failed',
        [decision({}, { raw: 'failed' }), results(RIGHT)],
        'e-1/decision.json: gate "g" did not pass there',
      ],
      [
        'has a case twice',
        [decision(), results([...RIGHT, ...RIGHT.slice(0, 1)])],
        'e-1/results/run-1/results.jsonl: line 21: "c1" stands twice',
      ],
    ])('that %s blocks, whatever if-none says', (_, baseline, why) => {
      expect(bad(lastGo(baseline, RIGHT, 'pass'))).toEqual([`maxRecallDrop <= 0.30 blocked: baseline: ${why}`]);
    });

    it('without its results is not known', () => {
      expect(bad(lastGo([decision()], RIGHT, 'pass'))).toEqual(['maxRecallDrop <= 0.30 blocked: nobody looked for a baseline']);
      expect(bad(lastGo(undefined, RIGHT, 'pass'))).toEqual(['maxRecallDrop <= 0.30 blocked: nobody looked for a baseline']);
    });

    it.each([
      ['block', 'blocked'],
      ['warn', 'warned'],
    ])('that is not there, with if-none: %s', (ifNone, verdict) => {
      expect(bad(lastGo([NONE], RIGHT, ifNone))).toEqual([`maxRecallDrop <= 0.30 ${verdict}: no baseline: no GO yet`]);
    });

    it('that is not there passes where that is said, and is named', () => {
      const { judgement } = judged(lastGo([NONE], RIGHT, 'pass'));
      expect(judgement.criteria.at(-1)).toMatchObject({ verdict: 'passed', measured: 'no baseline: no GO yet' });
    });
  });

  describe('a path', () => {
    const pinned = (from: string, content: string, more: object = { committed: true }, keys = ''): GateFacts => ({
      keys: `baseline: { from: ${from}, if-none: pass${keys} }`,
      criteria: DROP,
      runs: [{ results: jsonl(change('warn', 1, 2)) }],
      baseline: [{ fact: attachment(`gates/g/baseline/${from}`, from, { ...role, ...more }), content }],
    });
    const summary = (status: string, recall: unknown) =>
      JSON.stringify({ executionId: 'e-1', status, gates: { g: { counts: { recall } } } });
    const ALL = { pass: 1, warn: 1, reject: 0.8, blocked: 1 };

    it('may be a file of results', () => {
      expect(bad(pinned('old.jsonl', jsonl(RIGHT)))).toEqual(['maxRecallDrop <= 0.30 failed: maxRecallDrop = 0.4']);
      expect(bad(pinned('old.jsonl', '{"id":\n'))).toEqual([expect.stringMatching(/^maxRecallDrop <= 0.30 blocked: baseline: line 1/)]);
    });

    it('that shares too little is to be renewed, whatever if-none says', () => {
      expect(bad(pinned('old.jsonl', jsonl(RIGHT.slice(0, 15))))).toEqual([
        'maxRecallDrop <= 0.30 blocked: baseline: 15 of 20 cases are shared, expected at least 80 %: renew it',
      ]);
    });

    it('may be the summary of a GO', () => {
      expect(bad(pinned('summary.json', summary('GO', ALL)))).toEqual(['maxRecallDrop <= 0.30 failed: maxRecallDrop = 0.4']);
    });

    it('is a file of the commit, unless it says more', () => {
      const old = jsonl(change('warn', 1, 2));
      expect(bad(pinned('old.jsonl', old, {}))).toEqual([
        'maxRecallDrop <= 0.30 blocked: baseline: old.jsonl is not what the commit has there; say where it comes from with "produced-by"',
      ]);
      const { judgement } = judged(pinned('old.jsonl', old, {}, ', produced-by: external'));
      expect(judgement.verdict).toBe('passed');
      expect(judgement.findings.map(({ message }) => message)).toEqual([
        expect.stringContaining('taken as it is (produced-by: external): written '),
        'compared with old.jsonl, over 20 of 20 cases',
      ]);
      expect(bad(pinned('old.jsonl', old, { jobAt: -5000 }, ', produced-by: job'))).toEqual([
        expect.stringMatching(/^maxRecallDrop <= 0.30 blocked: baseline: old.jsonl was written .* ago, before this job$/),
      ]);
      expect(bad(pinned('old.jsonl', old, { jobAt: -90_000 }, ', produced-by: job'))).toEqual([]);
    });

    it.each([
      ['NO-GO', ALL, 'the execution was NO-GO, only a GO is a baseline'],
      ['GO', { pass: 'all' }, 'holds no recall of gate "g"'],
      ['GO', undefined, 'holds no recall of gate "g"'],
    ])('to a summary that is no good blocks: %s', (status, recall, why) => {
      expect(bad(pinned('summary.json', summary(status, recall)))).toEqual([
        `maxRecallDrop <= 0.30 blocked: baseline: summary.json: ${why}`,
      ]);
    });

    it('to a summary that has no cases of a class says nothing of it', () => {
      expect(bad(pinned('summary.json', summary('GO', { pass: 1, warn: 1, reject: 1 })))).toEqual([
        'maxRecallDrop <= 0.30 blocked: maxRecallDrop is missing',
      ]);
    });
  });
});
