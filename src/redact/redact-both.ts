import { type Hit, joined, type RedactingStream } from './redact-stream.ts';

/** Takes out what the first stream finds, then what the second finds in the rest. */
export class Both implements RedactingStream {
  private readonly first: RedactingStream;
  private readonly second: RedactingStream;

  constructor(first: RedactingStream, second: RedactingStream) {
    this.first = first;
    this.second = second;
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.second.push(this.first.push(bytes));
  }

  end(): Uint8Array {
    const rest = this.second.push(this.first.end());
    return joined([rest, this.second.end()]);
  }

  get hits(): readonly Hit[] {
    return [...this.first.hits, ...this.second.hits];
  }

  get count(): number {
    return this.first.count + this.second.count;
  }

  get harms(): boolean {
    return this.first.harms || this.second.harms;
  }
}
