import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { MalformedObservation } from '../../src/core/observation.ts';
import { ServiceFold } from '../../src/verdict/services.ts';
import { service } from '../live/services/harness.ts';

function rows(facts: JsonObject): readonly string[] {
  const fold = new ServiceFold([service({ id: 'api', port: 80 })]);
  fold.step({
    seq: 1,
    t: 1,
    type: 'service.usurped',
    gate: 'g',
    service: 'api',
    port: 80,
    detail: 'port 80 is held by process 7 (eve)',
    ...facts,
  });
  return fold.criteria().map(({ name, verdict, measured }) => `${name} ${verdict}: ${measured}`);
}

test('a service that does not listen on its port any more has failed, for a stranger answers in its place', () => {
  expect(rows({ shared: false })).toEqual(['services failed: api lost its port to another process: port 80 is held by process 7 (eve)']);
});

test('who answered on a port that two share can’t be said', () => {
  expect(rows({ shared: true })).toEqual([
    'services blocked: api shares its port with another process: port 80 is held by process 7 (eve)',
  ]);
});

test('services that the gate does not stand on are no concern of its', () => {
  expect(rows({ service: 'web', shared: false })).toEqual([]);
});

test('a fact that does not say whether the port is shared is none', () => {
  expect(() => rows({})).toThrow(MalformedObservation);
});
