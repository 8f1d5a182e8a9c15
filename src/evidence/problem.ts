import { SetupError } from '../core/errors.ts';

/** Something in a bundle that is not as it was written. */
export interface EvidenceProblem {
  /** Path inside the bundle. */
  readonly file: string;
  /** Number of the observation or seal, where the file has such. */
  readonly seq?: number;
  /** Line, from 1. */
  readonly line?: number;
  /** What is off, one line. */
  readonly message: string;
}

/** A bundle that can't be opened at all; nothing can be said of its contents. Exit code 2. The reason may quote the bundle. */
export class UnreadableBundle extends SetupError {
  constructor(path: string, why: string) {
    super(`${path}: ${why.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')}`);
    this.name = 'UnreadableBundle';
  }
}

/** The system's code of an error (`ENOENT`), if it has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
