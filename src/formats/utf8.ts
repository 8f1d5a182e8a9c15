import { FormatError } from './format-error.ts';

/** Turns the bytes of a file into text, piece by piece; a character may stand across two pieces. A BOM at the beginning is dropped. */
export class Utf8 {
  private readonly path: string;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** @param path how to call the file in an error */
  constructor(path: string) {
    this.path = path;
  }

  /** @throws FormatError */
  push(bytes: Uint8Array): string {
    return this.decode(() => this.decoder.decode(bytes, { stream: true }));
  }

  /** @throws FormatError when the file ends within a character */
  end(): string {
    return this.decode(() => this.decoder.decode());
  }

  private decode(act: () => string): string {
    try {
      return act();
    } catch {
      throw new FormatError(`${this.path}: not UTF-8`);
    }
  }
}
