import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Annotation, annotations, batches } from '../../src/report/annotations.ts';
import { ANNOTATIONS, GITHUB, PICTURE } from '../../src/report/budget.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { comment } from '../../src/report/comment.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { picture } from '../../src/report/picture.ts';
import { setupAnnotations, setupStatus, setupText } from '../../src/report/setup-problem.ts';
import { workflowCommands } from '../../src/report/workflow-commands.ts';
import { criterion, gatePlan, judgement, outcome, plan } from './outcomes.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;
const repository = { configuration: '.github/gates.yml' };
const around = { links: {}, notes: [] };

/** Words of one to four bytes a character, in every order, of exactly so many bytes. */
function textOf(size: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom('a', 'ß', '検', '😀', 'é', 'Ж'), { minLength: 1, maxLength: 12 }).map((alphabet) => {
    let text = '';
    let left = size;
    for (let index = 0; left > 0; index++) {
      const next = alphabet[index % alphabet.length] ?? 'a';
      const character = bytes(next) <= left ? next : 'a';
      text += character;
      left -= bytes(character);
    }
    return text;
  });
}

/** A limit of a single text: what is of `size` bytes there, and how it was made. */
interface Field {
  readonly limit: number;
  /** Bytes of our own words around the foreign text. */
  readonly own: number;
  readonly render: (foreign: string) => string;
}

const partialFor = (why: string) => outcome([judgement('a')], { plan: plan({ gates: [gatePlan('a')], partial: [why] }) });
const findingOf = (title: string, message: string) => outcome([judgement('g', { verdict: 'failed', findings: [{ title, message }] })]);
const firstOf = (subject: Outcome): Annotation => {
  const [first] = annotations(subject, repository).shown;
  if (!first) throw new Error('no annotation');
  return first;
};

const setup = (lines: readonly string[]) => ({ lines, problems: [], notes: [] });

const FIELDS: Readonly<Record<string, Field>> = {
  'title of a check run': {
    limit: GITHUB.checkTitle,
    own: bytes('PARTIAL: '),
    render: (foreign) => checkRun(partialFor(foreign), { ...around, repository, allowPartial: false }).title,
  },
  'title of an annotation': {
    limit: GITHUB.annotationTitle,
    own: bytes('g: '),
    render: (foreign) => firstOf(findingOf(foreign, 'm')).title,
  },
  'message of an annotation': { limit: GITHUB.annotationText, own: 0, render: (foreign) => firstOf(findingOf('t', foreign)).message },
  'raw details of an annotation': {
    limit: GITHUB.annotationText,
    own: bytes('@b '),
    render: (foreign) => firstOf(findingOf('t', `@b ${foreign}`)).raw_details ?? '',
  },
  'description of a commit status': {
    limit: GITHUB.statusDescription,
    own: bytes('PARTIAL:  · head 9f2c41d86b7a'),
    render: (foreign) => commitStatus(partialFor(foreign), { checkName: 'c', allowPartial: false }).description,
  },
  'context of a commit status': {
    limit: GITHUB.statusContext,
    own: 0,
    render: (foreign) => commitStatus(partialFor('x'), { checkName: foreign, allowPartial: false }).context,
  },
  'description of a commit status without a decision': {
    limit: GITHUB.statusDescription,
    own: bytes('BLOCKED: '),
    render: (foreign) => setupStatus(setup([foreign]), 'c').description,
  },
  'message of a workflow command': {
    limit: GITHUB.commandMessage,
    own: 0,
    render: (foreign) => workflowCommands([firstOf(findingOf('t', foreign))]).shown[0]?.replace(/^::error [^:]*::/, '') ?? '',
  },
};

describe.each(Object.entries(FIELDS))('%s', (_, { limit, own, render }) => {
  test.each([-1, 0])('whole at its limit %i', (offset) => {
    fc.assert(
      fc.property(textOf(limit + offset - own), (foreign) => {
        const text = render(foreign);
        expect(text).toContain(foreign);
        expect(bytes(text)).toBe(limit + offset);
      }),
      { numRuns: 20 },
    );
  });
  test.each([1, 2, 1000])('%i beyond its limit it is cut, between characters, and says so', (offset) => {
    fc.assert(
      fc.property(textOf(limit + offset - own), (foreign) => {
        const text = render(foreign);
        expect(bytes(text)).toBeLessThanOrEqual(limit);
        expect(bytes(text)).toBeGreaterThan(limit - 8);
        expect(text).toMatch(/… \([\d,]+ bytes more\)/);
        expect(text).not.toContain('\ufffd');
      }),
      { numRuns: 20 },
    );
  });
});

