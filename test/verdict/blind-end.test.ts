import { expect, it } from 'vitest';
import { kinds } from '../../src/gates/registry.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { judge, record } from '../laws/transcript.ts';

const CONFIG = `version: 1
services: { api: { run: ./api, port: 7000 } }
gates: { g: { kind: checks, checks: [ { name: x, http: "http://h/x" } ] } }
`;

it.each([
  [['tree'], 'passed'],
  [[], 'blocked'],
  [['port'], 'blocked'],
])('what services left behind is known by a look at the processes: %j is %s', (techniques, verdict) => {
  const { plan } = loadPlan({
    text: CONFIG,
    bytes: new TextEncoder().encode(CONFIG),
    file: 'gates.yml',
    overrides: {},
    gates: [],
    skip: [],
    env: {},
  });
  const probe = { type: 'probe', index: 0, name: 'x', try: 1, us: 100, got: { status: 200 } };
  const scenario = { plan, registry: kinds, files: { read: () => [] }, observed: { g: [probe] } };
  const lines = record(scenario).map((o) => (o.type === 'sweep' ? { ...o, techniques } : o));
  const evidence = judge(scenario, lines).decision.judgements.find(({ kind }) => kind === 'evidence');
  expect(evidence?.raw).toBe(verdict);
});
