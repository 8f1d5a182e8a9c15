import { matcher } from './glob.ts';

/** Characters of a piece of a glob by which it is filed. */
const GRAM = 3;

/** Globs that mean more than their pieces: what they match need not hold any. */
const OPEN = /^!|^\.\/|\||\/\/|"/;

interface Filed<Value> {
  readonly value: Value;
  readonly matches: (name: string) => boolean;
}

/**
 * Many globs, of which few match a name: each is filed under three characters that what it matches must hold, the ones that fewest
 * others are filed under. So a name is compared with those few globs alone that are filed under some three of its characters.
 */
export class GlobIndex<Value> {
  private readonly filed = new Map<string, Filed<Value>[]>();
  private readonly others: Filed<Value>[] = [];

  add(glob: string, value: Value): void {
    const one = { value, matches: matcher([glob]) };
    const shelves = [...gramsOf(glob)].map((gram) => this.shelf(gram));
    const [first, ...more] = shelves;
    if (first) more.reduce((least, shelf) => (shelf.length < least.length ? shelf : least), first).push(one);
    else this.others.push(one);
  }

  /** The values of the globs that match one of these names, each once. */
  matching(names: readonly string[]): ReadonlySet<Value> {
    const found = new Set<Value>();
    for (const name of names) {
      const take = ({ value, matches }: Filed<Value>): void => {
        if (!found.has(value) && matches(name)) found.add(value);
      };
      this.others.forEach(take);
      if (this.filed.size > 0) for (const gram of new Set(gramsIn(name))) this.filed.get(gram)?.forEach(take);
    }
    return found;
  }

  private shelf(gram: string): Filed<Value>[] {
    const shelf = this.filed.get(gram) ?? [];
    this.filed.set(gram, shelf);
    return shelf;
  }
}

/** Three characters each that stand in everything that a glob matches. */
function* gramsOf(glob: string): Iterable<string> {
  if (!OPEN.test(glob)) for (const piece of piecesOf(glob)) yield* gramsIn(piece);
}

/** What stands in a glob outside of wildcards, groups and choices; a slash at its end may be missing (`a/**` matches `a`). */
function piecesOf(glob: string): readonly string[] {
  let depth = 0;
  const plain = glob.replaceAll(/\\.|[^]/g, (part) => {
    if ('{[('.includes(part)) depth++;
    else if ('}])'.includes(part)) depth = Math.max(0, depth - 1);
    return depth > 0 || part.length > 1 || /[{}[\]()*?+@!"]/.test(part) ? '\0' : part;
  });
  return plain.split('\0').map((piece) => piece.replace(/^\/+|\/+$/g, ''));
}

function* gramsIn(text: string): Iterable<string> {
  for (let at = 0; at + GRAM <= text.length; at++) yield text.slice(at, at + GRAM);
}
