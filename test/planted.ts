import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const REPO = path.resolve(import.meta.dirname, '..');
const OXLINT = path.join(REPO, 'node_modules/oxlint/bin/oxlint');

interface Linted {
  readonly diagnostics: readonly { readonly message: string; readonly code: string; readonly filename: string }[];
  readonly number_of_files: number;
}

/** Files that are put into the house, linted together before the first test, for the linter starts slowly, and taken out again. */
export class Planted {
  private readonly contents = new Map<string, string>();
  private linted: Linted = { diagnostics: [], number_of_files: 0 };

  constructor() {
    beforeAll(() => {
      for (const [file, content] of this.contents) fs.writeFileSync(path.join(REPO, file), content);
      this.linted = lint([...this.contents.keys()]);
    });
    afterAll(() => {
      for (const file of this.contents.keys()) fs.rmSync(path.join(REPO, file), { force: true });
    });
  }

  /** @param file below the repository, and only planted once */
  plant(file: string, content: string): void {
    if (this.contents.has(file)) throw new Error(`${file} is planted already`);
    this.contents.set(file, content);
  }

  /** What the linter said of a file, `code: message` a line. */
  said(file: string): string {
    if (!this.contents.has(file)) throw new Error(`${file} was not planted`);
    const ours = this.linted.diagnostics.filter(({ filename }) => filename === file);
    return ours.map(({ code, message }) => `${code}: ${message}`).join('\n');
  }
}

function lint(files: readonly string[]): Linted {
  const { stdout, stderr } = spawnSync(process.execPath, [OXLINT, '--deny-warnings', '--format', 'json', ...files], {
    cwd: REPO,
    encoding: 'utf8',
  });
  const linted = JSON.parse(stdout) as Linted;
  if (linted.number_of_files !== files.length) throw new Error(`${linted.number_of_files} of ${files.length} files were linted: ${stderr}`);
  return linted;
}
