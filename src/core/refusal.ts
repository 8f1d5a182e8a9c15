/** What the system refused (a full disk, too many open files, a folder that is gone), in a line; undefined for a defect of ours. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return error.syscall === 'uv_cwd' ? 'the working directory is not there any more' : error.message;
}

/** An error that nobody expected, as it is printed: with its place in the program where it is a defect of ours. */
export function unexpected(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusalOf(error) ?? `internal error: ${detail}`;
}
