import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { afterEach, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { FLOORS, IMPURE, PURE } from '../scripts/house.ts';
import { VERSION } from '../src/core/version.ts';

const REPO = path.resolve(import.meta.dirname, '..');
const OXLINT = path.join(REPO, 'node_modules/oxlint/bin/oxlint');
const planted: string[] = [];
afterEach(() => {
  for (const file of planted.splice(0)) fs.rmSync(file, { force: true });
});

/** Puts a file into the house, lints it, and takes it out again. @returns what the linter said */
function lint(file: string, content: string): string {
  const target = path.join(REPO, file);
  planted.push(target);
  fs.writeFileSync(target, content);
  return spawnSync(process.execPath, [OXLINT, '--deny-warnings', target], { cwd: REPO, encoding: 'utf8' }).stdout;
}

/** What the linter says of each thing that a pure floor may not do. */
const WORDS = ["'node:fs'", 'observe.ts', "'Date'", 'Math.random', 'Math.pow', "'Intl'", "'process'", 'localeCompare'];

describe('the linter', () => {
  const pairs = FLOORS.flatMap((above, i) => FLOORS.slice(i + 1).map((below) => [below, above] as const));
  const folderOf: Readonly<Record<string, string>> = { gates: 'gates/checks', adapters: 'adapters/store' };

  it('refuses every import that goes up', () => {
    for (const below of FLOORS.slice(1)) {
      const folder = folderOf[below] ?? below;
      if (!fs.existsSync(path.join(REPO, 'src', folder))) continue;
      const above = pairs.filter(([floor]) => floor === below).map(([, floor]) => floor);
      const depth = '../'.repeat(folder.split('/').length);
      const imports = above.map((floor, i) => `import * as x${i} from '${depth}${floor}/planted.ts';`);
      const said = lint(
        `src/${folder}/planted.ts`,
        `${imports.join('\n')}\nexport const all = [${above.map((_, i) => `x${i}`).join(', ')}];\n`,
      );
      for (const floor of above) expect(said, `${below} imports ${floor}`).toContain(`${floor}/planted.ts' import is restricted`);
    }
  });

  it('lets an import go down', () => {
    expect(lint('src/verdict/planted.ts', "export { worst } from '../core/verdict.ts';\n")).toContain('Found 0 warnings and 0 errors');
  });

  it('keeps the pure floors pure', () => {
    const impure = [
      "import fs from 'node:fs';",
      "import { observer } from './observe.ts';",
      'export const all = [fs, observer, Date.now(), Math.random(), Math.pow(2, 3), Intl, process.pid, "a".localeCompare("b")];',
    ].join('\n');
    for (const folder of ['verdict', 'gates/checks', 'stats', 'report', 'plan']) {
      const said = lint(`src/${folder}/planted.ts`, impure);
      expect(
        WORDS.filter((word) => !said.includes(word)),
        folder,
      ).toEqual([]);
    }
  });

  it('sees cycles and floating promises', () => {
    const other = path.join(REPO, 'src/core/planted-too.ts');
    planted.push(other);
    fs.writeFileSync(other, "import { a } from './planted.ts';\nexport const b = (): unknown => a;\n");
    const floating = 'const f = async (): Promise<void> => {};\nexport function g(): void {\n  f();\n}\n';
    const said = lint('src/core/planted.ts', `import { b } from './planted-too.ts';\nexport const a = (): unknown => b;\n${floating}`);
    expect(said).toContain('no-cycle');
    expect(said).toContain('no-floating-promises');
  });
});

describe('the sources', () => {
  it('take no power by ** on a pure floor: it differs between Node versions', () => {
    const files = PURE.flatMap(({ files }) => fs.globSync(files, { cwd: REPO, exclude: IMPURE }));
    expect(files.length).toBeGreaterThan(30);
    const withPower = files.filter((file) =>
      /[\w)\]] \*\*=? [\w(]/.test(fs.readFileSync(path.join(REPO, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    );
    expect(withPower).toEqual([]);
  });

  it('are tested on Node 24 whatever the machine has', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });

  it('say the version of package.json', () => {
    expect(VERSION).toBe(packageJson.version);
  });
});

describe('gate verify', () => {
  it('has no process, network or worker in its module graph', async () => {
    const bundle = await rolldown({ input: path.join(REPO, 'src/app/commands/verify.ts'), platform: 'node', logLevel: 'silent' });
    const { output } = await bundle.generate({ format: 'esm' });
    await bundle.close();
    const imports = output.flatMap((chunk) => (chunk.type === 'chunk' ? [...chunk.imports, ...chunk.dynamicImports] : []));
    const builtins = [...new Set(imports.map((name) => name.replace(/^node:/, '')))].filter((name) => !name.endsWith('.js')).sort();
    expect(builtins).toContain('fs');
    for (const forbidden of ['child_process', 'net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'worker_threads', 'cluster', 'vm'])
      expect(builtins).not.toContain(forbidden);
    const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
    expect(code).not.toMatch(/\b(fetch|WebSocket)\(/);
    expect(code).not.toContain('observe.ts');
  });
});

describe('the repository', () => {
  it('names no path of a machine', () => {
    const files = execFileSync('git', ['ls-files'], { cwd: REPO, encoding: 'utf8' }).trim().split('\n');
    const own = files.filter((file) => !file.startsWith('dist/') && file !== 'package-lock.json' && fs.existsSync(path.join(REPO, file)));
    const named = own.filter((file) => /(^|[^\w./-])\/(root|home\/\w+)\//.test(fs.readFileSync(path.join(REPO, file), 'utf8')));
    expect(named.filter((file) => file !== 'test/house.test.ts')).toEqual([]);
  });
});
