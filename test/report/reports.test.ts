import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MARKDOWN_BYTES } from '../../src/report/budget.ts';
import { changeset } from '../../src/report/changeset.ts';
import { decisionRecord } from '../../src/report/decision-record.ts';
import { executionRecord } from '../../src/report/execution-record.ts';
import { html } from '../../src/report/html.ts';
import { PALETTE } from '../../src/report/html-style.ts';
import { markdown } from '../../src/report/markdown.ts';
import type { Outcome } from '../../src/report/outcome.ts';
import { summary } from '../../src/report/summary.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { hostile, huge } from './extreme-outcomes.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { blocked, criterion, empty, go, judgement, noGo, outcome, partial } from './outcomes.ts';

const terminalText = (subject: Outcome) => terminalTable(subject, { columns: 100, color: true, bundle: 'out/x' });
const RENDERINGS = { summary, decisionRecord, executionRecord, changeset, markdown, html, terminalText };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('every rendering', () => {
  test.each(Object.entries(RENDERINGS))('%s: the same outcome gives the same bytes, without clock or chance', (_, render) => {
    const before = [go(), noGo(), blocked(), partial(), empty()].map(render);
    const forbidden = () => {
      throw new Error('not pure');
    };
    vi.spyOn(Date, 'now').mockImplementation(forbidden);
    vi.spyOn(Math, 'random').mockImplementation(forbidden);
    vi.spyOn(Number.prototype, 'toLocaleString').mockImplementation(forbidden);
    vi.stubGlobal('Date', forbidden);
    vi.stubGlobal('Intl', undefined);
    try {
      expect([go(), noGo(), blocked(), partial(), empty()].map(render)).toEqual(before);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

const text = (document: string) =>
  document
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/\s+/g, ' ');

describe.each([
  ['report.md', markdown],
  ['report.html', (subject: Outcome) => text(html(subject).replace(/<style>[^]*<\/style>/, ''))],
])('%s', (_, render) => {
  test('the decision stands before everything else, then why', () => {
    const report = render(noGo());
    const places = [
      'NO-GO',
      'Do not release',
      'health-30m failed: failures: 1',
      'What did not pass',
      'Gates and criteria',
      'Files of the evidence',
    ];
    const at = places.map((place) => report.indexOf(place));
    expect(at.every((place) => place >= 0)).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });
  test('what failed stands before what was blocked or skipped', () => {
    const report = render(
      outcome([
        judgement('a', { verdict: 'blocked', criteria: [criterion('one', 't', 'm', 'blocked')] }),
        judgement('b', { verdict: 'failed', criteria: [criterion('two', 't', 'm'), criterion('three', 't', 'm', 'failed')] }),
      ]),
    );
    const attention = report.slice(report.indexOf('What did not pass'), report.indexOf('Gates and criteria'));
    expect(attention.indexOf('three')).toBeGreaterThan(0);
    expect(attention.indexOf('three')).toBeLessThan(attention.indexOf('one'));
    expect(attention).not.toContain('two');
  });
  test('every criterion with target, measured value and verdict', () => {
    const report = render(go()).replaceAll('\\', '').replaceAll('&lt;', '<');
    for (const { criteria } of go().decision.judgements) {
      for (const { name, target, measured } of criteria) {
        for (const words of [name, target, measured])
          expect(report).toContain(
            words.replaceAll('>', render === markdown ? '&gt;' : '>').replaceAll('"', render === markdown ? '"' : '&quot;'),
          );
      }
    }
  });
  test('a part of a gate has a table of its own, with every row once', () => {
    const rows = ['canary (10 %)', 'full (100 %)'].map((part, i) => ({ ...criterion(`rate ${i}`, '< 1', '0.5'), part }));
    const report = render(outcome([judgement('ship', { criteria: [criterion('stages', '2 of 2', '2 of 2'), ...rows] })]));
    const places = ['stages', 'ship: canary', 'rate 0', 'ship: full', 'rate 1'].map((words) => report.lastIndexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(report.split('rate 1')).toHaveLength(2);
  });
  test('a criterion that failed is shown, however many others its gate has', () => {
    const passed = Array.from({ length: 500 }, (_, i) => criterion(`c${i}`, '= 0', '0'));
    const report = render(
      outcome([judgement('a', { verdict: 'failed', criteria: [...passed, criterion('the one', '= 0', '1', 'failed')] })]),
    );
    expect(report.split('the one')).toHaveLength(3);
  });
  test('an advisory gate is called so, with its raw verdict', () => {
    const report = render(noGo());
    expect(report).toContain('advisory');
    expect(report).toContain('warned (failed)');
    expect(render(partial())).toContain('waived (failed)');
  });
  test('numbers for people have separators', () => {
    expect(render(go())).toContain('checks 2,160');
  });
  test('what was left out or changed is said in plain words', () => {
    const report = render(partial());
    expect(report).toContain('never counts as a GO');
    expect(report).toContain('cycles (not selected), routes (skipped by the user)');
    expect(report).toContain('soak = 1m');
    expect(render(go())).not.toContain('Left out');
  });
  test('what was edited since the commit is said at the top, and what is new beside it', () => {
    const all = go();
    const dirty = [
      { status: 'M', path: 'src/a.ts' },
      { status: '??', path: 'build.log' },
    ];
    const { source } = all.facts;
    const edited = { ...all, facts: { ...all.facts, ...(source && { source: { ...source, dirtyCount: 2, dirty } }) } };
    expect(render(edited)).toMatch(
      /1 file of commit [0-9a-f]{12} had been edited: what ran is not what that commit holds \(src\/a\.ts\)\./,
    );
    const skipped = all.decision.judgements.map((one) => (one.gate === 'evidence' ? one : { ...one, verdict: 'skipped' as const }));
    const nothing = render({ ...edited, decision: { ...all.decision, judgements: skipped } });
    expect(nothing).toContain('had been edited (src/a.ts).');
    expect(nothing).not.toContain('what ran');
    const unmerged = { dirtyCount: 1, dirty: [{ status: 'UU', path: 'src/a.ts' }] };
    expect(render({ ...all, facts: { ...all.facts, ...(source && { source: { ...source, ...unmerged } }) } })).toContain(
      'src/a.ts has an unresolved merge conflict.',
    );
    const many = { ...all, facts: { ...all.facts, ...(source && { source: { ...source, dirtyCount: 300, dirty } }) } };
    expect(render(many)).toMatch(/at least 1 file that commit [0-9a-f]{12} does not hold/);
    const beside = { ...all, facts: { ...all.facts, ...(source && { source: { ...source, dirtyCount: 1, dirty: dirty.slice(1) } }) } };
    expect(render(beside)).not.toContain('had been edited');
    for (const outcome of [edited, beside])
      expect(render(outcome)).toMatch(
        /1 file that commit [0-9a-f]{12} does not hold lay in the work tree, not ignored by git \(build\.log\)\./,
      );
  });
  test('how to check it, who signs, what was hand-written', () => {
    const report = render(go());
    expect(report).toContain(`gate verify ${go().executionId}.zip --head ${go().head}`);
    expect(report).toContain('qa-lead');
    expect(report).toContain('1 hand-written file kept beside the evidence: no verdict rests on it.');
    const [machine = '', people = ''] = report.split('Hand-written, never judged');
    expect(machine).toMatch(/stdout-1\.log.{1,40}this run/s);
    expect(machine).not.toContain('CHECKLIST');
    expect(people).toMatch(/CHECKLIST\.md.{1,40}the commit/s);
  });
  test('an execution without any gate is no success', () => {
    const report = render(empty());
    expect(report).toContain('BLOCKED');
    expect(report).toContain('No criterion was judged.');
    expect(report).not.toContain('Every criterion passed');
    expect(report).toContain('no git work tree');
  });
  test('a sentence for every decision', () => {
    expect(render(go())).toContain('Ready for release: all 4 required gates and evidence (built in) passed.');
    expect(render(noGo())).toContain('1 required gate failed, 1 could not be judged');
    expect(render(blocked())).toContain('no required gate failed, but 4 required gates could not be judged');
    expect(render(partial())).toContain('Not a GO');
    const evidence = (verdict: Verdict) => judgement('evidence', { kind: 'evidence', verdict });
    expect(render(outcome([judgement('a'), evidence('warned')]))).toContain('the one required gate passed; evidence (built in) warned.');
    expect(render(outcome([judgement('a'), evidence('failed')]))).toContain('Do not release: evidence (built in) failed.');
    const both = outcome([judgement('a', { verdict: 'blocked' }), evidence('blocked')]);
    expect(render(both)).toContain('but 1 required gate and evidence (built in) could not be judged.');
    const waived = outcome([judgement('a'), judgement('b', { verdict: 'waived', raw: 'failed' }), judgement('c', { required: false })]);
    expect(render(waived)).toContain('of 2 required gates 1 passed and 1 waived');
  });
});

describe('report.md', () => {
  test('an attack in any text makes no link, image, mention, markup or extra cell', () => {
    const attack =
      '![x](http://evil.example/a.png) @octocat | <img src=x onerror=alert(1)> `code` [l](javascript:0)\n# head\u001b[31m\u202e';
    const outside = markdown(hostile(attack)).replaceAll(/(`+)[^`].*?\1/g, '');
    expect(outside).not.toMatch(/(?<!\\)!?\[(?!\\)/);
    expect(outside).not.toMatch(/@[A-Za-z]|<[A-Za-z]|:\/\/|\u202e/);
    expect(outside.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    for (const line of outside.split('\n').filter((row) => row.startsWith('|') && !row.startsWith('|---'))) {
      expect([3, 4, 5, 6]).toContain(line.split('|').length - 1);
    }
    expect(outside.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
  });
  test.each(['# a', '- a', '1. a', '> a', '+ a', '* a', '=== a', '---'])('a text that begins with "%s" begins no block', (attack) => {
    const blocks = markdown(hostile(attack)).match(/^(?:[-+*>]|\d+[.)]|#+)[ \t]+(?:[-+*>]|\d+[.)]|#+)(?:[ \t]|$)/gm);
    expect(blocks).toBeNull();
  });
  test('however much was recorded it stays within the budget and says what is missing', () => {
    const report = markdown(huge());
    expect(new TextEncoder().encode(report).length).toBeLessThanOrEqual(MARKDOWN_BYTES);
    expect(report).toContain('… and 19,800 more criteria');
    expect(report).toContain('… and 19,900 more findings');
    expect(report).toContain('… and 19,000 more files');
    expect(report).toContain('How to check this report');
  });
});

describe('report.html', () => {
  test('is one file without scripts, loads nothing, and its policy allows only its own style', () => {
    const page = html(go());
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<a |javascript:|\son\w+=|\sstyle=|url\(|@import|https?:/i);
  });
  test('an attack in any text stays text', () => {
    const attack = '"><script>alert(1)</script><img src=x onerror=alert(1)> \' onmouseover=x \u202e</style>';
    const page = html(hostile(attack));
    const calm = html(hostile('calm'));
    const tags = (document: string) => document.match(/<\/?[a-z][^>]*>/g)?.map((tag) => tag.replace(/aria-label="[^"]*"/, ''));
    expect(tags(page)).toEqual(tags(calm));
    expect(page).not.toContain('\u202e');
  });
  test('its tags are balanced, its tables have captions, and headers belong to rows or columns', () => {
    for (const subject of [go(), noGo(), blocked(), partial(), empty(), hostile('<x>'), huge()]) {
      const page = html(subject);
      expect(unbalanced(page.replace(/<style>[^]*<\/style>/, ''))).toEqual([]);
      expect(page.match(/<table/g)?.length).toBe(page.match(/<caption>/g)?.length);
      expect(page).not.toMatch(/<th(?! scope=|ead)/);
    }
  });
  test('a verdict is told by words and shape, not by colour alone', () => {
    expect(html(noGo())).toMatch(/<span aria-hidden="true">✗<\/span> failed/);
  });
  test('however much was recorded it stays readable, and says what is missing', () => {
    const page = html(huge());
    expect(page.length).toBeLessThan(2_000_000);
    expect(page).toContain('… and 19,800 more');
    expect(page).toContain('… and 19,000 more');
  });
  test.each(['light', 'dark'] as const)('contrast of every text colour is 4.5 or more in the %s scheme', (scheme) => {
    const { page, band, line: _line, bar: _bar, ...texts } = PALETTE[scheme];
    for (const colour of Object.values(texts)) {
      for (const ground of [page, band]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** Elements that are not closed in the order in which they were opened. */
function unbalanced(document: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = ''] of document.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?>/g)) {
    if (['meta', 'rect'].includes(name)) continue;
    if (close === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

/** Contrast ratio of two `#rrggbb` colours, as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
