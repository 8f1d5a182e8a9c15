import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Status } from '../../src/core/decision.ts';
import { comment } from '../../src/report/comment.ts';
import { commentMarker, isSameComment, type Marker, parseMarker } from '../../src/report/comment-marker.ts';
import { type CommentMode, commentPlan } from '../../src/report/comment-plan.ts';
import { configurationNote, firstConfigurationNote } from '../../src/report/note.ts';
import { isNewer } from '../../src/report/origin.ts';
import { readOnlyNote } from '../../src/report/permissions.ts';
import { richBlocked, richGo, richNoGo, richPartial } from './rich-outcomes.ts';

const marker: Marker = { name: 'Release/Release gate', runId: '19550011223', runAttempt: '1' };
const links = {
  run: 'https://github.com/o/r/actions/runs/7',
  check: 'https://github.com/o/r/runs/8',
  artifact: 'https://github.com/o/r/actions/runs/7/artifacts/9',
};

describe('the comment', () => {
  test.each([
    [richGo(), '## ✅ GO: Phase 3 go/no-go'],
    [richNoGo(), '## ❌ NO-GO: Phase 3 go/no-go'],
    [richBlocked(), '## ⛔ BLOCKED: Phase 3 go/no-go'],
    [richPartial(), '## 🟡 PARTIAL: Phase 3 go/no-go'],
  ])('its first visible line is the decision (%#)', (subject, line) => {
    expect(comment(subject, { links, notes: [], marker }).split('\n').slice(0, 2)).toEqual([commentMarker(marker), line]);
  });
  test('then gates, what did not pass, findings to unfold, links, head, and how to verify', () => {
    const body = comment(richNoGo(), { links, notes: [], marker });
    const expected = [
      '| Integration tests (tests) | ❌ failed | unwaived failures: 2, limit 0 |',
      '### What did not pass',
      '| Health checks, 30 min (health-30m) | failures | ≤ 0 | 1 | **failed** |',
      '<details><summary>4 findings</summary>',
      '`tests/test_router.py:88`',
      '</details>',
      '[Evidence bundle](https://github.com/o/r/actions/runs/7/artifacts/9) · [Check](https://github.com/o/r/runs/8) · [Workflow run](',
      `Head \`${richNoGo().head}\``,
      `Verify it offline: \`gate verify ${richNoGo().executionId}.zip --head ${richNoGo().head}\``,
    ];
    const at = expected.map((words) => body.indexOf(words));
    expect(
      at.every((place) => place >= 0),
      String(at),
    ).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });
  test('a link that could not be made is left out', () => {
    const body = comment(richGo(), { links: { run: links.run }, notes: [], marker });
    expect(body).toContain('\n[Workflow run](');
    expect(body).not.toContain('Check]');
  });
  test('says above the gates that the pull request changes them, and what, and where it comes from', () => {
    const notes = [
      configurationNote('.github/gates.yml', ['- failure-limit: 0', '+ failure-limit: 5']),
      readOnlyNote('fork', ['check-run', 'comment']),
    ];
    const body = comment(richGo(), { links, notes, marker });
    const above = body.slice(0, body.indexOf('| Gate |'));
    expect(above).toContain('> This pull request changes .github/gates.yml. It was judged by the configuration of its base;');
    expect(above).toContain('- `- failure-limit: 0`\n- `+ failure-limit: 5`\n');
    expect(above).toContain('> This pull request comes from a fork, so its token can only read. The check run and the comment');
    expect(comment(richGo(), { links, notes: [firstConfigurationNote('gates.yml')], marker })).toContain('Merge this first.');
  });
});

describe('the marker', () => {
  const markers = fc.record({
    name: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('--> x', '<!--', 'a run=1 attempt=2', '%', '--!>')),
    runId: fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String),
    runAttempt: fc.nat(1000).map(String),
  });
  test('is read as it was written, whatever the check is called', () => {
    fc.assert(
      fc.property(markers, fc.string(), (one, rest) => {
        const text = commentMarker(one);
        expect(text).toMatch(/^<!-- [^<>]* -->$/);
        expect(text.slice(4, -3)).not.toContain('--');
        const read = parseMarker(`${text}\n${rest}`);
        expect(read).toMatchObject({ runId: one.runId, runAttempt: one.runAttempt });
        expect(read && isSameComment(read, one)).toBe(true);
      }),
    );
  });
  test.each([
    '',
    'hello',
    ` ${commentMarker(marker)}`,
    `> ${commentMarker(marker)}`,
    '<!-- gate-action %ZZ run=1 attempt=1 -->',
    '<!-- gate-action x run=-1 attempt=1 -->',
    '<!-- gate-action x run=1 attempt= -->',
  ])('%j has none', (text) => {
    expect(parseMarker(text)).toBeUndefined();
  });
  test('other checks have other comments', () => {
    expect(isSameComment(marker, { ...marker, runId: '1' })).toBe(true);
    expect(isSameComment(marker, { ...marker, name: 'Release/Nightly' })).toBe(false);
  });
  test.each(['', '1.5', 'x', '-1', '1e3', ' 1'])('a run called %j is refused', (runId) => {
    expect(() => commentMarker({ ...marker, runId })).toThrow('whole numbers');
  });
  test('newer is the larger run, then the larger attempt, beyond what a double can tell apart', () => {
    const of = (runId: string, runAttempt = '1') => ({ name: 'x', runId, runAttempt });
    expect(isNewer(of('9007199254740993'), of('9007199254740992'))).toBe(true);
    expect(isNewer(of('9007199254740992'), of('9007199254740993'))).toBe(false);
    expect(isNewer(of('10'), of('9'))).toBe(true);
    expect(isNewer(of('7', '10'), of('7', '9'))).toBe(true);
    expect(isNewer(of('7'), of('7'))).toBe(false);
    expect(isNewer(of('007'), of('7'))).toBe(false);
  });
  test('of two different ones exactly one is newer', () => {
    fc.assert(
      fc.property(markers, markers, (a, b) => {
        const same = BigInt(a.runId) === BigInt(b.runId) && a.runAttempt === b.runAttempt;
        expect(Number(isNewer(a, b)) + Number(isNewer(b, a))).toBe(same ? 0 : 1);
      }),
    );
  });
});

describe('what becomes of the comment', () => {
  const older = { ...marker, runId: '19550011222' };
  const newer = { ...marker, runAttempt: '2' };
  test.each<[CommentMode, Status, Marker | undefined, string]>([
    ['always', 'GO', undefined, 'create'],
    ['always', 'NO-GO', older, 'update'],
    ['always', 'GO', marker, 'update'],
    ['always', 'NO-GO', newer, 'leave'],
    ['on-failure', 'GO', undefined, 'leave'],
    ['on-failure', 'GO', older, 'update'],
    ['on-failure', 'GO', newer, 'leave'],
    ['on-failure', 'NO-GO', undefined, 'create'],
    ['on-failure', 'BLOCKED', undefined, 'create'],
    ['on-failure', 'PARTIAL', undefined, 'create'],
    ['on-failure', 'NO-GO', newer, 'leave'],
    ['never', 'NO-GO', undefined, 'leave'],
    ['never', 'NO-GO', older, 'leave'],
  ])('%s, %s, beside %j: %s', (mode, status, existing, action) => {
    const plan = commentPlan(mode, status, marker, existing);
    expect(plan.action).toBe(action);
    expect(plan.reason).not.toBe('');
  });
});
