import { EVIDENCE_GATE } from '../core/plan.ts';
import { unknownWord } from '../gates/shared/references.ts';
import type { DataProblem } from './validate.ts';

/** What needs its like: gates, services. */
export interface Section {
  readonly key: 'gates' | 'services';
  readonly noun: string;
}

export const GATES: Section = { key: 'gates', noun: 'gate' };
export const SERVICES: Section = { key: 'services', noun: 'service' };

/** A gate or a service as far as its place in the order depends on it. */
export interface Ordered {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Needs that name nothing, itself, or the same twice. */
export function checkNeeds(all: readonly Ordered[], ids: readonly string[], { key, noun }: Section): readonly DataProblem[] {
  return all.flatMap(({ id, needs }) =>
    needs.flatMap((need, index): DataProblem[] => {
      const say = (message: string): DataProblem[] => [{ path: [key, id, 'needs', index], part: 'value', message }];
      if (key === GATES.key && need === EVIDENCE_GATE) return say('"evidence" is built in and always last: no gate can need it');
      if (need === id) return say(`"${id}" needs itself`);
      if (!ids.includes(need)) return say(unknownWord(noun, need, ids));
      return needs.indexOf(need) === index ? [] : say(`a second "${need}"`);
    }),
  );
}

/** The order in which gates run, and services start: what one needs comes before it; otherwise the order of the file. */
export function inOrder<G extends Ordered>(
  gates: readonly G[],
  section: Section,
): { readonly order: readonly G[]; readonly problems: readonly DataProblem[] } {
  const ids = new Set(gates.map(({ id }) => id));
  // That one needs itself is said with its needs.
  const open = gates.map(({ id, needs }) => new Set(needs.filter((need) => need !== id && ids.has(need))));
  const neededBy = new Map<string, number[]>();
  gates.forEach(({ needs }, place) => needs.forEach((need) => neededBy.set(need, [...(neededBy.get(need) ?? []), place])));
  const order = new Set<G>();
  for (let place = 0; place < gates.length;) {
    const gate = gates[place];
    const isNext = gate !== undefined && !order.has(gate) && open[place]?.size === 0;
    if (!isNext) {
      place++;
      continue;
    }
    order.add(gate);
    const freed = neededBy.get(gate.id) ?? [];
    for (const other of freed) open[other]?.delete(gate.id);
    // One that stands before may have waited for it.
    place = Math.min(place, ...freed);
  }
  const left = gates.filter((gate) => !order.has(gate));
  return { order: [...order], problems: left.length === 0 ? [] : [cycleProblem(left, section)] };
}

/** Each that is left needs another one that is left: whoever follows the needs comes round. */
function cycleProblem(left: readonly Ordered[], { key, noun }: Section): DataProblem {
  const byId = new Map(left.map((gate) => [gate.id, gate]));
  const trail: string[] = [];
  let at = left[0];
  while (at && !trail.includes(at.id)) {
    trail.push(at.id);
    at = byId.get(at.needs.find((need) => byId.has(need)) ?? '');
  }
  const cycle = trail.slice(trail.indexOf(at?.id ?? ''));
  const first = cycle[0] ?? '';
  const index = byId.get(first)?.needs.findIndex((need) => byId.has(need)) ?? 0;
  return {
    path: [key, first, 'needs', index],
    part: 'value',
    message: `${noun}s need each other in a circle: ${[...cycle, first].join(' → ')}`,
  };
}

/** What some need, and what that needs, without themselves. */
export function closureOf(ids: readonly string[], gates: readonly Ordered[]): ReadonlySet<string> {
  const byId = new Map(gates.map((gate) => [gate.id, gate]));
  const closure = new Set<string>();
  const open = ids.flatMap((id) => byId.get(id)?.needs ?? []);
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (closure.has(need)) continue;
    closure.add(need);
    open.push(...(byId.get(need)?.needs ?? []));
  }
  for (const id of ids) closure.delete(id);
  return closure;
}
