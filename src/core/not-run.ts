/**
 * Why a command has no end of its own, by the system's code, as a sentence goes on after its name.
 * @param folder in which it was to start, where that is not there
 */
export function notRunText(code: string, folder?: string): string {
  if (folder !== undefined) return `could not be executed: there is no folder "${folder}" to start it in`;
  return code === 'ENOSPC' ? 'had no space left to write its output to' : `could not be executed (${code})`;
}
