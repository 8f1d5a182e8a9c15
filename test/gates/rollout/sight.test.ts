import { expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/core/errors.ts';
import { KEYS, planned, ROLLBACK, warnings } from './facts.ts';

/** What `check` says of a rollout with these queries and criteria; the canary has 10 %, `pre` none. */
function problems(queries: string, criteria: string, own = ''): readonly string[] {
  const stages = `[ { name: pre, weight: 0, bake: 1s }, { name: canary, weight: 10, bake: 1s, criteria: [ ${own} ] } ]`;
  const keys = KEYS.replace(/ stages: .*/, ` stages: ${stages}`)
    .replace(/ queries: .*/, ` queries: { ${queries} }`)
    .replace(/\n {4}criteria: .*\n/, `\n    criteria: [ ${criteria} ]\n`);
  try {
    planned(keys + ROLLBACK);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

const OR_NOTHING = "errors: 'sum(rate(errors[5m])) or vector(0)'";
const REQUESTS = "requests: 'sum(rate(requests[5m]))'";
const UNSEEN = 'stage "canary" would pass although Prometheus has never seen it';

test.each([
  ['a value of nothing alone', OR_NOTHING, '"errors < 0.01"'],
  ['of which one only warns', OR_NOTHING, '{ pass: "errors > 1.0", warn: "errors < 0.01" }'],
  ['the absence of something', "gone: 'absent(up)'", '"gone == 1"'],
])('a stage that is judged by %s is refused', (_, queries, criteria) => {
  expect(problems(queries, criteria)).toEqual([expect.stringContaining(UNSEEN)]);
});

test.each([
  ['by a criterion of the stage', `${OR_NOTHING}, ${REQUESTS}`, '"errors < 0.01"', '"requests > 0.0"'],
  ['by one of the gate', `${OR_NOTHING}, ${REQUESTS}`, '"errors < 0.01", "requests >= 0.0"', ''],
  [
    'by one that does not hold for nothing',
    `${OR_NOTHING}, requests: 'sum(rate(requests[5m])) or vector(0)'`,
    '"errors < 0.01", "requests > 0.0"',
    '',
  ],
])('one that is seen %s is not', (_, queries, criteria, own) => {
  expect(problems(queries, criteria, own)).toEqual([]);
});

test('one whose share of errors needs requests is seen by that', () => {
  const share = `errors: '(sum(errors) or vector(0)) / sum(requests)'`;
  expect(problems(share, '"errors < 0.01"')).toEqual([]);
});

test('a query that no criterion reads proves nothing', () => {
  expect(problems(`${OR_NOTHING}, ${REQUESTS}`, '"errors < 0.01"')).toEqual([expect.stringContaining(UNSEEN)]);
});

test('stages without a criterion of the gate are warned of: nobody looks while the weight changes', () => {
  const own = KEYS.replace(/\n {4}criteria: .*\n/, '\n').replace('bake: 1s }', 'bake: 1s, criteria: [ "errors < 0.1" ] }');
  expect(warnings(own + ROLLBACK)).toEqual([expect.stringContaining('nobody looks while a weight changes')]);
  expect(warnings(KEYS + ROLLBACK)).toEqual([]);
});
