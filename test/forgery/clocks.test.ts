import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { readObservations } from '../../src/evidence/reader.ts';
import { Recorder } from '../../src/evidence/recorder.ts';
import { Clocks } from '../../src/verdict/plausibility/clocks.ts';

const PLAN = '0'.repeat(64);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-clocks-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What happens next: time passes, the wall clock jumps, something is recorded or sealed, a service is killed, others get their turn. */
type Event = { readonly passes: number } | { readonly jumps: number } | { readonly does: 'record' | 'seal' | 'crash' | 'yield' };

const EVENT: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      passes: fc.oneof(fc.double({ min: 0, max: 1200, noNaN: true }), fc.double({ min: 0, max: 90_000, noNaN: true })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ jumps: fc.integer({ min: -100_000, max: 100_000 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('record' as const, 'record' as const, 'seal' as const, 'crash' as const, 'yield' as const),
    }),
  },
);

/** Records what happens with the program's own recorder. @returns what the law says of it */
async function doubtsOf(file: string, events: readonly Event[]): Promise<readonly string[]> {
  fs.rmSync(file, { force: true });
  let [mono, wall] = [0, Date.parse('2026-11-29T12:00:00.000Z')];
  // Whoever reads a clock is kept a little, so that no two readings are the same.
  const now = (): number => Math.round((mono += 0.013) * 1000) / 1000;
  const recorder: Recorder = new Recorder({
    path: file,
    planSha256: PLAN,
    clock: { now },
    wallClock: () => new Date(wall + mono),
    redact: (text) => text,
    onClockJump: (jumpMs, seal) => recorder.write({ type: 'clock', jumpMs, seal }),
    onLate: (ms, seal) => recorder.write({ type: 'recorder.late', ms, seal }),
  });
  const at = new Date(wall).toISOString();
  const machine = '00000000-0000-4000-8000-000000000000';
  const identity = {
    executionId: '20261129-120000-abcdef',
    node: 'v24.0.0',
    os: 'linux',
    arch: 'x64',
    machine,
    producer: 'gate-action 0.1.0',
  };
  recorder.write({ type: 'execution.started', at, ...identity, judge: 4, render: 5 });
  for (const event of events) {
    if ('passes' in event) mono += event.passes;
    else if ('jumps' in event) wall += event.jumps;
    else if (event.does === 'record') recorder.write({ type: 'secret.unset', name: 'TOKEN' });
    else if (event.does === 'seal') recorder.seal();
    else if (event.does === 'crash') {
      const t = now();
      mono += 300;
      const ms = Math.round((now() - t) * 1000) / 1000;
      recorder.write({ type: 'service.crashed', basis: 'process', service: 'web', killed: [], left: [], t, ms });
    } else await Promise.resolve();
  }
  recorder.write({ type: 'execution.ended', reason: 'completed' });
  recorder.close();
  const said: string[] = [];
  const law = new Clocks();
  const object = (seq: number, message: string): void => void said.push(`seq ${seq}: ${message}`);
  const { problems } = readObservations(file, PLAN, (o) => law.fact(o, object), {
    onSeal: ({ seq, at: time, final }) => law.seal({ seq, wall: Date.parse(time), final }, object),
  });
  return [...problems.map(({ message }) => message), ...said];
}

it('no recording of the program is doubted, however its clocks go and however long it is kept from its work', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(EVENT, { maxLength: 60 }), async (events) => {
      expect(await doubtsOf(path.join(folder, 'observations.jsonl'), events)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

it.each([
  [1000, []],
  [1500, ['it lasted 500 ms longer than until the next fact']],
])('a crash that took %d ms is followed by what comes after it', (ms, expected) => {
  const said: string[] = [];
  const law = new Clocks();
  const told = { basis: 'process', gate: 'lasts' } as const;
  law.fact({ ...told, seq: 1, t: 2000, type: 'service.crashed', ms }, (_, message) => said.push(message));
  law.fact({ ...told, seq: 2, t: 3000, type: 'step' }, (_, message) => said.push(message));
  expect(said).toEqual(expected);
});
