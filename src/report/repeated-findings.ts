import type { Finding } from '../core/judgement.ts';

/** `failed in run 2: …`: what a test did in one of several runs. What follows is the test's own words. */
const IN_RUN = /^([^:]{0,80}? in )run (\d+)\b/;
/** The command of one of several runs. A test may be called so, too. */
const OF_RUN = /^run-(\d+)$/;

/** Findings that say the same of several runs as one, in the place of the first. */
export function joinedRuns(findings: readonly Finding[]): readonly Finding[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const said = JSON.stringify({ ...saying(finding, ''), seq: null });
    alike.set(said, [...(alike.get(said) ?? []), finding]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => (first ? joined(first, others) : []));
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  if (others.length === 0) return first;
  const runs = new Set([first, ...others].flatMap((finding) => runOf(finding) ?? []));
  const words = runsInWords([...runs].sort((a, b) => a - b));
  return words === undefined ? { ...first, message: times(first.message, others.length + 1) } : saying(first, words);
}

/** The same of other runs. */
function saying(finding: Finding, runs: string): Finding {
  const { title, message } = finding;
  if (IN_RUN.test(message)) return { ...finding, message: message.replace(IN_RUN, (_, before: string) => before + runs) };
  return { ...finding, title: title.replace(OF_RUN, runs) };
}

function runOf({ title, message }: Finding): number | undefined {
  const run = IN_RUN.exec(message)?.[2] ?? OF_RUN.exec(title)?.[1];
  return run === undefined ? undefined : Number(run);
}

/** `runs 1–3`, `runs 1, 2 and 4`; undefined where it is no more than one. */
function runsInWords(runs: readonly number[]): string | undefined {
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  if (runs.length > 2 && last - first === runs.length - 1) return `runs ${first}–${last}`;
  return `runs ${runs.slice(0, -1).join(', ')} and ${last}`;
}

/** Behind the first line, which is the one that is shown. */
function times(message: string, count: number): string {
  return message.replace(/^[^\n\r]*/, (line) => `${line} (${count} times)`);
}
