const ZERO = 0;

/** Bytes as texts that end with a zero byte each, piece by piece. Bytes that are not UTF-8 are shown as `\xe9`. */
export class RecordReader {
  private readonly pieces: Uint8Array[] = [];

  /** @returns the records that these bytes completed */
  *push(bytes: Uint8Array): Iterable<string> {
    let from = 0;
    for (let end = bytes.indexOf(ZERO); end >= 0; end = bytes.indexOf(ZERO, from)) {
      this.pieces.push(bytes.subarray(from, end));
      from = end + 1;
      yield textOf(joined(this.pieces.splice(0)));
    }
    // Its memory holds the next piece, soon; `slice` of a Buffer would not copy it.
    if (from < bytes.length) this.pieces.push(Uint8Array.from(bytes.subarray(from)));
  }

  /** Whether a record has begun that has not ended. */
  isWithin(): boolean {
    return this.pieces.length > 0;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = pieces;
  if (others.length === 0) return first;
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    return [...bytes].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
  }
}
