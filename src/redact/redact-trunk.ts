import type { Spelling } from './redact-spellings.ts';

const utf8 = new TextEncoder();

interface Node {
  readonly next: Map<number, Node>;
  /** Places of the letters that are read when this node is reached. */
  readonly places: number[];
}

/** Where a reading of first letters stands. */
export type Branch = Readonly<Pick<Node, 'places'>> & { readonly next: ReadonlyMap<number, Branch> };

/** The spellings of the first letters of all words in one tree, so that they are read once and not word by word. */
export class Trunk {
  readonly root: Branch;
  private readonly tree: Node = { next: new Map(), places: [] };

  constructor() {
    this.root = this.tree;
  }

  /** Adds the first letter of a word. @param place of that letter */
  add(spellings: readonly Spelling[], place: number): void {
    for (const { text, anyCase } of spellings) {
      let nodes = [this.tree];
      for (const byte of utf8.encode(text)) nodes = nodes.flatMap((node) => casesOf(byte, anyCase).map((one) => grown(node, one)));
      for (const node of nodes) if (!node.places.includes(place)) node.places.push(place);
    }
  }
}

function grown(node: Node, byte: number): Node {
  const next = node.next.get(byte) ?? { next: new Map(), places: [] };
  node.next.set(byte, next);
  return next;
}

/** A byte in the cases that it may be of. */
function casesOf(byte: number, anyCase: boolean): readonly number[] {
  const other = otherCase(byte);
  return anyCase && other !== byte ? [byte, other] : [byte];
}

/** The other case of a letter; any other byte as it is. */
export function otherCase(byte: number): number {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? byte ^ 0x20 : byte;
}
