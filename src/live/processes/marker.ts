/** Every process of an execution carries its id in this variable, and its children inherit it. */
export const MARKER = 'GATE_EXECUTION';

/** By this variable a runner ends, after the job, what the job has left: the guard has its own time to end. */
const RUNNERS = 'RUNNER_TRACKING_ID';

/** The tree (a service, a command) that a process belongs to stands in this one, so that nobody ends what is another tree's. */
const TREE = 'GATE_TREE';

/** An environment that carries the marker. @param tree under which the tracker watches it */
export function marked(env: Readonly<Record<string, string>>, execution: string, tree: string): Record<string, string> {
  return { ...env, [MARKER]: execution, [TREE]: encodeURIComponent(tree) };
}

/** An environment that carries nothing by which processes are looked for, to be ended. */
export function unmarked(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => ![MARKER, TREE, RUNNERS].includes(name)));
}

/** The tree that an environment (`NAME=value`, …) names; undefined for one that names none. */
export function treeIn(environment: readonly string[]): string | undefined {
  const entry = environment.find((one) => one.startsWith(`${TREE}=`));
  try {
    return entry && decodeURIComponent(entry.slice(TREE.length + 1));
  } catch {
    return undefined;
  }
}
