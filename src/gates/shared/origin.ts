import type { JudgeContext } from '../../core/fold.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Finding } from '../../core/judgement.ts';
import { numberOf, type Observation, stringOf } from '../../core/observation.ts';
import { ageOf, foreignOrigin, type OriginFacts } from '../../core/origin.ts';
import type { Verdict } from '../../core/verdict.ts';
import { producingGate } from './references.ts';

/** Verdicts of a gate whose files may be used. */
const GOOD: ReadonlySet<Verdict> = new Set<Verdict>(['passed', 'warned', 'waived']);

/** What the fact of an attachment tells of where it comes from. @throws MalformedObservation */
export function originFacts(o: Observation): OriginFacts {
  return {
    modifiedAt: numberOf(o, 'modifiedAt'),
    seenAt: o.t,
    future: o['future'] === true,
    earlier: o['earlier'] === true,
    committed: o['committed'] === true,
    artifact: o['artifact'] === undefined ? undefined : stringOf(o, 'artifact'),
    jobAt: o['jobAt'] === undefined ? 0 : numberOf(o, 'jobAt'),
  };
}

/** Why an attachment does not come from where it must, in words that follow its name. @throws MalformedObservation */
export function foreignAttachment(o: Observation, producer: string | undefined): string | undefined {
  return foreignOrigin(producer, originFacts(o));
}

/** Why what a gate produced can't be used: an advisory gate that failed satisfies `needs`, and has nothing to show. */
export function producerTrouble(producer: string | undefined, { upstream }: Pick<JudgeContext, 'upstream'>): string | undefined {
  const id = producingGate(producer);
  if (id === undefined) return undefined;
  const judgement = upstream(id);
  if (!judgement) return `gate "${id}" has not been judged: name it in "needs"`;
  return GOOD.has(judgement.raw)
    ? undefined
    : `gate "${id}", which produced it, ${judgement.raw === 'failed' ? 'failed' : `is ${judgement.raw}`}`;
}

/** What wildcards met and did not read, in words; undefined where that was nothing. */
export function passedOverInWords(o: JsonObject): string | undefined {
  const [links, hidden] = [namesIn(o, 'linksOut'), namesIn(o, 'hidden')];
  const parts = [
    ...(links.length > 0 ? [`linked folders that lead out of the checkout: ${links.join(', ')}`] : []),
    ...(hidden.length > 0 ? [`hidden files: ${hidden.join(', ')}`] : []),
  ];
  return parts.length === 0 ? undefined : `not read: ${parts.join('; ')}`;
}

function namesIn(facts: JsonObject, field: 'linksOut' | 'hidden'): readonly string[] {
  const names = facts[field];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** Says of a file that it is taken as it is. @throws MalformedObservation */
export function externalFinding(o: Observation): Finding {
  return {
    title: stringOf(o, 'original'),
    message: `taken as it is (produced-by: external): ${ageOf(originFacts(o))}`,
    seq: o.seq,
    note: true,
  };
}

/** Files that are named behind the first. */
const MOST_TWINS = 3;

/**
 * Says of files of a run that they hold what lay there before: of the first, and how many more. @param all each names its file as its
 * `original`, or by its `path` @throws MalformedObservation
 */
export function twinFindings(all: readonly Observation[]): readonly Finding[] {
  const [first, ...others] = all;
  if (!first) return [];
  const age = ageOf({ modifiedAt: numberOf(first, 'twinAt'), seenAt: first.t });
  const message = `has the very bytes of what lay there before the run, ${age}: written again, or only touched${othersInWords(others.map(nameOf))}`;
  return [{ title: nameOf(first), message, seq: first.seq, note: true }];
}

function othersInWords(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_TWINS ? ', …' : '';
  return `; so ${names.length === 1 ? 'has' : 'have'} ${names.length} more: ${names.slice(0, MOST_TWINS).join(', ')}${more}`;
}

function nameOf(o: Observation): string {
  return stringOf(o, o['original'] === undefined ? 'path' : 'original');
}
