import { expect, test } from 'vitest';
import { loadPlan } from '../../../src/plan/load.ts';

/** What is said of a gate that may run all the same. */
function warnings(keys: string): readonly string[] {
  const text = `version: 1
evidence: { secret-env: [TOKEN] }
gates:
  g:
    kind: access
    base-url: http://127.0.0.1:1
    identities: { anonymous: {}, forger: { headers: { X-Token: made-up } }, reader: { headers: { X-Token: "\${{ env.TOKEN }}" } } }
${keys}`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return loadPlan(input).warnings.map(({ at, message }) => `${at.line}: ${message}`);
}

const OPEN = '      - { request: { url: / }, allow: [reader], deny: [anonymous, forger] }\n';

test('what proves what it seems to prove is not warned of', () => {
  const rules = `    rules:
${OPEN}      - { request: { url: /a }, deny: [anonymous, reader], denied-status: [401, 403, 405] }
      - { request: { url: /b }, allow: [reader], deny: [anonymous], denied-status: [302, 404] }
`;
  expect(warnings(rules)).toEqual([]);
  const sandbox = '    sandbox: [ { run: x, expect: allowed }, { run: y, expect: denied, denied-exit: [77] } ]\n';
  expect(warnings(sandbox)).toEqual([]);
});

test('a refusal that a wrong address answers, too', () => {
  expect(warnings(`    rules:\n${OPEN}      - { request: { url: /a }, deny: [anonymous], denied-status: [403, 404] }\n`)).toEqual([
    '10: 404 may say something else than no: with nobody in "allow" a wrong address passes for a refusal',
  ]);
});

test('a secret of which nobody sees whether it is right', () => {
  const rules =
    '    rules:\n      - { request: { url: / }, allow: [anonymous], deny: [forger] }\n      - { request: { url: /a }, deny: [reader] }\n';
  expect(warnings(rules)).toEqual(['7: "reader" is allowed nothing: were its secret wrong, it would be refused all the same']);
});

test('an exit code that says nothing of a sandbox', () => {
  expect(warnings('    sandbox: [ { run: x, expect: allowed }, { run: y, expect: denied, denied-exit: [1, 77] } ]\n')).toEqual([
    '8: with 1 most programs end whatever goes wrong: let the sandbox refuse with an exit code of its own',
  ]);
});
