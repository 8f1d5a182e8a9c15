/**
 * Version of the judges: raised whenever the same plan and observations could get another verdict than before. A bundle that
 * another version judged keeps its verdict; `gate verify` then says so instead of calling it tampered.
 */
export const JUDGE_VERSION = 9;
