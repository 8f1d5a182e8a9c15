import type { ExcludedGate, GatePlan, StagePlan } from '../core/plan.ts';
import { kinds } from '../gates/registry.ts';
import type { GateSpec } from '../gates/shared/kind.ts';
import { unknownWord } from '../gates/shared/references.ts';

/** What an execution of one stage does, and what it leaves to later ones. */
export interface Staged {
  readonly gates: readonly GatePlan[];
  readonly excluded: readonly ExcludedGate[];
  readonly stage?: StagePlan;
  /** Why the decision is PARTIAL at best. */
  readonly partial: readonly string[];
  /** Mistakes of the command line, a line each. */
  readonly mistakes: readonly string[];
}

/** The gates as an execution of one stage runs them: the staged gate does that stage alone, and what comes after it waits for the last one. */
export function stagedGates(gates: readonly GatePlan[], name: string | undefined): Staged {
  const nothing = { gates, excluded: [], partial: [], mistakes: [] };
  if (name === undefined) return nothing;
  const mistake = (message: string): Staged => ({ ...nothing, mistakes: [`--stage: ${message}`] });
  const [gate, ...others] = gates.filter(({ kind }) => kinds[kind]?.spec.staged !== undefined);
  const kind = gate && kinds[gate.kind]?.spec;
  if (!gate || !kind?.staged) return mistake('no gate of this configuration has stages');
  if (others.length > 0)
    return mistake(`${[gate, ...others].map(({ id }) => `"${id}"`).join(' and ')} have stages; expected one gate that has`);
  const { staged } = kind;
  const names = staged.stages(gate.spec);
  const index = names.indexOf(name);
  if (index < 0) return mistake(unknownWord('stage', name, names));
  const toCome = names.slice(index + 1);
  // What comes after it in one run comes after its last stage, whether it needs it or not.
  const waiting = toCome.length === 0 ? [] : gates.slice(gates.indexOf(gate) + 1);
  const after = names[index - 1];
  return {
    gates: gates.filter((one) => !waiting.includes(one)).map((one) => (one === gate ? only(gate, kind, staged, index) : one)),
    excluded: waiting.map(({ id }) => ({ id, why: 'later-stage' })),
    stage: { gate: gate.id, name, ...(after !== undefined && { after }), toCome },
    partial: toCome.length === 0 ? [] : [`stage "${name}" of ${gate.id}: ${toCome.join(', ')} still to come`],
    mistakes: [],
  };
}

function only(gate: GatePlan, kind: GateSpec, staged: NonNullable<GateSpec['staged']>, index: number): GatePlan {
  const spec = staged.only(gate.spec, index);
  return { ...gate, spec, expected: staged.expect(spec), defaults: kind.defaults(spec) };
}
