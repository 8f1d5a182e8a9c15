const PAGE = 100;
/** Of a list with more than this nobody reads all. */
const PAGES = 20;

/** Reads a list to its end. @throws Error for one that is too long */
export async function everyPage<T>(read: (paging: { per_page: number; page: number }) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const items = await read({ per_page: PAGE, page });
    all.push(...items);
    if (items.length < PAGE) return all;
  }
  throw new Error(`more than ${PAGES * PAGE}: not looked at`);
}
