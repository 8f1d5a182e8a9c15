/** An observer that was asked to stop and does not return within this time, ms, is left behind: its gate has ended. */
export const OVERRUN_MS = 10_000;
