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
  const order: G[] = [];
  let left = [...gates];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ id }) => id));
    const next = left.find(({ needs }) => !needs.some((need) => waiting.has(need)));
    if (!next) return { order, problems: [cycleProblem(left, section)] };
    order.push(next);
    left = left.filter((gate) => gate !== next);
  }
  return { order, problems: [] };
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

/** A gate's needs and theirs, without itself. */
export function closureOf(id: string, gates: readonly Ordered[]): ReadonlySet<string> {
  const byId = new Map(gates.map((gate) => [gate.id, gate]));
  const closure = new Set<string>();
  const open = [...(byId.get(id)?.needs ?? [])];
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (closure.has(need)) continue;
    closure.add(need);
    open.push(...(byId.get(need)?.needs ?? []));
  }
  closure.delete(id);
  return closure;
}
