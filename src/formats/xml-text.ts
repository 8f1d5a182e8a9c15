import { FormatError } from './format-error.ts';

/** How far into a file its XML declaration can reach. */
const DECLARATION_BYTES = 1024;

type Decode = (bytes: Uint8Array | undefined) => string;

/** Control characters that XML 1.0 has no place for, but that programs print, and two code points that are no characters. */
const FORBIDDEN = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu;

/**
 * The bytes of an XML file as text, piece by piece. The encoding is told by the byte order mark, else by the XML declaration, else it
 * is UTF-8: UTF-8, UTF-16, ISO-8859-1, US-ASCII and Windows-1252 are read. Control characters are replaced by U+FFFD.
 */
export class XmlText {
  private head = new Uint8Array();
  private decode: Decode | undefined;

  /** @throws FormatError for an encoding that is not read, or bytes that are not of it */
  push(bytes: Uint8Array): string {
    if (this.decode) return cleaned(this.decode, bytes);
    this.head = joined(this.head, bytes);
    return this.head.length < DECLARATION_BYTES ? '' : this.begin();
  }

  /** @throws FormatError when the file ends within a character */
  end(): string {
    const text = this.decode ? '' : this.begin();
    return text + (this.decode ? cleaned(this.decode, undefined) : '');
  }

  private begin(): string {
    const { head } = this;
    this.head = new Uint8Array();
    this.decode = decoderOf(encodingOf(head));
    return cleaned(this.decode, head);
  }
}

function cleaned(decode: Decode, bytes: Uint8Array | undefined): string {
  return decode(bytes).replaceAll(FORBIDDEN, '\ufffd');
}

function encodingOf(head: Uint8Array): string {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  if (first === 0xef && second === 0xbb) return 'utf-8';
  const text = String.fromCharCode(...head.subarray(0, DECLARATION_BYTES));
  const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]?.toLowerCase() ?? 'utf-8';
  // What is read as bytes of one is not of two: .NET declares the encoding of its strings.
  return declared.startsWith('utf-16') ? 'utf-8' : declared;
}

/** Single bytes are mapped here: what `TextDecoder` calls Latin-1 is not the same in every version of Node. */
function decoderOf(encoding: string): Decode {
  if (['utf-8', 'utf8', 'utf-16le', 'utf-16be'].includes(encoding)) return strictly(encoding);
  if (['iso-8859-1', 'latin1', 'us-ascii', 'ascii'].includes(encoding)) return bytewise((byte) => byte);
  if (['windows-1252', 'cp1252'].includes(encoding)) return bytewise((byte) => WINDOWS_1252.charCodeAt(byte - 0x80) || byte);
  throw new FormatError(`encoding ${JSON.stringify(encoding.slice(0, 40))} is not read: expected UTF-8, UTF-16 or ISO-8859-1`, 1);
}

/** What stands at 0x80 to 0x9f; the other bytes are those of ISO-8859-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function strictly(encoding: string): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new FormatError(`not ${encoding.toUpperCase()}`);
    }
  };
}

function bytewise(character: (byte: number) => number): Decode {
  const wide = new TextDecoder('utf-16le');
  return (bytes) => {
    const pairs = new Uint8Array((bytes?.length ?? 0) * 2);
    bytes?.forEach((byte, index) => {
      const code = character(byte);
      pairs[index * 2] = code & 0xff;
      pairs[index * 2 + 1] = code >> 8;
    });
    return wide.decode(pairs, { stream: true });
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
