import type { Json, JsonObject } from '../core/json.ts';
import type { ProbePlan } from '../core/plan.ts';
import { blocked, failed, passed, type ProbeVerdict } from './rows.ts';
import type { Reads } from './sight.ts';
import { isObject, optionalNumber, textsOf } from './target.ts';

/** What a file probe requires, from "it is there" to what its lines say; a row for each key. Nothing is said of a file that is not there. */
export function fileRows(plan: ProbePlan, got: JsonObject, reads: Reads): readonly ProbeVerdict[] {
  if (got['exists'] === false && (reads('exists') || plan.target['optional'] === true))
    return [...prefixRows(plan, got), ...lostRows(plan, got)];
  const there = thereRow(plan, got);
  if (there.verdict !== 'passed') return [there];
  return [
    ...(reads('exists') ? [] : [there]),
    ...sizeRows(plan, got),
    ...freshRows(got),
    ...prefixRows(plan, got),
    ...searchRows(plan, got),
  ];
}

function thereRow(plan: ProbePlan, got: JsonObject): ProbeVerdict {
  const { count } = got;
  const wanted = optionalNumber(plan, 'count');
  if (typeof count !== 'number') return unrecorded('count');
  if (wanted !== undefined) {
    const target = filesInWords(wanted);
    return count === wanted
      ? passed(filesInWords(count), target)
      : failed(count < wanted ? 'NOT_FOUND' : undefined, filesInWords(count), target);
  }
  return count > 0 ? passed(count === 1 ? 'there' : filesInWords(count), 'there') : failed('NOT_FOUND', 'not there', 'there');
}

function sizeRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  const least = optionalNumber(plan, 'minBytes');
  if (least === undefined || got['count'] === 0) return [];
  const { smallest } = got;
  if (typeof smallest !== 'number') return [unrecorded('size')];
  const [measured, target] = [`${smallest} bytes`, `≥ ${least} bytes`];
  return [smallest >= least ? passed(measured, target) : failed(undefined, measured, target)];
}

function freshRows(got: JsonObject): readonly ProbeVerdict[] {
  const { stale } = got;
  if (stale === undefined) return [];
  if (typeof stale !== 'number') return [unrecorded('time')];
  const first = typeof got['firstStale'] === 'string' ? `: ${got['firstStale']}` : '';
  return [stale === 0 ? passed('fresh', 'fresh') : failed(undefined, `${stale} older${first}`, 'fresh')];
}

function searchRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  const contains = textsOf(plan, 'contains');
  const lacks = textsOf(plan, 'lacks');
  if (contains.length + lacks.length === 0) return [];
  const { lines } = got;
  if (typeof lines !== 'number') return [unrecorded('search')];
  // Nothing found in nothing is no evidence.
  const empty = lines === 0 && lacks.length > 0 ? [blocked('0 lines', 'lines to search', 'there was no line to search')] : [];
  const forbidden = lacks.map((pattern, index) => matchRow(pattern, countAt(got['lacks'], index), false));
  // What was found is wrong, whatever else was there; what was not found may have stood in what is gone.
  return [
    ...forbidden.filter(({ verdict }) => verdict === 'failed'),
    ...lostRows(plan, got),
    ...contains.map((pattern, index) => matchRow(pattern, countAt(got['contains'], index), true)),
    ...empty,
    ...forbidden.filter(({ verdict }) => verdict !== 'failed'),
  ];
}

/** A log that was rewritten or rotated away may have held anything in between. */
function lostRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  const { lost, firstLost } = got;
  if (lost === undefined) return [];
  const since = plan.target['since'] === 'run' ? 'run' : 'gate';
  const name = typeof firstLost === 'string' ? firstLost : '?';
  return [
    blocked(
      `rewritten: ${name}`,
      `kept since the ${since} began`,
      `${name} no longer holds what it held when the ${since} began: what was written in between is gone`,
    ),
  ];
}

function matchRow(pattern: string, count: number | undefined, wanted: boolean): ProbeVerdict {
  const target = `${wanted ? 'contains' : 'lacks'} /${pattern}/`;
  if (count === undefined) return unrecorded(target);
  const measured = count === 1 ? '1 line matches' : `${count} lines match`;
  return count > 0 === wanted ? passed(measured, target) : failed('BODY', measured, target);
}

function prefixRows(plan: ProbePlan, got: JsonObject): readonly ProbeVerdict[] {
  if (plan.target['appendOnly'] !== true) return [];
  const { prefixes } = got;
  if (!Array.isArray(prefixes)) return [unrecorded('prefix')];
  const rewritten = (prefixes as readonly Json[]).filter(
    (prefix) => !isObject(prefix) || typeof prefix['now'] !== 'string' || prefix['now'] !== prefix['before'],
  );
  if (rewritten.length === 0) return [passed('only appended to', 'append-only')];
  const [first] = rewritten;
  const path = isObject(first) && typeof first['path'] === 'string' ? first['path'] : '?';
  return [failed(undefined, `rewritten: ${path}`, 'append-only')];
}

function countAt(counts: Json | undefined, index: number): number | undefined {
  const count = Array.isArray(counts) ? (counts[index] as Json | undefined) : undefined;
  return typeof count === 'number' ? count : undefined;
}

function filesInWords(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function unrecorded(what: string): ProbeVerdict {
  return blocked('nothing', what, `no ${what} was recorded`);
}
