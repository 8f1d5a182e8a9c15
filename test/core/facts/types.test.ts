import { expect, test } from 'vitest';
import type { Draft } from '../../../src/core/observation.ts';

const drafts: Draft[] = [];
const record = (draft: Draft): void => void drafts.push(draft);

// The compiler is what is tested: each line that it must refuse is marked, and a mark too many is an error.
test('a draft that is not as declared does not compile', () => {
  const missed = { type: 'missed', slot: 1 } as const;
  record({ ...missed });
  // @ts-expect-error an undeclared field
  record({ type: 'missed', slot: 1, late: 3 });
  // @ts-expect-error a missing field
  record({ type: 'missed' });
  // @ts-expect-error a field of another type
  record({ type: 'missed', slot: '1' });
  // @ts-expect-error an undeclared word
  record({ type: 'control', action: 'halt', because: 1 });
  // @ts-expect-error an undeclared type
  record({ type: 'mised', slot: 1 });
  // @ts-expect-error a basis that it can't have
  record({ type: 'progress', basis: 'file', service: 'api', value: 1 });
  expect(drafts).toHaveLength(7);
});
