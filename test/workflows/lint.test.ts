import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs, program } from '../platform/programs.ts';
import { read, TEMPLATES, WORKFLOWS } from './files.ts';
import { actionlint, languageService, type Linter, zizmor } from './linters.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-lint-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const CI = '.github/workflows/ci.yml';
const RELEASE_GATE = '.github/workflows/release-gate.yml';

/** Puts a mistake into a file of ours. */
function planted(file: string, from: string, to: string): string {
  const content = read(file);
  expect(content, `${file} has no ${from} to spoil`).toContain(from);
  return content.replace(from, to);
}

describe('actionlint', () => {
  const lint = actionlint();

  it.each([...WORKFLOWS, ...TEMPLATES])('finds nothing in %s', async (file) => {
    expect(await lint(file, read(file))).toEqual([]);
  });

  it('finds an output that no step has', async () => {
    const content = planted(RELEASE_GATE, 'jobs.decide.outputs.head', 'jobs.decide.outputs.haed');
    expect((await lint(RELEASE_GATE, content)).join('\n')).toContain('"haed" is not defined');
  });

  it('finds the root named by `$/`, which runners refuse', async () => {
    const content = planted(RELEASE_GATE, 'uses: $/gate\n', 'uses: $/\n');
    expect((await lint(RELEASE_GATE, content)).join('\n')).toContain('specifying action "$/" in invalid format');
  });

  it('finds an action without a commit, and not only what we except', async () => {
    const content = planted(RELEASE_GATE, 'uses: $/gate\n', 'uses: org/gate-action\n');
    expect((await lint(RELEASE_GATE, content)).join('\n')).toContain('because ref is missing');
  });
});

describe("GitHub's language service", () => {
  let lint: Linter;
  beforeAll(async () => void (lint = await languageService(folder)));

  it.each([...WORKFLOWS, ...TEMPLATES, 'action.yml', 'gate/action.yml'])('finds nothing in %s', async (file) => {
    expect(await lint(file, read(file))).toEqual([]);
  });

  it('finds a key that jobs do not have', async () => {
    const content = planted(RELEASE_GATE, 'timeout-minutes: 30', 'timeout: 30');
    expect((await lint(RELEASE_GATE, content)).join('\n')).toContain("Unexpected value 'timeout'");
  });

  it('finds a version of Node that runners do not have', async () => {
    expect((await lint('action.yml', planted('action.yml', 'using: node24', 'using: node23'))).join('\n')).toContain('node23');
  });
});

describe('zizmor', needs('zizmor'), () => {
  const audit = (...files: string[]): Promise<readonly string[]> => zizmor(program('zizmor') ?? '', files);

  /** Audits a spoilt copy of one of our files. */
  function auditPlanted(file: string, from: string, to: string): Promise<readonly string[]> {
    const copy = path.join(folder, file);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.writeFileSync(copy, planted(file, from, to));
    return audit(copy);
  }

  it('finds nothing', async () => {
    expect(await audit(...WORKFLOWS, ...TEMPLATES, 'action.yml', 'gate/action.yml')).toEqual([]);
  });

  it('finds an expression in a script', async () => {
    expect((await auditPlanted(RELEASE_GATE, '-c "$SETUP"', '-c "${{ inputs.setup }}"')).join('\n')).toContain('template-injection');
  });

  it('finds an action that is not pinned to a commit', async () => {
    const pinned = /setup-node@\S+/.exec(read(CI))?.[0] ?? '';
    expect((await auditPlanted(CI, pinned, 'setup-node@v7')).join('\n')).toContain('unpinned-uses');
  });

  it('finds a token that is left in the checkout', async () => {
    expect((await auditPlanted(CI, 'persist-credentials: false', 'clean: true')).join('\n')).toContain('artipacked');
  });
});
