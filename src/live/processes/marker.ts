/** Every process of an execution carries its id in this variable, and its children inherit it. */
export const MARKER = 'GATE_EXECUTION';

/** An environment that carries the marker. */
export function marked(env: Readonly<Record<string, string>>, execution: string): Record<string, string> {
  return { ...env, [MARKER]: execution };
}
