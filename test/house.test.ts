import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { FLOORS, IMPURE, PURE } from '../scripts/house.ts';
import { VERSION } from '../src/core/version.ts';
import { Planted } from './planted.ts';

const REPO = path.resolve(import.meta.dirname, '..');
/** What the linter says of each thing that a pure floor may not do. */
const WORDS = ["'node:fs'", 'observe.ts', "'Date'", 'Math.random', 'Math.pow', "'Intl'", "'process'", 'localeCompare'];

describe('the linter', () => {
  const planted = new Planted();
  // Deeper than others: so is what it imports.
  const folderOf: Readonly<Record<string, string>> = { gates: 'gates/checks' };

  describe('refuses every import that goes up', () => {
    for (const floor of FLOORS.slice(1)) {
      const folder = folderOf[floor] ?? floor;
      const file = `src/${folder}/planted-up.ts`;
      const above = FLOORS.slice(0, FLOORS.indexOf(floor));
      const depth = '../'.repeat(folder.split('/').length);
      const imports = above.map((other, i) => `import * as x${i} from '${depth}${other}/planted.ts';`);
      planted.plant(file, `${imports.join('\n')}\nexport const all = [${above.map((_, i) => `x${i}`).join(', ')}];\n`);

      it(`from ${floor}`, () => {
        const refused = above.filter((other) => planted.said(file).includes(`${other}/planted.ts' import is restricted`));
        expect(refused).toEqual(above);
      });
    }
  });

  const down = 'src/verdict/planted-down.ts';
  planted.plant(down, "export { worst } from '../core/verdict.ts';\n");
  it('lets an import go down', () => {
    expect(planted.said(down)).toBe('');
  });

  describe('keeps the pure floors pure', () => {
    const impure = [
      "import fs from 'node:fs';",
      "import { observer } from './observe.ts';",
      'export const all = [fs, observer, Date.now(), Math.random(), Math.pow(2, 3), Intl, process.pid, "a".localeCompare("b")];',
    ].join('\n');
    for (const folder of ['verdict', 'gates/checks', 'stats', 'report', 'plan']) {
      const file = `src/${folder}/planted-impure.ts`;
      planted.plant(file, impure);
      it(`such as ${folder}`, () => expect(WORDS.filter((word) => !planted.said(file).includes(word))).toEqual([]));
    }
  });

  const cycle = 'src/core/planted-cycle.ts';
  const floating = 'const f = async (): Promise<void> => {};\nexport function g(): void {\n  f();\n}\n';
  planted.plant(cycle, `import { b } from './planted-cycle-too.ts';\nexport const a = (): unknown => b;\n${floating}`);
  planted.plant('src/core/planted-cycle-too.ts', "import { a } from './planted-cycle.ts';\nexport const b = (): unknown => a;\n");
  it('sees cycles and floating promises', () => {
    expect(planted.said(cycle)).toContain('no-cycle');
    expect(planted.said(cycle)).toContain('no-floating-promises');
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
