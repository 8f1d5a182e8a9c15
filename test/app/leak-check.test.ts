import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planIn } from '../../src/app/bundle/judge-bundle.ts';
import { LeakingBundle, refuseLeaks } from '../../src/app/bundle/leak-check.ts';
import { Secrets } from '../../src/live/environment.ts';
import { Project } from '../e2e/harness.ts';

const address = ['redis://user', ':', 'Xk29fjQw81', '@cache.internal/0'].join('');

let project: Project;
beforeEach(() => (project = new Project()));
afterEach(() => project.close());

/** A bundle in which one file may hold an address, and a second one to which it is added behind the program's back. */
async function bundleWith(planted: string): Promise<string> {
  project.write('a.txt', `${address}\n`);
  project.write(
    'gates.yml',
    `version: 1
evidence: { allow-secrets: [ { rule: connection-string, path: "*check-1.stdout*", reason: a test of the parser } ] }
gates: { work: { kind: checks, checks: [ { command: cat a.txt }, { command: echo b } ] } }
`,
  );
  expect((await project.gate(['run', 'gates.yml'])).code).toBe(0);
  const bundle = project.bundle();
  if (planted !== '') fs.appendFileSync(path.join(bundle, planted), address);
  return bundle;
}

const looked = (bundle: string): void => refuseLeaks(bundle, planIn(bundle), new Secrets([], {}));

it('what the plan allows in a file stays there', async () => {
  const bundle = await bundleWith('');
  expect(() => looked(bundle)).not.toThrow();
});

it.each(['data/gates/work/check-2.stdout.log', 'data/observations.jsonl'])(
  'the same in %s is a secret that is left, and the bundle is set aside',
  async (file) => {
    const bundle = await bundleWith(file);
    expect(() => looked(bundle)).toThrow(LeakingBundle);
    expect(fs.existsSync(bundle)).toBe(false);
  },
);
