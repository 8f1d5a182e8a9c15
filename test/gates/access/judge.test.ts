import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { MalformedObservation } from '../../../src/core/observation.ts';
import { judge } from '../../../src/gates/access/judge.ts';
import { foldFor, gatePlan, planOf } from '../../laws/transcript.ts';

const SPEC: JsonObject = {
  identities: { op: { headers: {} } },
  rules: [{ request: { method: 'GET', url: 'http://h/x', headers: {} }, allow: ['op'], deny: [], deniedStatus: [401], timeoutMs: 1 }],
  sandbox: [{ run: 'x', expect: 'denied', deniedExit: [77], timeoutMs: 1 }],
};

function assess(facts: readonly (JsonObject & { type: string })[], spec = SPEC) {
  const gate = gatePlan({ id: 'g', kind: 'access', spec });
  const fold = foldFor(judge, { gate, plan: planOf([gate]) });
  facts.forEach((fact, seq) => fold.step({ seq, t: seq, ...fact }));
  return fold.assessment('completed');
}

const request = (more: JsonObject = {}) => ({ type: 'request', rule: 0, identity: 'op', us: 5, status: 200, ...more });
const sandbox = (more: JsonObject = {}) => ({ type: 'sandbox', index: 0, exit: 77, timedOut: false, ...more });

describe('the judge of access', () => {
  test('counts what it saw, and names what it did not', () => {
    expect(assess([request(), sandbox()]).missing).toBeUndefined();
    expect(assess([request()]).missing).toBe('0 of 1 commands');
    expect(assess([sandbox()])).toMatchObject({ missing: '0 of 1 requests', counts: { requests: 0, commands: 1, denied: 1 } });
    expect(assess([]).defaults.map(({ verdict }) => verdict)).toEqual(['blocked', 'blocked']);
  });

  test('the same attempt twice is a contradiction', () => {
    expect(assess([request({ status: 401 }), request(), sandbox()]).missing).toContain('stands there twice');
    expect(assess([request(), sandbox({ exit: 0 }), sandbox()]).missing).toContain('stands there twice');
  });

  test.each([
    ['a stranger', request({ identity: 'eve' })],
    ['no such rule', request({ rule: 1 })],
    ['no identity', request({ identity: null })],
    ['a status in words', request({ status: 'fine' })],
    ['no such command', sandbox({ index: 1 })],
  ])('%s is malformed', (_, fact) => {
    expect(() => assess([fact])).toThrow(MalformedObservation);
  });

  test.each([
    ['an answer without a status', [request({ status: undefined }), sandbox()]],
    ['an ending that was not recorded', [request(), sandbox({ exit: undefined })]],
    ['a command of which nobody says whether it timed out', [request(), sandbox({ timedOut: undefined })]],
    ['a code that nobody knows', [request({ code: 'SOMETHING_ELSE' }), sandbox()]],
  ])('%s blocks', (_, facts) => {
    const { defaults, missing } = assess(facts);
    expect(missing).toBeDefined();
    expect(defaults.map(({ verdict }) => verdict)).toEqual(['blocked', 'blocked']);
  });

  test('an exit code that our timeout brought about refuses nothing', () => {
    expect(assess([request(), sandbox({ timedOut: true })]).counts).toMatchObject({ denied: 0, violations: 1 });
  });

  test('a status beside a code is no answer', () => {
    const { counts } = assess([request({ code: 'TIMEOUT', status: 200 }), sandbox()]);
    expect(counts).toMatchObject({ allowed: 0, violations: 1 });
    const spec: JsonObject = { ...SPEC, rules: [{ ...(SPEC['rules'] as JsonObject[])[0], allow: [], deny: ['op'] }] };
    expect(assess([request({ code: 'TIMEOUT', status: 200 }), sandbox()], spec).counts).toMatchObject({ allowed: 0, violations: 1 });
  });

  test('passes only when everybody got just what is theirs', () => {
    const spec: JsonObject = {
      identities: { op: { headers: {} }, eve: { headers: {} } },
      rules: [
        {
          request: { method: 'GET', url: 'http://h/x', headers: {} },
          allow: ['op'],
          deny: ['eve'],
          deniedStatus: [401, 302],
          timeoutMs: 1,
        },
      ],
      sandbox: [
        { run: 'x', expect: 'allowed', timeoutMs: 1 },
        { run: 'y', expect: 'denied', deniedExit: [77], control: 'z', timeoutMs: 1 },
      ],
    };
    const status = fc.oneof(fc.constantFrom(200, 204, 301, 302, 401, 403, 404, 500), fc.integer({ min: 100, max: 599 }));
    const code = fc.option(fc.constantFrom('TIMEOUT', 'CONNECTION_RESET', 'CONNECTION_REFUSED', 'DNS', 'MISSED'), {
      nil: undefined,
      freq: 8,
    });
    const exit = fc.constantFrom(0, 0, 1, 77, 77, 126, 127, 255);
    const answers = fc.record({ op: status, eve: status, opCode: code, eveCode: code, inside: exit, outside: exit, control: exit });
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 9, arbitrary: answers },
          fc.constant({ op: 200, eve: 302, opCode: undefined, eveCode: undefined, inside: 0, outside: 77, control: 0 }),
        ),
        (got) => {
          const { defaults } = assess(
            [
              request({ status: got.op, ...(got.opCode !== undefined && { code: got.opCode }) }),
              request({ identity: 'eve', status: got.eve, ...(got.eveCode !== undefined && { code: got.eveCode }) }),
              sandbox({ exit: got.inside }),
              sandbox({ index: 1, exit: got.outside, control: { exit: got.control, timedOut: false } }),
            ],
            spec,
          );
          const requests =
            got.op >= 200 && got.op <= 299 && [401, 302].includes(got.eve) && got.opCode === undefined && got.eveCode === undefined;
          const holds = requests && got.inside === 0 && got.outside === 77 && got.control === 0;
          seen.add(holds);
          expect(defaults.every(({ verdict }) => verdict === 'passed')).toBe(holds);
        },
      ),
      { numRuns: 2000 },
    );
    expect(seen).toEqual(new Set([true, false]));
  });

  test('what a rule expects is judged by what was recorded of it', () => {
    const spec: JsonObject = {
      ...SPEC,
      rules: [
        {
          request: { method: 'GET', url: 'http://h/x', headers: {} },
          allow: ['op'],
          deny: [],
          deniedStatus: [401],
          expect: 'json.ok',
          timeoutMs: 1,
        },
      ],
      sandbox: [],
    };
    const told = (got: JsonObject | string | undefined) =>
      assess([request({ ...(got !== undefined && { got }) })], spec).defaults.map(({ verdict }) => verdict);
    expect(told({ json: { ok: true } })).toEqual(['passed', 'passed']);
    expect(told({ json: { ok: false } })).toEqual(['failed', 'blocked']);
    expect(told({ notJson: 'Unexpected token' })).toEqual(['failed', 'blocked']);
    expect(told({ json: {} })).toEqual(['blocked', 'blocked']);
    expect(told(undefined)).toEqual(['blocked', 'blocked']);
    expect(() => told('fine')).toThrow(MalformedObservation);
  });
});
