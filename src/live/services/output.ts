import { endOf, sizeOf } from '../end-of.ts';

/** What a program writes to its log from now on. */
export class Output {
  private readonly file: string;
  private readonly from: number;

  constructor(file: string) {
    this.file = file;
    this.from = sizeOf(file);
  }

  /** `{ output }`: the end of it; nothing when nothing was written. */
  fact(): { readonly output?: string } {
    const output = endOf(this.file, this.from);
    return output === '' ? {} : { output };
  }
}
