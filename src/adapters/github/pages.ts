import type { GitHub } from './octokit.ts';
import { GarbledAnswer, RefusedError } from './refusal.ts';

const PAGE = 100;
/** Of a list with more than this nobody reads all. */
const PAGES = 20;
/** A list that changes while it is read may miss some; so often it is read anew. */
const READINGS = 3;

/** One page of a list, as it came. */
interface Page<T> {
  readonly items: readonly T[];
  /** How many there are on all pages, of lists that tell it. */
  readonly total?: number;
  readonly headers: { readonly link?: string };
}

/** What is asked for, in words, and how a page of it is. */
interface Listed<T> {
  readonly what: string;
  readonly page: (paging: { per_page: number; page: number }) => Promise<Page<T>>;
}

/**
 * Reads a list to its end: GitHub may cut a page short and name a next one. What counts its items must have given them all.
 * @throws RefusedError
 */
export async function everyPage<T>(github: GitHub, listed: Listed<T>): Promise<readonly T[]> {
  for (let reading = 1; ; reading++) {
    const { items, total = 0 } = await read(github, listed);
    if (items.length >= total) return items;
    const detail = `GitHub listed ${items.length} of ${total}`;
    if (reading === READINGS) throw new RefusedError(listed.what, { kind: 'garbled', detail, ambiguous: false });
  }
}

async function read<T>(github: GitHub, { what, page }: Listed<T>): Promise<Pick<Page<T>, 'items' | 'total'>> {
  const items: T[] = [];
  for (let number = 1; number <= PAGES; number++) {
    const found = await github.persistently({ what, send: async () => whole(await page({ per_page: PAGE, page: number })) });
    items.push(...found.items);
    if (!goesOn(found)) return { items, ...(found.total !== undefined && { total: found.total }) };
  }
  const detail = `GitHub lists more than ${PAGES * PAGE}: not all were looked at`;
  throw new RefusedError(what, { kind: 'endless', detail, ambiguous: false });
}

/** An answer may be anything. */
function whole<T>(page: Page<T>): Page<T> {
  if (!Array.isArray(page.items)) throw new GarbledAnswer('the answer holds no list');
  return page;
}

function goesOn({ items, headers }: Page<unknown>): boolean {
  return items.length === PAGE || /;\s*rel="?next"?/.test(headers.link ?? '');
}
