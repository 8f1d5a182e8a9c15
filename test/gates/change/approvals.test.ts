import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../src/core/pieces.ts';
import type { Judgement } from '../../../src/core/judgement.ts';
import { stringOf } from '../../../src/core/observation.ts';
import type { Sketch } from '../../facts.ts';
import { foldFor, judge, record, type Scenario } from '../../laws/transcript.ts';
import { kinds } from '../../../src/gates/registry.ts';
import { GateFold } from '../../../src/verdict/gate.ts';
import { changeOf, FOUND, HEAD, LIST, OTHER, rawOf, review, reviews, SOURCE } from './facts.ts';

const FILES = [{ path: 'db/1.sql' }];

function judgementOf(scenario: Scenario): Judgement {
  const found = judge(scenario, record(scenario)).decision.judgements.find(({ gate }) => gate === 'g');
  if (!found) throw new Error('not judged');
  return found;
}

const told = (more: readonly Sketch[], keys = ''): Judgement => judgementOf(changeOf(FILES, { more, keys }));
const approvers = (...names: string[]): string => `approvers: ${JSON.stringify(names)}`;
const at = (hour: number): { submittedAt: string } => ({ submittedAt: `2026-11-20T${10 + hour}:00:00.000Z` });

describe('a change that needs approval passes', () => {
  it.each<[string, readonly Sketch[], string, readonly string[]]>([
    ['by anybody who may write', [review('alice'), reviews(1)], '', ['alice']],
    [
      'by a named approver, however the name is written',
      [review('Alice', { permission: 'read' }), reviews(1)],
      approvers('@alice'),
      ['Alice'],
    ],
    ['by a member of a team', [review('bob', { teams: ['Acme/DBA'] }), reviews(1)], approvers('acme/dba', 'carol'), ['bob']],
    [
      'by one who had asked for changes before',
      [review('alice', { ...at(1) }), review('alice', { state: 'changes-requested', commit: OTHER }), reviews(2)],
      '',
      ['alice'],
    ],
    [
      'by one who only comments afterwards',
      [review('alice'), review('alice', { state: 'commented', ...at(1) }), reviews(2)],
      '',
      ['alice'],
    ],
    [
      'whatever others say who are no approvers',
      [review('alice'), review('eve', { state: 'changes-requested', permission: 'read' }), reviews(2)],
      '',
      ['alice'],
    ],
    ['by a list that was read again', [reviews(0), review('alice'), reviews(1)], '', ['alice']],
    ['by a bot that is named', [review('release[bot]'), reviews(1)], approvers('release[bot]'), ['release[bot]']],
  ])('%s', (_, facts, keys, by) => {
    const { verdict, changeset, criteria } = told(facts, keys);
    expect(criteria[0]?.measured).toContain(`high risk, approved by @${by[0]}: 1 of 1 changed files`);
    expect(verdict).toBe('passed');
    expect(changeset?.approvedBy).toEqual(by);
  });

  it('by a review of the head that a merge commit brings in', () => {
    const facts = [{ ...FOUND, head: HEAD, parents: [OTHER, 'f'.repeat(40)] }, LIST];
    const more = [review('alice', { commit: 'f'.repeat(40) }), reviews(1, { head: 'f'.repeat(40) })];
    expect(judgementOf(changeOf(FILES, { facts, more })).verdict).toBe('passed');
    const base = [review('alice', { commit: OTHER }), reviews(1, { head: OTHER })];
    expect(judgementOf(changeOf(FILES, { facts, more: base })).verdict).toBe('blocked');
  });
});

