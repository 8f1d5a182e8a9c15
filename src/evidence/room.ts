import fs from 'node:fs';
import { systemCode } from './problem.ts';
import { whyNotRemoved } from './remove.ts';

/** What fits is not much less than what a program writes at once. */
const SOME = Buffer.alloc(64 * 1024);

/** Whether nothing more can be written beside a file: what a program wrote there may have been lost. */
export function isFullBeside(file: string): boolean {
  const tried = `${file}.room`;
  try {
    fs.writeFileSync(tried, SOME);
    return false;
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOSPC' || code === 'EDQUOT';
  } finally {
    whyNotRemoved(tried);
  }
}
