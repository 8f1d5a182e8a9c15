import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Project } from './harness.ts';

/** The superuser may do everything: as such, what the system refuses is tried as nobody. */
const NOBODY = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: NOBODY } : {};

let project: Project;
beforeAll(async () => {
  project = new Project();
  fs.chmodSync(project.folder, 0o777);
  project.write('gates.yml', 'version: 1\nname: x\ngates: { a: { run: "head -c 40000000 /dev/zero > $GATE_DIR/zeros" } }\n');
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(0);
});
afterAll(() => project.close());

/** `gate …` of the zip with a temporary folder of its own; `then` once a file of that name is unpacked. */
async function reading(
  args: readonly string[],
  name: string,
  then: (child: { kill(signal: NodeJS.Signals): void }, temporary: string) => void,
) {
  const temporary = fs.mkdtempSync(path.join(project.folder, 'tmp-'));
  fs.chmodSync(temporary, 0o777);
  const { child, done } = project.start([...args, `${project.bundle()}.zip`], { ...asUser, env: { TMPDIR: temporary, HOME: temporary } });
  await vi.waitUntil(
    () => child.exitCode !== null || fs.readdirSync(temporary, { recursive: true }).some((file) => path.basename(String(file)) === name),
    { timeout: 30_000, interval: 2 },
  );
  then(child, temporary);
  const ran = await done;
  fs.chmodSync(temporary, 0o777);
  return { ...ran, left: fs.readdirSync(temporary) };
}

/** Of the first file and of the last one, in the order of the zip. */
const MOMENTS = [
  ['while it unpacks', 'bagit.txt'],
  ['while it verifies', 'tagmanifest-sha256.txt'],
] as const;

it.each(MOMENTS)('verify of a zip that is interrupted %s leaves nothing', async (_, name) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const { left, ...ended } = await reading(['verify'], name, (child) => child.kill(signal));
    expect([ended.code, ended.signal, ended.stderr, left]).toEqual([null, signal, '', []]);
  }
});

it('what can not be removed afterwards is named', async () => {
  const { code, stdout, stderr, left } = await reading(['verify'], 'bagit.txt', (_, temporary) => fs.chmodSync(temporary, 0o555));
  expect(left).toHaveLength(1);
  expect(stderr).toMatch(/^gate verify: what was unpacked could not be removed: EACCES.*\n$/);
  expect(stderr).toContain(String(left[0]));
  expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/holds/)]);
});
