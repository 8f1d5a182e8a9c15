/** Every process of an execution carries its id in this variable, and its children inherit it. */
export const MARKER = 'GATE_EXECUTION';

/** The tree (a service, a command) that a process belongs to stands in this one, so that nobody ends what is another tree's. */
const TREE = 'GATE_TREE';

/** An environment that carries the marker. @param tree under which the tracker watches it */
export function marked(env: Readonly<Record<string, string>>, execution: string, tree: string): Record<string, string> {
  return { ...env, [MARKER]: execution, [TREE]: encodeURIComponent(tree) };
}

/** What a program of ours needs: where programs, temporary files and the system's own libraries are. */
const NEEDED: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
]);

/**
 * The environment of a helper that outlives us: it holds no secret that it has no use for, and nothing by which processes are
 * looked for to be ended, neither ours nor a runner's (RUNNER_TRACKING_ID).
 */
export function bareEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.has(name.toUpperCase())));
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
