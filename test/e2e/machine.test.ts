import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './harness.ts';

/** The superuser may do everything: as such, what the system refuses is tried as nobody. */
const NOBODY = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: NOBODY } : {};

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => project.close());

/** A folder of this project that anybody may write to. */
function openFolder(name: string): string {
  const folder = path.join(project.folder, name);
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o777);
  return folder;
}

describe('what nobody may remove or read', () => {
  const run = async (yaml: string) => {
    fs.chmodSync(project.folder, 0o777);
    const temporary = openFolder('tmp');
    project.write('gates.yml', `version: 1\nname: H\n${yaml}`);
    const ran = await project.gate(['run', 'gates.yml'], { ...asUser, env: { TMPDIR: temporary, HOME: temporary } });
    return { ...ran, left: fs.readdirSync(temporary) };
  };

  it('does not take the verdict, and is named', async () => {
    const { code, stdout, stderr, left } = await run(
      "gates: { a: { run: 'mkdir $GATE_DIR/d && touch $GATE_DIR/d/f && chmod 500 $GATE_DIR/d' } }\n",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^GO /m);
    expect(stderr).toMatch(/temporary files could not be removed: .*gate-/);
    expect(left).toHaveLength(1);
  });

  it('is not kept, and its gate ends as it would', async () => {
    const { code, stderr } = await run(
      "gates: { a: { run: 'mkdir $GATE_DIR/d; touch $GATE_DIR/z; chmod 000 $GATE_DIR/d $GATE_DIR/z' } }\n",
    );
    expect(code).toBe(0);
    for (const name of ['d', 'z']) expect(stderr).toContain(`a: ${name} in $GATE_DIR can't be read and was not kept`);
  });

  it('fails to be the evidence that a gate asked for', async () => {
    const yaml = "gates: { a: { kind: checks, checks: [ { file: app.log, capture: true }, { command: 'chmod 000 app.log' } ] } }\n";
    const file = project.write('app.log', 'all well\n');
    if (asUser.uid !== undefined) fs.chownSync(file, asUser.uid, -1);
    const { code, stdout, stderr } = await run(yaml);
    expect(code, stderr).toBe(2);
    expect(stdout).toContain("app.log can't be read");
  });
});
