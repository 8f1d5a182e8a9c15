import { expect, it } from 'vitest';
import { everyPage, LongList } from '../../src/adapters/github/pages.ts';

const pages = (count: number) =>
  everyPage(({ per_page: size, page }) =>
    Promise.resolve(Array.from({ length: Math.max(0, Math.min(size, count - size * (page - 1))) }, (_, index) => index)),
  );

it.each([0, 1, 99, 100, 101, 250])('a list of %i is read to its end', async (count) => {
  expect(await pages(count)).toHaveLength(count);
});

it('a list that nobody reads to its end is told from one that has ended', async () => {
  await expect(pages(5000)).rejects.toThrow(LongList);
});
