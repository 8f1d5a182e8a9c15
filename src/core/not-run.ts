/** Why a command has no end of its own, by the system's code, as a sentence goes on after its name. */
export function notRunText(code: string): string {
  return code === 'ENOSPC' ? 'had no space left to write its output to' : `could not be executed (${code})`;
}
