import type { Problem } from '../core/location.ts';
import type { Annotation } from './annotations.ts';
import { ANNOTATIONS, type Block, CELL_BYTES, cut, fit, GITHUB, ROWS, some } from './budget.ts';
import { commentMarker, type Marker } from './comment-marker.ts';
import type { CommitStatus } from './commit-status.ts';
import { label, labelLines, markdownCode as code } from './escape.ts';
import { type Links, linksLine } from './links.ts';
import { STATUS_MARKS } from './marks.ts';
import { type Note, noteBlocks } from './note.ts';

/** Why no gate could run, so that nothing was observed: BLOCKED without a bundle. */
export interface SetupProblem {
  /** One line each, the first says it all. */
  readonly lines: readonly string[];
  /** Problems of the configuration, with their places. */
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
}

/** Title of the check run, and description of the status. */
export function setupTitle({ lines }: SetupProblem, bytes: number): string {
  return cut(label(`BLOCKED: ${lines[0] ?? 'nothing could be judged'}`), bytes);
}

/** What is wrong, in Markdown of at most `bytes` bytes: for check run, job summary and comment. */
export function setupText({ lines, notes }: SetupProblem, links: Links, bytes: number, marker?: Marker): string {
  const heading = [...(marker ? [commentMarker(marker)] : []), `## ${STATUS_MARKS.BLOCKED} BLOCKED: nothing could be judged`];
  const shown = some(lines, ROWS.attention);
  const words: Block = {
    head: '',
    rows: shown.shown.map((line) => `- ${code(cut(line, 2 * CELL_BYTES)) || 'nothing more is known'}`),
    omitted: shown.omitted,
    one: 'line',
    many: 'lines',
  };
  const line = linksLine(links);
  const end: Block[] = line === '' ? [] : [{ head: line, rows: [], omitted: 0, one: 'line', many: 'lines' }];
  return fit([{ ...words, head: heading.join('\n'), rows: [], omitted: 0 }, ...noteBlocks(notes), words, ...end], bytes);
}

/** The problems at their places in the configuration. */
export function setupAnnotations({ problems }: SetupProblem): readonly Annotation[] {
  return problems.slice(0, ANNOTATIONS).map(({ file, at, message }) => ({
    path: file,
    start_line: at.line,
    end_line: at.line,
    annotation_level: 'failure',
    title: 'Configuration',
    message: cut(labelLines(message), GITHUB.annotationText),
  }));
}

export function setupStatus(problem: SetupProblem, context: string): CommitStatus {
  return { state: 'error', description: setupTitle(problem, GITHUB.statusDescription), context: cut(label(context), GITHUB.statusContext) };
}
