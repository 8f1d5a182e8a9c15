// Faults that can be switched on, to see whether a gate notices: FAULT=<word>, several with commas between them. What each does
// and what must notice stands in README.md.
const FAULTS = ['uniform', 'rate-limit', 'unprocessable', 'mislabel', 'disagree', 'leak', 'slow', 'rewrite', 'forget', 'hurry'];

/** The faults that are on. A word that means nothing ends the process: no test may pass by a typo. */
export function faults() {
  const words = (process.env.FAULT ?? '').split(',').filter(Boolean);
  const unknown = words.find((word) => !FAULTS.includes(word));
  if (unknown !== undefined) {
    console.error(`FAULT=${unknown} means nothing; see README.md`);
    process.exit(64);
  }
  return new Set(words);
}
