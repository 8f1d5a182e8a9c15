import type { Redactor } from '../../redact/redact.ts';
import { endOf, sizeOf } from '../end-of.ts';

/** What a program writes to its log from now on. */
export class Output {
  private readonly file: string;
  private readonly from: number;
  private readonly redactor: Redactor;

  constructor(file: string, redactor: Redactor) {
    this.file = file;
    this.redactor = redactor;
    this.from = sizeOf(file);
  }

  /** `{ output }`: the end of it; nothing when nothing was written. */
  fact(): { readonly output?: string } {
    const output = endOf(this.file, this.from, this.redactor);
    return output === '' ? {} : { output };
  }
}
