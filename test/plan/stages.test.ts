import { describe, expect, test } from 'vitest';
import { loadPlan } from '../../src/plan/load.ts';

const TEXT = `version: 1
gates:
  before: { run: 'true' }
  loose: { run: 'true', needs: [before] }
  r:
    kind: rollout
    needs: [before]
    run: 'true'
    stages: [ { name: canary, weight: 10, bake: 1m }, { name: full, weight: 100, bake: 1m } ]
    prometheus: { url: "http://127.0.0.1:9090" }
    queries: { errors: sum(errors) }
    criteria: [ "errors < 0.01" ]
    rollback: { run: 'true', within: 1m }
  after: { run: 'true', needs: [r] }
  last: { run: 'true' }
`;

function planned(stage?: string) {
  const input = { text: TEXT, bytes: new TextEncoder().encode(TEXT), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  return loadPlan({ ...input, ...(stage !== undefined && { stage }) }).plan;
}
const ids = (stage?: string): readonly string[] => planned(stage).gates.map(({ id }) => id);

describe('the plan of one stage', () => {
  test('leaves what comes after the rollout to the last one, whether it needs the rollout or not', () => {
    expect(ids()).toEqual(['before', 'loose', 'r', 'after', 'last', 'evidence']);
    expect(ids('canary')).toEqual(['before', 'loose', 'r', 'evidence']);
    expect(planned('canary').excluded).toEqual(['after', 'last'].map((id) => ({ id, why: 'later-stage' })));
    expect(ids('full')).toEqual(ids());
  });

  test('is PARTIAL but for the last one, and expects that stage alone', () => {
    expect([planned('canary').partial, planned('full').partial]).toEqual([['stage "canary" of r: full still to come'], []]);
    expect(planned('full').gates.find(({ id }) => id === 'r')?.expected).toMatchObject({ stages: [{ name: 'full', looks: 1 }] });
    expect(planned('full').stage).toEqual({ gate: 'r', name: 'full', after: 'canary', toCome: [] });
  });
});
