/** A sequence of bytes to find, and who it belongs to. */
export interface Pattern {
  readonly bytes: Uint8Array;
  readonly owner: number;
}

/**
 * Finds any of many byte sequences in one pass (Aho and Corasick): a table that leads from a state and a byte to the next state.
 * A state stands for the longest beginning of a pattern that the bytes so far end with.
 */
export interface Automaton {
  /** Class of each byte; all bytes that occur in no pattern are class 0. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** Next state by `state × classCount + class`. State 0 is the start. */
  readonly next: Int32Array;
  /** By state: how many of the last bytes may still become a match. */
  readonly depth: Int32Array;
  /** By state: length of the longest pattern that ends here, 0 for none; and its owner. */
  readonly length: Int32Array;
  readonly owner: Int32Array;
}

/** Builds the table. Memory: 4 bytes × (sum of the patterns' lengths) × (distinct bytes in them). */
export function automatonOf(patterns: readonly Pattern[]): Automaton {
  const { classes, classCount } = classesOf(patterns);
  const states = 1 + patterns.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const automaton: Automaton = {
    classes,
    classCount,
    next: new Int32Array(states * classCount),
    depth: new Int32Array(states),
    length: new Int32Array(states),
    owner: new Int32Array(states),
  };
  let used = 1;
  for (const pattern of patterns) used = insert(automaton, pattern, used);
  complete(automaton);
  return automaton;
}

function classesOf(patterns: readonly Pattern[]): { classes: Uint8Array; classCount: number } {
  const seen = new Set(patterns.flatMap(({ bytes }) => [...bytes]));
  const classes = new Uint8Array(256);
  // With all 256 bytes in use there is none left over for class 0, and counting from 0 fits them in.
  let count = seen.size === 256 ? 0 : 1;
  for (const byte of seen) classes[byte] = count++;
  return { classes, classCount: count };
}

function insert({ classes, classCount, next, depth, length, owner }: Automaton, pattern: Pattern, used: number): number {
  let state = 0;
  let free = used;
  for (const [index, byte] of pattern.bytes.entries()) {
    const edge = state * classCount + at(classes, byte);
    if (next[edge] === 0) {
      depth[free] = index + 1;
      next[edge] = free++;
    }
    state = at(next, edge);
  }
  if (length[state] === 0) {
    length[state] = pattern.bytes.length;
    owner[state] = pattern.owner;
  }
  return free;
}

/** Breadth first: where a pattern has no edge, goes on from the longest proper suffix that begins one. */
function complete({ classCount, next, length, owner }: Automaton): void {
  const fallback = new Int32Array(length.length);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = at(fallback, state);
    if (length[state] === 0) {
      length[state] = at(length, back);
      owner[state] = at(owner, back);
    }
    for (let c = 0; c < classCount; c++) {
      const edge = state * classCount + c;
      const child = at(next, edge);
      const detour = state === 0 ? 0 : at(next, back * classCount + c);
      if (child === 0) {
        next[edge] = detour;
      } else {
        fallback[child] = detour;
        queue.push(child);
      }
    }
  }
}

function at(table: Int32Array | Uint8Array, index: number): number {
  return table[index] ?? 0;
}