/** Gates whose findings and criteria say something of some hundred bytes each, and a name by which the size is tuned. */
function sized(rows: number, name: string): Outcome {
  const gates = Math.max(1, Math.ceil(rows / 90));
  const verdicts = Array.from({ length: gates }, (_, gate) => {
    const own = Array.from({ length: Math.min(90, rows - gate * 90) }, (_, row) => `${gate}-${row} ${'検é😀'.repeat(60)}`);
    return judgement(`g${gate}`, {
      name: 'Ж'.repeat(280),
      verdict: 'failed',
      criteria: own.map((words) => criterion(words, words, words, 'failed')),
      findings: own.map((words) => ({ title: words, message: words })),
    });
  });
  const gatePlans = verdicts.map(({ gate }) => gatePlan(gate));
  return outcome(verdicts, { plan: plan({ name, gates: gatePlans, purpose: name }), executionId: name });
}

interface Document {
  readonly limit: number;
  readonly render: (subject: Outcome) => string;
}

const marker = { name: 'm', runId: '1', runAttempt: '1' };
const check = (subject: Outcome) => checkRun(subject, { ...around, repository, allowPartial: false });
const DOCUMENTS: Readonly<Record<string, Document>> = {
  comment: { limit: GITHUB.comment, render: (subject) => comment(subject, { ...around, marker }) },
  'summary of a check run': { limit: GITHUB.checkText, render: (subject) => check(subject).summary },
  'text of a check run': { limit: GITHUB.checkText, render: (subject) => check(subject).text },
  'job summary': { limit: GITHUB.jobSummary, render: (subject) => jobSummary(subject, around) },
};
const OMISSION = /^… and [\d,]+ more/m;

describe.each(Object.entries(DOCUMENTS))('%s', (_, { limit, render }) => {
  /** The most rows with which nothing is left out. */
  function mostWhole(): number {
    let [low, high] = [1, 2];
    while (!OMISSION.test(render(sized(high, 'n'))) && high < 100_000) [low, high] = [high, high * 2];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (OMISSION.test(render(sized(middle, 'n')))) high = middle;
      else low = middle;
    }
    return low;
  }
  const whole = mostWhole();

  test('is filled, and says what is left out one row beyond', () => {
    const text = render(sized(whole, 'n'));
    expect(bytes(text)).toBeLessThanOrEqual(limit);
    expect(bytes(text)).toBeGreaterThan(limit * 0.85);
    const beyond = render(sized(whole + 1, 'n'));
    expect(bytes(beyond)).toBeLessThanOrEqual(limit);
    expect(beyond).toMatch(OMISSION);
  });
  test('byte by byte across the limit it never exceeds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 1 }), fc.integer({ min: 1, max: 560 }).chain(textOf), (more, name) => {
        const text = render(sized(whole + more, name));
        expect(bytes(text)).toBeLessThanOrEqual(limit);
        expect(text).not.toContain('\ufffd');
      }),
      { numRuns: limit > 100_000 ? 6 : 30 },
    );
  });
  test('three times too much: its end stands nevertheless', () => {
    const text = render(sized(whole * 3, 'n'));
    expect(bytes(text)).toBeLessThanOrEqual(limit);
    expect(bytes(text)).toBeGreaterThan(limit * 0.9);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(
      text
        .split('\n')
        .filter((line) => line !== '')
        .at(-1),
    ).toMatch(/^Verify it offline|^It needs no network|^… and [\d,]+ more finding/);
  });
});

