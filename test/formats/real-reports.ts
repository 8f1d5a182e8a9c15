import fs from 'node:fs';
import path from 'node:path';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

/** A report that a real tool wrote, and what it amounts to. */
export interface RealReport {
  readonly tool: string;
  /** `failing.junit.xml` */
  readonly file: string;
  readonly text: string;
  readonly exit: number;
  /** Tests, failed, errored, skipped, flaky, collection errors, doubts; or why it is refused. */
  readonly counts: readonly number[] | string;
  /** Of a gate whose command writes it and ends with the exit code. */
  readonly verdict: string;
}

interface Described {
  readonly tool: string;
  readonly version: string;
  readonly command: string;
  readonly reports: Readonly<Record<string, Pick<RealReport, 'exit' | 'counts' | 'verdict'> & { readonly command: string }>>;
}

/** The folders of the tools, and what stands beside the reports of each. */
export const TOOLS: readonly (Described & { readonly folder: string; readonly files: readonly string[] })[] = fs
  .readdirSync(FIXTURES)
  .filter((folder) => fs.existsSync(path.join(FIXTURES, folder, 'reports.json')))
  .map((folder) => {
    const described = JSON.parse(read(folder, 'reports.json')) as Described;
    return { ...described, folder, files: fs.readdirSync(path.join(FIXTURES, folder)).filter((file) => file !== 'reports.json') };
  });

export const REAL_REPORTS: readonly RealReport[] = TOOLS.flatMap(({ folder, reports }) =>
  Object.entries(reports).map(([file, { exit, counts, verdict }]) => ({
    tool: folder,
    file,
    text: read(folder, file),
    exit,
    counts,
    verdict,
  })),
);

function read(folder: string, file: string): string {
  return fs.readFileSync(path.join(FIXTURES, folder, file), 'utf8');
}

/** The report of one tool. */
export function realReport(tool: string, file: string): RealReport {
  const found = REAL_REPORTS.find((report) => report.tool === tool && report.file === file);
  if (!found) throw new Error(`no report ${tool}/${file}`);
  return found;
}
