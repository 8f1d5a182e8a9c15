/** Whether a shell ended so because it found the command and could not execute it (126), or did not find it (127). */
export function isNotExecutable(exit: number): boolean {
  return exit === 126 || exit === 127;
}
