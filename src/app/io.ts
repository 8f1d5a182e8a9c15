/** Where a command reads its surroundings and writes its words. Results go to stdout, progress and problems to stderr. */
export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The terminal behind stdout: its width, and whether colours are wanted (NO_COLOR, not a terminal). */
  readonly terminal: { readonly columns: number; readonly color: boolean };
  /** Whether stderr is a terminal, where a line can be rewritten. */
  readonly live: boolean;
}

/** Exit codes of every command: held or GO, a failed verdict or tampering, blocked or a set-up error. */
export type ExitCode = 0 | 1 | 2;
