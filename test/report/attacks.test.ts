import { describe, expect, test } from 'vitest';
import { annotations } from '../../src/report/annotations.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { comment } from '../../src/report/comment.ts';
import { parseMarker } from '../../src/report/comment-marker.ts';
import { commitStatus } from '../../src/report/commit-status.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { log } from '../../src/report/escape.ts';
import { foreignLines, groupStart } from '../../src/report/log-lines.ts';
import { configurationNote, firstConfigurationNote } from '../../src/report/note.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { readOnlyNote, refusalInWords } from '../../src/report/permissions.ts';
import { picture } from '../../src/report/picture.ts';
import { workflowCommands } from '../../src/report/workflow-commands.ts';
import { setupAnnotations, setupStatus, setupText, setupTitle } from '../../src/report/setup-problem.ts';
import { ATTACKS, INVISIBLE } from './attacks.ts';
import { hostile } from './extreme-outcomes.ts';
import { gatePlan, judgement, outcome, plan } from './outcomes.ts';

const around = (attack: string) => ({
  links: { run: attack, check: `javascript:${attack}`, artifact: ` https://example.com/ ${attack}` },
  notes: [configurationNote(attack, [attack, attack]), firstConfigurationNote(attack), readOnlyNote('fork', ['comment'])],
});
const marker = (attack: string) => ({ name: attack, runId: '7', runAttempt: '1' });
const repository = { configuration: '.github/gates.yml' };

const setup = (attack: string) => ({
  lines: [attack, attack],
  problems: [{ file: attack, at: { line: 3, column: 1 }, message: attack }],
  notes: around(attack).notes,
});

/** Gates that are called like the attack and need one another, for the picture. */
function chained(attack: string): Outcome {
  const verdicts = [judgement('first'), judgement(attack, { verdict: 'failed' })];
  return outcome(verdicts, { plan: plan({ gates: [gatePlan('first'), gatePlan(attack, { needs: ['first'] })] }) });
}

const MARKDOWN: Readonly<Record<string, (attack: string) => string>> = {
  comment: (attack) => comment(hostile(attack), { ...around(attack), marker: marker(attack) }),
  'check run, summary': (attack) => checkRun(hostile(attack), { ...around(attack), repository, allowPartial: false }).summary,
  'check run, text': (attack) => checkRun(hostile(attack), { ...around(attack), repository, allowPartial: false }).text,
  'job summary': (attack) => jobSummary(hostile(attack), around(attack)),
  'nothing could be judged': (attack) => setupText(setup(attack), around(attack).links, 65_535, marker(attack)),
  'job summary with a picture': (attack) => jobSummary(chained(attack), around(attack)),
};

