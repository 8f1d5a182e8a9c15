const PAGE = 100;
/** Of a list with more than this nobody reads all. */
const PAGES = 20;

/** A list that is too long to be read to its end. */
export class LongList extends Error {
  constructor(most: number) {
    super(`GitHub lists more than ${most}: not all were looked at`);
    this.name = 'LongList';
  }
}

/** Reads a list to its end. @throws LongList */
export async function everyPage<T>(read: (paging: { per_page: number; page: number }) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const items = await read({ per_page: PAGE, page });
    all.push(...items);
    if (items.length < PAGE) return all;
  }
  throw new LongList(PAGES * PAGE);
}
