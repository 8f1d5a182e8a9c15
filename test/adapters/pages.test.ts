import { expect, it } from 'vitest';
import { GitHub } from '../../src/adapters/github/octokit.ts';
import { everyPage } from '../../src/adapters/github/pages.ts';

/** A list whose pages are cut as told. @param total what GitHub says of its length, if it does */
function listOf(pages: readonly number[], total?: number): Promise<readonly number[]> {
  const page = ({ page: number }: { page: number }) => {
    const link = number < pages.length ? '<https://api.github.com/x?page=2>; rel="next"' : undefined;
    return Promise.resolve({
      items: Array.from({ length: pages[number - 1] ?? 0 }, (_, index) => index),
      ...(total !== undefined && { total }),
      headers: link === undefined ? {} : { link },
    });
  };
  return everyPage(new GitHub('a token', () => {}), { what: 'things', page });
}

it.each([[[0]], [[1]], [[100, 0]], [[100, 100, 50]], [[30, 0, 40]]])('a list in pages of %j is read to its end', async (pages) => {
  const count = pages.reduce((sum, one) => sum + one, 0);
  expect(await listOf(pages)).toHaveLength(count);
  expect(await listOf(pages, count)).toHaveLength(count);
});

it('a list that lacks a page is no whole list', async () => {
  await expect(listOf([100, 0, 50], 250)).rejects.toThrow('GitHub listed 150 of 250');
});

it('a list that nobody reads to its end is told from one that has ended', async () => {
  const pages = Array.from({ length: 50 }, () => 100);
  await expect(listOf(pages)).rejects.toMatchObject({
    refusal: { kind: 'endless' },
    message: expect.stringContaining('more than 2000') as string,
  });
});