describe('a change that needs approval is blocked', () => {
  it.each<[string, readonly Sketch[], string, RegExp]>([
    [
      'without reviews',
      [reviews(0)],
      '',
      /#7 has no approving review of commit dddddddddddd by somebody else than the author who may write to the repository\. Ask for one on GitHub/,
    ],
    ['by a review of another commit', [review('alice', { commit: OTHER }), reviews(1)], '', /@alice approved another commit/],
    ['by the author', [review('Author'), reviews(1)], '', /the approval of @Author does not count/],
    [
      'by the author who is an approver',
      [review('author'), reviews(1)],
      approvers('author'),
      /no approving review of commit dddddddddddd by @author/,
    ],
    ['by one who may only read', [review('eve', { permission: 'read' }), reviews(1)], '', /the approval of @eve does not count/],
    ['by a bot', [review('github-actions[bot]'), reviews(1)], '', /does not count/],
    [
      'by one who is no approver',
      [review('bob'), reviews(1)],
      approvers('alice', 'acme/dba'),
      /by @alice or @acme\/dba; the approval of @bob does not count/,
    ],
    ['by a login like a team', [review('dba', { teams: ['dba'] }), reviews(1)], approvers('acme/dba'), /no approving review/],
    ['by a team like a login', [review('bob', { teams: ['alice'] }), reviews(1)], approvers('alice'), /no approving review/],
    [
      'by changes that are requested later',
      [review('alice'), review('alice', { state: 'changes-requested', ...at(1) }), reviews(2)],
      '',
      /@alice requested changes on pull request #7/,
    ],
    [
      'by changes that are requested later, in whichever order they are told',
      [review('alice', { state: 'changes-requested', ...at(1) }), review('ALICE'), reviews(2)],
      '',
      /requested changes/,
    ],
    [
      'by an approval that was dismissed',
      [review('alice'), review('alice', { state: 'dismissed', ...at(1) }), reviews(2)],
      '',
      /no approving/,
    ],
    ['by changes that another approver requests', [review('alice'), review('bob', { state: 'changes-requested' }), reviews(2)], '', /@bob/],
    ['by a list that is not whole', [review('alice')], '', /the list of reviews is not whole/],
    ['by a list with one too few', [review('alice'), reviews(2)], '', /1 of 2 reviews were recorded/],
    ['by a list with one too many', [review('alice'), review('bob'), reviews(1)], '', /2 of 1 reviews were recorded/],
    ['by a review after the list', [review('alice'), reviews(1), review('bob')], '', /not whole/],
    ['by a list that could not be read', [review('alice'), reviews(1, { trouble: 'HTTP 403' })], '', /could not be read: HTTP 403/],
    [
      'by reviews of another head',
      [review('alice', { commit: OTHER }), reviews(1, { head: OTHER })],
      '',
      /is at commit eeeeeeeeeeee, and dddddddddddd/,
    ],
    ['by an approval that was there when the list was read before', [review('alice'), reviews(1), reviews(0)], '', /no approving/],
  ])('%s', (_, facts, keys, words) => {
    const { verdict, reason, changeset } = told(facts, keys);
    expect(verdict).toBe('blocked');
    expect(reason).toMatch(words);
    expect(changeset?.approvedBy).toEqual([]);
  });

  it('and says in a workflow which job reads the reviews', () => {
    const { gate, plan } = { plan: changeOf(FILES).plan, gate: changeOf(FILES).plan.gates[0]! };
    const fold = foldFor(kinds['change']!.judge, {
      gate,
      plan,
      fact: (type) => ({ ...(type === 'source' ? SOURCE : { runId: '1' }), seq: 0, t: 0, type }),
    });
    const list = { ...LIST, gate: 'g', seq: 2, t: 0 };
    fold.step({ ...FOUND, gate: 'g', seq: 1, t: 0 });
    const parser = fold.reads!(list)!;
    for (const row of [...parser.push(new TextEncoder().encode(rawOf(FILES))), ...parser.end()]) fold.row!(list, row);
    expect(fold.assessment('completed').defaults[0]?.measured).toContain('permissions: { pull-requests: read }');
  });
});

describe('a late approval', () => {
  it('is judged over what was observed before, followed by the reviews', () => {
    const scenario = changeOf(FILES);
    const observed = record(scenario);
    const gate = scenario.plan.gates[0]!;
    const fold = new GateFold(kinds['change']!.judge, kinds['change']!.spec.measurements(gate.spec), {
      gate,
      plan: scenario.plan,
      upstream: () => undefined,
      fact: (type) => observed.find((o) => o.type === type),
    });
    for (const o of observed.filter((one) => one.gate === 'g' && !one.type.startsWith('gate.'))) {
      fold.step(o);
      if (o.type === 'attachment') atOnce(fold.reading(o, () => scenario.files.read(stringOf(o, 'path'))));
    }
    expect(fold.judgement('completed').verdict).toBe('blocked');
    for (const sketch of [review('alice'), reviews(1)]) fold.step({ ...sketch, gate: 'g', seq: 9, t: 9 });
    expect(fold.judgement('completed')).toMatchObject({ verdict: 'passed', changeset: { approvedBy: ['alice'] } });
  });
});

describe('a change that is denied', () => {
  it('stays so whoever approves it', () => {
    const scenario = changeOf([{ path: 'Makefile' }], { more: [review('alice'), reviews(1)] });
    expect(judgementOf(scenario)).toMatchObject({ verdict: 'failed', changeset: { answer: 'deny', approvedBy: [] } });
  });
});
