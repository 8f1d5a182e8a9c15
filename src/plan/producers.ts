import { producingGate } from '../gates/shared/references.ts';
import type { Path } from './document.ts';
import type { Ordered } from './order.ts';
import { type DataProblem, valueAt } from './validate.ts';
import { isMap } from './walk.ts';

/** Gates that are named as the producer of a file and have not written it when it is read. @param order in which the gates run */
export function checkProducers(order: readonly Ordered[], data: unknown): readonly DataProblem[] {
  const ids = order.map(({ id }) => id);
  return ids.flatMap((id, place) =>
    producersIn(valueAt(data, ['gates', id]), ['gates', id]).flatMap(({ path, producer }): DataProblem[] => {
      if (producer === id)
        return [{ path, part: 'value', message: `found "${id}", which is this gate: the file must be there before it runs` }];
      if (ids.indexOf(producer) < place) return [];
      return [{ path, part: 'value', message: `gate "${producer}" runs after this one: add \`needs: [${producer}]\`, or move it up` }];
    }),
  );
}

/** Every gate that a `produced-by` below a value names. */
function producersIn(value: unknown, path: Path): readonly { readonly path: Path; readonly producer: string }[] {
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : isMap(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, inner]) => {
    const at = [...path, key];
    const producer = key === 'produced-by' && typeof inner === 'string' ? producingGate(inner) : undefined;
    return producer === undefined ? producersIn(inner, at) : [{ path: at, producer }];
  });
}
