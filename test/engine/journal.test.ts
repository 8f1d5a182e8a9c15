import { expect, it } from 'vitest';
import type { Draft, Observation } from '../../src/core/observation.ts';
import type { Pieces } from '../../src/core/pieces.ts';
import { Journal, Leaks } from '../../src/engine/journal.ts';
import type { ExecutionWant } from '../../src/verdict/execution.ts';

/** Keeps the event loop for longer than a breath. */
function* reading(end: () => void): Pieces<ExecutionWant | undefined> {
  for (const pause of [true, false]) {
    for (const until = performance.now() + 30; performance.now() < until;);
    if (pause) yield;
  }
  end();
  return { gate: 'g', action: 'stop', because: 1 };
}

/** A journal whose first fact has a file that is read in pieces, at the end of which its gate asks for a stop. */
function journalOf(asks?: ExecutionWant): { journal: Journal; types: string[] } {
  const types: string[] = [];
  let unread: Pieces<ExecutionWant | undefined> | undefined;
  const fold = {
    step: (o: Observation) => {
      if (o.type !== 'attachment') return undefined;
      unread = reading(() => (unread = undefined));
      return asks;
    },
    pending: () => undefined,
    get reading() {
      return unread;
    },
  };
  const recorder = {
    write: (draft: Draft): Observation => ({ ...draft, seq: types.push(draft.type), t: 0 }),
    seal: () => {},
    flush: () => {},
  };
  return { journal: new Journal({ recorder, fold, leaks: new Leaks() }), types };
}

it.each([
  ['while it is read', 0],
  ['when its reading ends', 30],
])('what a file makes a gate ask for is recorded once, before what comes %s', async (_, after) => {
  const { journal, types } = journalOf();
  journal.record({ type: 'attachment' } as Draft);
  const begun = performance.now();
  const pump = setInterval(() => performance.now() - begun > after && journal.record({ type: 'slot' } as never), 0);
  await journal.readOut(() => false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(pump);
  expect(types.slice(0, 2)).toEqual(['attachment', 'control']);
  expect(types.filter((type) => type === 'control')).toHaveLength(1);
  expect(types).toContain('slot');
});

it('a reading that was ended by what came meanwhile can not be broken off any more', async () => {
  const { journal, types } = journalOf();
  journal.record({ type: 'attachment' } as Draft);
  let isOver = false;
  setImmediate(() => {
    journal.record({ type: 'slot' } as never);
    isOver = true;
  });
  await journal.readOut(() => isOver);
  expect(types).toEqual(['attachment', 'control', 'slot']);
});

it('what a gate asks for with the fact of a file is recorded once, although its reading says it again', async () => {
  const { journal, types } = journalOf({ gate: 'g', action: 'stop', because: 1 });
  journal.record({ type: 'attachment' } as Draft);
  expect(types).toEqual(['attachment', 'control']);
});
