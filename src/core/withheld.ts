type Environment = Readonly<Record<string, string>>;

/**
 * The names that a command of its own `env` was not given, of those that are withheld from all: an `env` hands one on under its own
 * name, or as the value of another.
 */
export function stillWithheld(names: readonly string[], env: readonly Environment[]): readonly string[] {
  const given = env.flatMap((one) => Object.entries(one));
  return names.filter((name) => given.every(([key, value]) => key !== name && !mentions(value, name)));
}

function mentions(value: string, name: string): boolean {
  return [...value.matchAll(/\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}/g)].some(([, found]) => found === name);
}
