/**
 * Ours, because JSON.parse accepts duplicate keys and words its errors differently in each version of Node, and jsonc-parser accepts them, too,
 * and overflows the stack on deep nesting.
 */

/** What is wrong with a text that should be JSON, and where, in characters from 0. */
export interface JsonMistake {
  readonly message: string;
  readonly at: number;
}

/** Documents nested deeper than this are refused: whatever walks them recurses. */
export const MAX_LEVELS = 500;

/**
 * Finds the first mistake in a JSON text: what JSON.parse refuses, in words that are the same in every engine, and what it lets pass:
 * a key that stands twice. Its time grows with the text, its memory with the keys that are open, its stack not at all.
 */
export function jsonMistake(text: string): JsonMistake | undefined {
  const scan = new Scan(text);
  try {
    scan.document();
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) return { message: error.message, at: error.at };
    throw error;
  }
}

class Mistake extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** A longer key is not named: cut, a secret in it would be found no more. */
const LONGEST_KEY = 80;

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]+/y;

class Scan {
  private readonly text: string;
  /** The lists and maps that are open; of a map its keys so far. */
  private readonly open: (Set<string> | undefined)[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): void {
    do {
      if (!this.opens()) this.closeWhatEnds();
    } while (this.open.length > 0);
    if (this.next() !== undefined) throw new Mistake('something follows the document', this.at);
  }

  /** Takes a value; of a list or a map that is not empty only its beginning, up to its first value. @returns whether it did so */
  private opens(): boolean {
    const first = this.next();
    if (first !== '{' && first !== '[') {
      if (first === '"') this.string();
      else if (!this.take(LITERAL)) this.unexpected('a value');
      return false;
    }
    if (this.open.length === MAX_LEVELS) throw new Mistake(`nested more than ${MAX_LEVELS} levels deep`, this.at);
    this.at++;
    if (this.accept(first === '{' ? '}' : ']')) return false;
    this.open.push(first === '{' ? new Set() : undefined);
    this.key();
    return true;
  }

  /** After a value: closes the lists and maps that end with it, up to the next value. */
  private closeWhatEnds(): void {
    while (this.open.length > 0) {
      if (this.accept(',')) {
        this.key();
        return;
      }
      const close = this.open.at(-1) ? '}' : ']';
      if (!this.accept(close)) this.unexpected(`"," or "${close}"`);
      this.open.pop();
    }
  }

  /** In a map: the key of the next value. */
  private key(): void {
    const keys = this.open.at(-1);
    if (!keys) return;
    if (this.next() !== '"') this.unexpected('a key in quotes');
    const at = this.at;
    this.string();
    const key = JSON.parse(this.text.slice(at, this.at)) as string;
    if (keys.has(key)) throw new Mistake(`${key.length > LONGEST_KEY ? 'a long key' : `the key ${JSON.stringify(key)}`} stands twice`, at);
    keys.add(key);
    if (!this.accept(':')) this.unexpected('":"');
  }

  private string(): void {
    const start = this.at;
    this.at++;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code)) throw new Mistake('a text without its closing quote', start);
      if (code < 0x20) throw new Mistake('a control character in a text', this.at);
      if (code === 0x5c) {
        if (!this.take(ESCAPE)) throw new Mistake('an escape that JSON does not have', this.at);
        continue;
      }
      this.at++;
      if (code === 0x22) return;
    }
  }

  /** The next character that is no space; undefined at the end. */
  private next(): string | undefined {
    this.take(SPACE);
    return this.text[this.at];
  }

  private accept(character: string): boolean {
    if (this.next() !== character) return false;
    this.at++;
    return true;
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private unexpected(expected: string): never {
    throw new Mistake(this.at >= this.text.length ? 'the document ends too early' : `expected ${expected}`, this.at);
  }
}
