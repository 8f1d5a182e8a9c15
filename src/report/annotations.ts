import type { Criterion, Finding, Judgement } from '../core/judgement.ts';
import { gateOf, type GatePlan } from '../core/plan.ts';
import { against } from '../core/row-words.ts';
import type { Verdict } from '../core/verdict.ts';
import { ANNOTATIONS, cut, GITHUB, type Some, some } from './budget.ts';
import { label, labelLines, plainLines } from './escape.ts';
import { verdictOfFinding } from './finding-verdict.ts';
import type { Outcome } from './outcome.ts';
import { type Repository, repositoryPath } from './place.ts';

export type Level = 'failure' | 'warning' | 'notice';

/** An annotation as the API of check runs takes it. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: Level;
  readonly title: string;
  readonly message: string;
  /** The message exactly as it was recorded, where it had to be changed to be harmless. */
  readonly raw_details?: string;
}

const LEVELS: readonly Level[] = ['failure', 'warning', 'notice'];
/** The largest line number that the API takes. */
const LAST_LINE = 2_147_483_647;

/**
 * What to point at, the gravest first: each finding at its file and line, and each criterion that failed, is blocked or warned and
 * has no finding of its name, at its gate's line in the configuration. What has no place in the repository stands there too.
 */
export function annotations(outcome: Outcome, repository: Repository): Some<Annotation> {
  const all = outcome.decision.judgements.flatMap((judgement) =>
    annotationsOf(judgement, gateOf(outcome.plan, judgement.gate), repository),
  );
  return some(
    LEVELS.flatMap((level) => all.filter(({ annotation_level }) => annotation_level === level)),
    ANNOTATIONS,
  );
}

/** As many as one request may bring each, in order. */
export function batches(all: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const size = GITHUB.annotationsPerRequest;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function annotationsOf(judgement: Judgement, plan: GatePlan | undefined, repository: Repository): readonly Annotation[] {
  const found = new Set(judgement.findings.flatMap(({ title, note }) => (note ? [] : [title])));
  return [
    ...judgement.findings.map((finding) => ofFinding(judgement, finding, plan, repository)),
    ...judgement.criteria
      .filter(({ name, verdict }) => isAnnotated(verdict) && !found.has(name))
      .map((criterion) => ofCriterion(judgement, criterion, plan, repository)),
  ];
}

/** What was skipped is not: the gate that it waited for is. */
function isAnnotated(verdict: Verdict): boolean {
  return verdict === 'failed' || verdict === 'blocked' || verdict === 'warned';
}

function ofFinding(judgement: Judgement, finding: Finding, plan: GatePlan | undefined, repository: Repository): Annotation {
  const { title, message, file, line } = finding;
  const path = file === undefined ? undefined : repositoryPath(file, plan?.workingDirectory ?? '', repository);
  // A file that can't be pointed at is at least named.
  const named = file !== undefined && path === undefined ? ` (${file}${line === undefined ? '' : `:${line}`})` : '';
  return {
    ...(path === undefined ? gateLine(plan, repository) : lineOf(path, line)),
    annotation_level: levelOf(judgement, verdictOfFinding(judgement, finding)),
    ...words(`${judgement.gate}: ${title}`, `${message}${named}`),
  };
}

function ofCriterion(judgement: Judgement, criterion: Criterion, plan: GatePlan | undefined, repository: Repository): Annotation {
  const { name, target, measured, verdict, words: told } = criterion;
  const why = told ?? (verdict === 'blocked' ? measured : against(measured, target));
  return {
    ...gateLine(plan, repository),
    annotation_level: levelOf(judgement, verdict),
    ...words(`${judgement.gate}: ${name}`, `${verdict}: ${why}`),
  };
}

function levelOf({ required, verdict: ofGate }: Judgement, verdict: Verdict | undefined): Level {
  if (verdict === undefined) return 'notice';
  const bad = verdict === 'failed' || verdict === 'blocked';
  if (bad && required && ofGate !== 'waived') return 'failure';
  return isAnnotated(verdict) ? 'warning' : 'notice';
}

type Place = Pick<Annotation, 'path' | 'start_line' | 'end_line'>;

function gateLine(plan: GatePlan | undefined, { configuration }: Repository): Place {
  return lineOf(configuration, plan?.at.line);
}

function lineOf(path: string, line = 1): Place {
  const at = Number.isInteger(line) && line >= 1 && line <= LAST_LINE ? line : 1;
  return { path, start_line: at, end_line: at };
}

function words(title: string, message: string): Pick<Annotation, 'title' | 'message' | 'raw_details'> {
  const shown = cut(labelLines(message), GITHUB.annotationText) || 'no message';
  const exact = cut(plainLines(message).trim(), GITHUB.annotationText);
  return {
    title: cut(label(title), GITHUB.annotationTitle),
    message: shown,
    ...(exact !== shown && exact !== '' && { raw_details: exact }),
  };
}
