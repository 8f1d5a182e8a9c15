import type { ExcludedGate, GatePlan } from '../core/plan.ts';
import { unknownWord } from '../gates/shared/references.ts';
import { closureOf } from './order.ts';

/** What the command line asks for. */
export interface Wish {
  readonly gates: readonly string[];
  readonly skip: readonly string[];
}

export interface Selected {
  readonly gates: readonly GatePlan[];
  readonly excluded: readonly ExcludedGate[];
  /** Why the decision is PARTIAL at best. */
  readonly partial: readonly string[];
  /** Mistakes of the command line, a line each. */
  readonly mistakes: readonly string[];
}

/** The gates that a selection leaves: those named with what they need, without those that are skipped. */
export function select(gates: readonly GatePlan[], wish: Wish): Selected {
  const ids = gates.map(({ id }) => id);
  const chosen = new Set(wish.gates.length === 0 ? ids : [...wish.gates, ...closureOf(wish.gates, gates)]);
  const skipped = new Set(wish.skip);
  const left = gates.filter(({ id }) => chosen.has(id) && !skipped.has(id));
  const excluded = gates.flatMap(({ id }): ExcludedGate[] => {
    if (!chosen.has(id)) return [{ id, why: 'not-selected' }];
    return skipped.has(id) ? [{ id, why: 'skipped-by-user' }] : [];
  });
  return {
    gates: left,
    excluded,
    partial: chosen.size < ids.length ? [`only ${left.map(({ id }) => id).join(', ')} (--gate)`] : [],
    mistakes: mistakesOf(gates, left, wish),
  };
}

function mistakesOf(gates: readonly GatePlan[], left: readonly GatePlan[], wish: Wish): readonly string[] {
  const ids = gates.map(({ id }) => id);
  const mistakes: string[] = [];
  for (const id of wish.gates) if (!ids.includes(id)) mistakes.push(`--gate: ${unknownGate(id, ids)}`);
  for (const id of wish.skip) {
    const gate = gates.find((candidate) => candidate.id === id);
    if (!gate) mistakes.push(`--skip: ${unknownGate(id, ids)}`);
    else if (gate.required) mistakes.push(`--skip: gate "${id}" is required; only advisory gates can be skipped`);
    else if (wish.gates.includes(id)) mistakes.push(`--skip: gate "${id}" is selected by --gate`);
    for (const { id: dependent, needs } of left) {
      if (gate && needs.includes(id)) mistakes.push(`--skip: gate "${dependent}" needs "${id}"`);
    }
  }
  if (mistakes.length === 0 && left.length === 0) mistakes.push('--skip: no gate is left');
  return mistakes;
}

/** The nearest one, or all that there are. */
function unknownGate(id: string, ids: readonly string[]): string {
  const unknown = unknownWord('gate', id, ids);
  return unknown.includes('did you mean') ? unknown : `${unknown}; gates: ${ids.join(', ')}`;
}

/** A purpose that no gate knows makes nothing required that should be: a mistake. */
export function checkPurpose(purpose: string | undefined, known: ReadonlySet<string>): readonly string[] {
  if (purpose === undefined || known.has(purpose)) return [];
  const purposes = known.size === 0 ? 'no gate has "required-for"' : `known purposes: ${[...known].join(', ')}`;
  return [`--for: ${unknownWord('purpose', purpose, [...known])}; ${purposes}`];
}
