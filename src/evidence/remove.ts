import fs from 'node:fs';

/**
 * Removes a file or folder that is not needed any more. What can't be removed stays: clean-up decides nothing.
 * @returns why it stays; undefined when it is gone
 */
export function whyNotRemoved(path: string): string | undefined {
  try {
    fs.rmSync(path, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
