/** The last bytes of a stream, which may yet belong to a secret. What is released of them is never written over. */
export class HeldBytes {
  /** Those that are held, at the end of what was last returned. */
  bytes: Uint8Array = new Uint8Array();
  /** Where they lie, with room behind them: else a piece of a few bytes would cost a copy of all. */
  private memory: Uint8Array = new Uint8Array();

  /** @returns what is held, with a piece behind it */
  with(piece: Uint8Array): Uint8Array {
    const { bytes } = this;
    if (bytes.length === 0) return piece;
    const length = bytes.length + piece.length;
    if (bytes.buffer !== this.memory.buffer || bytes.byteOffset + length > this.memory.length) {
      this.memory = new Uint8Array(2 * length);
      this.memory.set(bytes);
      this.bytes = this.memory.subarray(0, bytes.length);
    }
    const start = this.bytes.byteOffset;
    this.memory.set(piece, start + bytes.length);
    return this.memory.subarray(start, start + length);
  }

  /** @param rest the last bytes of what was returned; a piece's own memory is used again for the next one */
  keep(rest: Uint8Array): void {
    this.bytes = rest.buffer === this.memory.buffer ? rest : new Uint8Array(rest);
  }
}
