import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { onAbort } from '../../../src/live/looks/aborts.ts';

it('calls what is under way when the signal is aborted, with one listener for all of it', () => {
  const abort = new AbortController();
  const heard: string[] = [];
  const stays = ['a', 'b', 'c'].map((name) => onAbort(abort.signal, () => heard.push(name)));
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
  stays[1]?.();
  abort.abort();
  expect(heard).toEqual(['a', 'c']);
});
