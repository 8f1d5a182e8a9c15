import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOORS, IMPURE, PURE, PURE_PACKAGES, WRAPPERS } from '../scripts/house.ts';
import { circles, climbs, importGraph, waysOut } from './import-graph.ts';

const REPO = path.resolve(import.meta.dirname, '..');
// What another test plants on disk to try the linter is not looked at.
const listed = (patterns: readonly string[]): string[] => fs.globSync([...patterns], { cwd: REPO, exclude: ['**/planted*.ts'] });
const read = (file: string): string => fs.readFileSync(path.join(REPO, file), 'utf8');

const impure = new Set(listed(IMPURE));
const pure = listed(PURE.map(({ files }) => files)).filter((file) => !impure.has(file));
const sources = Object.fromEntries(listed(['src/**/*.ts']).map((file) => [file, read(file)]));
const graph = importGraph(sources);

/** The graph with files put in, or put in the place of others. */
const planted = (files: Readonly<Record<string, string>>): typeof graph => importGraph({ ...sources, ...files });

/** What the pure files need, directly or by others, and may not have: by the way that leads there. */
function impurities(of: typeof graph, files: readonly string[]): readonly string[] {
  const within = new Set(files);
  const isAllowed = (target: string, importer: string): boolean =>
    within.has(target) || PURE_PACKAGES.includes(target) || WRAPPERS.some(({ file, of }) => file === importer && of === target);
  return files.flatMap((file) => waysOut(of, file, isAllowed));
}

describe('the pure files', () => {
  it('reach nothing that looks at the world, however far', () => {
    expect(pure.length).toBeGreaterThan(150);
    expect(impurities(graph, pure)).toEqual([]);
  });

  it.each(['src/live/clock.ts', 'src/gates/checks/observe.ts', 'node:fs', 'yazl'])('are seen to reach %s two steps away', (target) => {
    const name = target.startsWith('src/') ? target.replace('src/', '../') : target;
    const with3 = planted({
      'src/verdict/first.ts': "import { b } from './second.ts';\nexport const a = b;\n",
      'src/verdict/second.ts': "export { c as b } from '../core/third.ts';\n",
      'src/core/third.ts': `export const c = () => import('${name}');\n`,
    });
    const said = impurities(with3, [...pure, 'src/verdict/first.ts', 'src/verdict/second.ts', 'src/core/third.ts']);
    expect(said).toContain(`src/verdict/first.ts → src/verdict/second.ts → src/core/third.ts → ${target}`);
  });

  it('may name the types of what looks at the world', () => {
    const file = 'src/verdict/first.ts';
    const source =
      "import type { Clock } from '../live/clock.ts';\nexport type { Clock } from '../live/clock.ts';\nexport type A = Clock;\n";
    expect(impurities(planted({ [file]: source }), [file])).toEqual([]);
  });

  it('have the builtins that compute in their wrappers alone', () => {
    const file = 'src/report/planted.ts';
    const source = "import { createHash } from 'node:crypto';\nexport const hash = createHash;\n";
    expect(impurities(planted({ [file]: source }), [...pure, file])).toEqual([`${file} → node:crypto`]);
  });
});

describe('imports', () => {
  it('go down only', () => {
    expect(climbs(graph, FLOORS)).toEqual([]);
  });

  it('are seen to go up, be it for a type', () => {
    const file = 'src/core/planted.ts';
    const up = planted({
      [file]: "import type { Plan } from '../plan/load.ts';\nexport { html } from '../report/html.ts';\nexport type P = Plan;\n",
    });
    expect(climbs(up, FLOORS)).toEqual([`${file} → src/plan/load.ts`, `${file} → src/report/html.ts`]);
  });

  it('name files that are there, on floors that have a name', () => {
    const targets = [...graph].flatMap(([file, imports]) => imports.map(({ to }) => [file, to] as const));
    expect(targets.filter(([, to]) => to.startsWith('src/') && !graph.has(to))).toEqual([]);
    expect([...graph.keys()].filter((file) => !FLOORS.includes(file.split('/')[1] ?? ''))).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles(graph)).toEqual([]);
  });

  it('are seen to make one', () => {
    const around = planted({
      'src/core/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'src/core/b.ts': "import { c } from './c.ts';\nexport const b = () => c;\n",
      'src/core/c.ts': "import { a } from './a.ts';\nexport const c = () => a;\n",
    });
    expect(circles(around)).toEqual(['src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts']);
  });
});
