import { annotations, type Annotation } from './annotations.ts';
import { cut, fit, GITHUB, type Some } from './budget.ts';
import { label } from './escape.ts';
import { gist } from './gist.ts';
import { block, criteria, findings, parts } from './markdown.ts';
import { gatesOf } from './model.ts';
import type { Outcome } from './outcome.ts';
import type { Repository } from './place.ts';
import { attentionBlocks, closing, gatesTable, openingBlocks, type Surroundings } from './projection.ts';
import { countOfThings } from './words.ts';

/** A completed check run as the API takes it: `annotations` by further requests, `batches` of them at a time. */
export interface CheckRun {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly conclusion: 'success' | 'failure';
  readonly annotations: readonly Annotation[];
}

export interface CheckRunOptions extends Surroundings {
  readonly repository: Repository;
  /** Whether a PARTIAL decision is enough for whoever calls. */
  readonly allowPartial: boolean;
}

/**
 * The check run of a decision. It succeeds on GO alone (and on an allowed PARTIAL); everything else is a failure, BLOCKED too:
 * a required check would take `neutral` and `skipped` for a pass, and `action_required` promises a button that we do not have.
 */
export function checkRun(outcome: Outcome, { links, notes, repository, allowPartial }: CheckRunOptions): CheckRun {
  const gates = gatesOf(outcome);
  const marked = annotations(outcome, repository);
  const { status } = outcome.decision;
  return {
    title: cut(label(gist(outcome)), GITHUB.checkTitle),
    summary: fit(
      [...openingBlocks(outcome, notes), gatesTable(outcome), ...attentionBlocks(gates), ...leftOut(marked), closing(outcome, links)],
      GITHUB.checkText,
    ),
    text: fit([criteria(gates), ...parts(gates), ...findings(gates)], GITHUB.checkText),
    conclusion: status === 'GO' || (status === 'PARTIAL' && allowPartial) ? 'success' : 'failure',
    annotations: marked.shown,
  };
}

/** Which evidence a check run that `checkRun` wrote names at its end: the head of it, and the number of its artifact. */
export function evidenceNamedIn(summary: string): { readonly head: string; readonly artifact: string } | undefined {
  const head = [...summary.matchAll(/^Head `([0-9a-f]{64})` · execution /gm)].at(-1);
  if (!head) return undefined;
  // Links stand in the line before, and in no text of the gates that comes after it.
  const links = summary.slice(0, head.index).trimEnd().split('\n').at(-1) ?? '';
  const artifact = /\/actions\/runs\/\d+\/artifacts\/(\d{1,15})\b/.exec(links)?.[1];
  return artifact === undefined ? undefined : { head: head[1] ?? '', artifact };
}

function leftOut({ omitted, shown }: Some<Annotation>) {
  if (omitted === 0) return [];
  return [block(`${countOfThings(omitted, 'more annotation')} did not fit beside the first ${shown.length}; report.md has them all.`, [])];
}
