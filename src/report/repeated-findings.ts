import type { Finding } from '../core/judgement.ts';

const RUN = /\brun[ -](\d+)\b/;

/** Findings that say the same of several runs as one, in the place of the first. */
export function joinedRuns(findings: readonly Finding[]): readonly Finding[] {
  const alike = new Map<string, Finding[]>();
  for (const finding of findings) {
    const said = JSON.stringify({ ...inNoRun(finding), seq: null });
    alike.set(said, [...(alike.get(said) ?? []), finding]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => (first ? joined(first, others) : []));
}

function inNoRun({ title, message, ...rest }: Finding): Finding {
  return { title: title.replace(RUN, 'run'), message: message.replace(RUN, 'run'), ...rest };
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  if (others.length === 0) return first;
  const runs = [first, ...others].flatMap(({ title, message }) => runOf(title) ?? runOf(message) ?? []);
  const words = runsInWords([...new Set(runs)]);
  if (words === undefined) return { ...first, message: times(first.message, others.length + 1) };
  return { ...first, title: first.title.replace(RUN, words), message: first.message.replace(RUN, words) };
}

function runOf(text: string): number | undefined {
  const run = RUN.exec(text)?.[1];
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