test('however much is wrong with a configuration, what is said of it fits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 3000 }).chain(textOf), (count, line) => {
      const text = setupText(setup(Array.from({ length: count }, () => line)), {}, GITHUB.comment, marker);
      expect(bytes(text)).toBeLessThanOrEqual(GITHUB.comment);
      expect(text).toContain(`- \``);
    }),
    { numRuns: 30 },
  );
  const problem = { file: 'gates.yml', at: { line: 1, column: 1 }, message: 'm' };
  expect(setupAnnotations({ ...setup([]), problems: Array.from({ length: ANNOTATIONS + 1 }, () => problem) })).toHaveLength(ANNOTATIONS);
});

test('one line that is too long is cut, not left out', () => {
  const text = setupText(setup(['😀'.repeat(20_000)]), {}, GITHUB.comment, marker);
  expect(text).toMatch(/- `(?:😀)+… \([\d,]+ bytes more\)`/u);
});

test('the limits are those of GitHub, and of Mermaid', () => {
  expect(GITHUB).toEqual({
    checkTitle: 255,
    checkText: 65_535,
    annotationTitle: 255,
    annotationText: 64_000,
    annotationsPerRequest: 50,
    comment: 65_536,
    statusDescription: 140,
    statusContext: 255,
    jobSummary: 1024 * 1024,
    commandMessage: 4096,
    commandsPerLevel: 10,
  });
  expect(ANNOTATIONS).toBe(1000);
  expect(PICTURE).toEqual({ characters: 50_000, edges: 500, gates: 60 });
});

describe('counts', () => {
  const many = (count: number) =>
    outcome([judgement('g', { verdict: 'failed', findings: Array.from({ length: count }, (_, i) => ({ title: `f${i}`, message: 'm' })) })]);
  test.each([0, 1, GITHUB.annotationsPerRequest - 1, GITHUB.annotationsPerRequest, GITHUB.annotationsPerRequest + 1, 120])(
    '%i annotations in batches that a request takes, in order, none twice',
    (count) => {
      const { shown } = annotations(many(count), repository);
      const parts = batches(shown);
      expect(parts.flat()).toEqual(shown);
      expect(parts).toHaveLength(Math.ceil(count / 50));
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(50);
    },
  );
  test.each([-1, 0, 1])('annotations in all, %i from the limit: the summary counts what is left out', (offset) => {
    const run = checkRun(many(ANNOTATIONS + offset), { ...around, repository, allowPartial: false });
    expect(run.annotations).toHaveLength(Math.min(ANNOTATIONS, ANNOTATIONS + offset));
    expect(run.summary.includes('1 more annotation')).toBe(offset > 0);
  });
  test.each([-1, 0, 1])('workflow commands of each level, %i from the limit', (offset) => {
    const count = GITHUB.commandsPerLevel + offset;
    const all = (['failure', 'warning', 'notice'] as const).flatMap((annotation_level) =>
      Array.from({ length: count }, (): Annotation => ({ ...firstOf(many(1)), annotation_level })),
    );
    const { shown, omitted } = workflowCommands(all);
    for (const name of ['error', 'warning', 'notice']) {
      expect(shown.filter((line) => line.startsWith(`::${name} `))).toHaveLength(Math.min(10, count));
    }
    expect(omitted).toBe(Math.max(0, offset) * 3);
  });
  const chain = (count: number, name = 'g') => {
    const ids = Array.from({ length: count }, (_, i) => `${name}${i}`);
    const gates = ids.map((id, i) => gatePlan(id, { needs: i === 0 ? [] : [ids[i - 1] ?? ''] }));
    return outcome(
      ids.map((id) => judgement(id)),
      { plan: plan({ gates }) },
    );
  };
  test.each([-1, 0, 1])('gates of a picture, %i from the limit', (offset) => {
    expect(picture(chain(PICTURE.gates + offset))).toHaveLength(offset > 0 ? 0 : 1);
  });
  test('a picture that Mermaid would refuse is left out', () => {
    expect(picture(chain(50, '-'.repeat(300)))).toEqual([]);
    const dense = chain(40);
    const gates = dense.plan.gates.map((gate, i) => ({ ...gate, needs: dense.plan.gates.slice(0, i).map(({ id }) => id) }));
    expect(picture({ ...dense, plan: plan({ gates }) })).toEqual([]);
  });
});