/** What Markdown makes of a document, line by line: the kind of block, cells of a table, and every character that acts. */
function shapeOf(document: string): readonly string[] {
  return withoutFence(document)
    .split('\n')
    .map((line) => {
      const visible = withoutCode(withoutMarker(line)).replaceAll(/\\[!-/:-@[-`{-~]/g, '');
      const kind = /^ {0,3}(?:#{1,6} |[-+*] |\d+[.)] |> |\||`{3,}|~{3,}|===|---|<[^>]*>)?/.exec(visible)?.[0] ?? '';
      const acting = visible.replaceAll(/[^|<>`*_~[\]]/g, '');
      return `${kind} ${acting}${visible === '' ? ' empty' : ''}`;
    });
}

function withoutMarker(line: string): string {
  return line.replace(/^<!-- gate-action [\w.!~*'()%]+ run=7 attempt=1 -->$/, 'marker');
}

/** Without the lines of the picture, which has a test of its own. */
function withoutFence(document: string): string {
  return document.replace(/^```mermaid\n(?: *\w[^\n]*\n)+```$/m, 'picture');
}

function withoutCode(line: string): string {
  return line.replaceAll(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, 'code');
}

describe.each(Object.entries(MARKDOWN))('%s', (_, render) => {
  test.each(Object.entries(ATTACKS))('%s stays text', (_name, attack) => {
    const document = render(attack);
    expect(shapeOf(document)).toEqual(shapeOf(render('calm')));
    expect(document.replaceAll('\n', '')).not.toMatch(INVISIBLE);
    const outside = withoutFence(document).split('\n').map(withoutMarker).map(withoutCode).join('\n');
    expect(outside).not.toMatch(/@[A-Za-z0-9]|:\/\/|www\.|mailto:|:white_check_mark:|:x:|:\+1:/);
    expect(outside.replaceAll(/&#\d+;/g, '')).not.toMatch(/#\d|GH-\d/);
  });
});

test.each(Object.entries(ATTACKS))('a comment has one marker, our own, whatever %s says', (_, attack) => {
  const body = comment(hostile(attack), { ...around(attack), marker: marker(attack) });
  expect(body.split('\n').map(withoutCode).join('\n').match(/<!--/g)).toHaveLength(1);
  expect(body.split('\n')[0]).toMatch(/^<!-- gate-action [\w.!~*'()%]+ run=7 attempt=1 -->$/);
  expect(parseMarker(body)).toMatchObject({ runId: '7', runAttempt: '1' });
});

test.each(Object.entries(ATTACKS))('the picture draws %s as the name of a gate', (_, attack) => {
  const [drawing] = picture(chained(attack));
  const lines = drawing?.head.split('\n') ?? [];
  expect(lines).toHaveLength(8);
  expect(lines[3]).toMatch(/^ {2}g1\["(?:[\p{L}\p{M}\p{N} ]|#\d+;)+<br\/>failed"\]:::failed$/u);
});

describe('texts that GitHub shows as they are', () => {
  test.each(Object.entries(ATTACKS))('%s: one harmless line in titles, descriptions and paths', (_, attack) => {
    const check = checkRun(hostile(attack), { ...around(attack), repository, allowPartial: false });
    const status = commitStatus(hostile(attack), { checkName: attack, allowPartial: false });
    const unjudged = [
      setupTitle(setup(attack), 255),
      setupStatus(setup(attack), attack).description,
      setupStatus(setup(attack), attack).context,
    ];
    const lines = [...unjudged, check.title, status.description, status.context, ...check.annotations.map(({ title }) => title)];
    for (const line of [...lines, ...check.annotations.map(({ path }) => path)]) expect(line).not.toMatch(INVISIBLE);
    for (const line of lines) {
      expect(line).not.toMatch(/@[A-Za-z0-9]|:\/\//);
    }
  });
  test.each(Object.entries(ATTACKS))('%s: messages of annotations keep their lines and nothing else', (_, attack) => {
    for (const { message, raw_details = '' } of [...annotations(hostile(attack), repository).shown, ...setupAnnotations(setup(attack))]) {
      expect(message.replaceAll('\n', '')).not.toMatch(INVISIBLE);
      expect(raw_details.replaceAll('\n', '')).not.toMatch(INVISIBLE);
      expect(message).not.toMatch(/@[A-Za-z0-9]|:\/\//);
    }
  });
});

/** What the runner takes for a command: `::name …::` at the beginning of a line, `##[name …]` anywhere. */
function commandsIn(log: readonly string[]): readonly string[] {
  return log
    .flatMap((line) => line.split(/\r\n|[\n\r]/))
    .map((line) => line.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''))
    .flatMap((line) => /^\s*::(\S+?)[\s:]/.exec(line)?.[1] ?? /##\[(\w+)/.exec(line)?.[1] ?? []);
}

describe('the log', () => {
  test.each(Object.entries(ATTACKS))('%s is no command', (_, attack) => {
    const lines = [
      ...foreignLines(attack),
      log(attack),
      refusalInWords({ channel: 'comment', kind: 'denied', status: 403, message: attack }),
    ];
    expect(commandsIn(lines)).toEqual([]);
    for (const line of lines) {
      expect(line).not.toMatch(INVISIBLE);
      expect(line).not.toMatch(/::|##\[/);
    }
    expect(commandsIn([groupStart('gates', attack)])).toEqual(['group']);
    expect(groupStart('gates', attack)).not.toMatch(INVISIBLE);
  });
  test.each(Object.entries(ATTACKS))('%s in an annotation is one command, of our own', (_, attack) => {
    const all = [...annotations(hostile(attack), { configuration: attack }).shown, ...setupAnnotations(setup(attack))];
    const { shown } = workflowCommands(all);
    expect(shown.length).toBeGreaterThan(0);
    expect(commandsIn(shown)).toEqual(shown.map(() => 'error'));
    for (const line of shown) {
      expect(line).not.toMatch(INVISIBLE);
      expect(line).not.toContain('##[');
      expect(line).toMatch(/^::error file=[^:,]*,line=\d+,endLine=\d+,title=[^:,]*::/);
    }
  });
});

test('the guards of these tests see what they are for', () => {
  expect(shapeOf('- calm')).not.toEqual(shapeOf(`- ${ATTACKS['emphasis']}`));
  expect(shapeOf('| calm |')).not.toEqual(shapeOf(`| ${ATTACKS['table']} |`));
  expect(commandsIn([ATTACKS['command'] ?? '', ATTACKS['oldCommand'] ?? ''])).toEqual([
    'error',
    'stop-commands',
    'add-mask',
    'set-output',
    'error',
  ]);
});
