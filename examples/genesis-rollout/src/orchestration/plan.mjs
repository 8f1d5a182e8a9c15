/** The order in which steps can run, each after what it needs. Throws for a circle or a step that is not there. */
export function order(steps) {
  const done = [];
  const under = new Set();
  const visit = (name) => {
    if (done.includes(name)) return;
    if (under.has(name)) throw new Error(`${name} needs itself`);
    const step = steps[name];
    if (!step) throw new Error(`no step ${name}`);
    under.add(name);
    for (const need of step.needs ?? []) visit(need);
    under.delete(name);
    done.push(name);
  };
  for (const name of Object.keys(steps)) visit(name);
  return done;
}

/** Whether a feature is on: the last line of its name counts, as in an environment file. */
export function isOn(lines, name) {
  const values = lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
  return values.at(-1) === 'true';
}
