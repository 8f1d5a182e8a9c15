import path from 'node:path/posix';
import { parseSync } from 'rolldown/utils';

/** One arrow of the graph. `erased`: an `import type`, of which nothing is left when the code runs. */
export interface Import {
  readonly to: string;
  readonly erased: boolean;
}

/** Imports by file. A relative one names a file as the keys do, any other a package or a builtin. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

/** @param sources contents by path */
export function importGraph(sources: Readonly<Record<string, string>>): ImportGraph {
  return new Map(Object.entries(sources).map(([file, source]) => [file, importsOf(file, source)]));
}

function importsOf(file: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const target = (name: string): string => (name.startsWith('.') ? path.join(path.dirname(file), name) : name);
  return [
    ...module.staticImports.map(({ moduleRequest, start }) => ({
      to: target(moduleRequest.value),
      erased: /^import\s+type\b/.test(source.slice(start)),
    })),
    ...module.staticExports.flatMap(({ entries, start }) =>
      entries.flatMap(({ moduleRequest }) =>
        moduleRequest ? [{ to: target(moduleRequest.value), erased: /^export\s+type\b/.test(source.slice(start)) }] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      to: target(source.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
      erased: false,
    })),
  ];
}

/** The shortest way from a file to each thing that its code needs and that is not `allowed`, as `a → b → c`. */
export function waysOut(graph: ImportGraph, from: string, allowed: (target: string, importer: string) => boolean): readonly string[] {
  const found: string[] = [];
  const seen = new Set([from]);
  const queue = [[from]];
  for (let way = queue.shift(); way; way = queue.shift()) {
    const importer = way.at(-1) ?? from;
    for (const { to, erased } of graph.get(importer) ?? []) {
      if (erased || seen.has(to)) continue;
      if (!allowed(to, importer)) found.push([...way, to].join(' → '));
      else if (graph.has(to)) {
        seen.add(to);
        queue.push([...way, to]);
      }
    }
  }
  return found;
}

/** Each import, types too, of a floor above the importer's own, as `a → b`. @param floors folders of `src`, top to bottom */
export function climbs(graph: ImportGraph, floors: readonly string[]): readonly string[] {
  const level = (file: string): number => floors.indexOf(file.split('/')[1] ?? '');
  return [...graph].flatMap(([file, imports]) =>
    imports.filter(({ to }) => graph.has(to) && level(to) < level(file)).map(({ to }) => `${file} → ${to}`),
  );
}

/** A circle of imports that the code needs, for each file that is the first to be seen on one, as `a → b → a`. */
export function circles(graph: ImportGraph): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [[...way.slice(way.indexOf(file)), file].join(' → ')];
    if (done.has(file)) return [];
    const found = (graph.get(file) ?? []).filter(({ erased }) => !erased).flatMap(({ to }) => visit(to, [...way, file]));
    done.add(file);
    return found;
  };
  return [...graph.keys()].flatMap((file) => visit(file, []));
}
