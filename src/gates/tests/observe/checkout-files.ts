import fs from 'node:fs';
import path from 'node:path';
import { fileListText } from '../../../formats/file-list.ts';
import { git, type GitPlace } from '../../../live/git.ts';

/** Folders that hold no sources of the project, where git does not say which ones do. */
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** A walk that meets more files than this ends: so many names are no checkout. */
const MOST_FILES = 200_000;

/**
 * The files of the checkout that holds `cwd`, as `fileListParser` reads them: what git tracks and what is new and not ignored; without
 * git, what lies below `cwd`.
 */
export async function checkoutFiles(place: GitPlace): Promise<string> {
  const { cwd } = place;
  const root = (await git(place, 'rev-parse', '--show-toplevel'))?.replace(/\n$/, '');
  const top = { ...place, cwd: root ?? cwd };
  const tracked = root === undefined ? undefined : await git(top, 'ls-files', '-z', '--recurse-submodules');
  const others = root === undefined ? undefined : await git(top, 'ls-files', '-z', '--others', '--exclude-standard');
  if (root === undefined || tracked === undefined || others === undefined) return listOf(cwd, cwd, filesBelow(cwd));
  return listOf(root, cwd, new Set([...tracked.split('\0'), ...others.split('\0')].filter((file) => file !== '')));
}

function listOf(root: string, cwd: string, files: Iterable<string>): string {
  const real = fs.realpathSync(root);
  const workingDirectory = slashed(path.relative(real, fs.realpathSync(cwd)));
  // The root as the working directory is called, where links lead to it.
  const named = workingDirectory === '' ? cwd : path.resolve(cwd, ...workingDirectory.split('/').map(() => '..'));
  return fileListText({ roots: [...new Set([named, root, real].map(slashed))], workingDirectory }, files);
}

function* filesBelow(root: string): Iterable<string> {
  const folders = [''];
  let met = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(below);
      if (!entry.isFile()) continue;
      if (++met > MOST_FILES) throw new Error(`more than ${MOST_FILES} files below ${root}`);
      yield below;
    }
  }
}

function slashed(file: string): string {
  return file.replaceAll(path.sep, '/');
}
