import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { complaintIn, gitEnvironment, git, type GitPlace } from './git.ts';

/** Comparing large trees takes time; longer than this it hangs. */
const LIMIT_MS = 120_000;

/** Why there is no answer. */
export interface GitTrouble {
  readonly trouble: string;
  /** It wrote more than it may. */
  readonly tooLarge?: true;
}

/**
 * The commits and files of a repository, seen through an empty one of our own: nothing that a repository or its user says of how to look
 * (configuration, attributes, replaced objects, grafts, a stored graph of commits) has a say in it. Only where a shallow clone ends is taken
 * over. Nothing is fetched.
 */
export class GitStore {
  private readonly folder: string;
  private readonly signal: AbortSignal;
  private readonly objects: string;

  private constructor(folder: string, signal: AbortSignal, objects: string) {
    this.folder = folder;
    this.signal = signal;
    this.objects = objects;
  }

  /** @param folder a new one of our own. @param commit any of the repository: its id tells by which hash it is kept */
  static async of(place: GitPlace, folder: string, commit: string): Promise<GitStore | undefined> {
    const objects = await pathIn(place, 'objects');
    const shallow = await pathIn(place, 'shallow');
    if (objects === undefined || shallow === undefined) return undefined;
    for (const name of ['objects', 'refs']) fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, 'HEAD'), 'ref: refs/heads/none\n');
    fs.writeFileSync(path.join(folder, 'config'), configuration(commit.length === 64));
    if (fs.existsSync(shallow)) fs.copyFileSync(shallow, path.join(folder, 'shallow'));
    return new GitStore(folder, place.signal, objects);
  }

  /** The ids of the parents of a commit, as it names them itself. */
  async parentsOf(commit: string): Promise<readonly string[] | GitTrouble> {
    const answer = await this.text('cat-file', 'commit', commit);
    if (typeof answer !== 'string') return answer;
    const [header = ''] = answer.split('\n\n');
    return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
  }

  /** Where two commits parted: none, one, or, where they were merged crosswise, several. */
  async mergeBases(one: string, other: string): Promise<readonly string[] | GitTrouble> {
    const answer = await this.text('merge-base', '--all', one, other);
    // It says that there is none by exit code 1, without a word.
    if (typeof answer !== 'string') return answer.trouble === '' ? [] : answer;
    return answer.split('\n').filter((line) => line !== '');
  }

  /** Writes what git says to a file. @returns why it could not */
  async write(file: string, limit: number, ...args: string[]): Promise<GitTrouble | undefined> {
    const descriptor = fs.openSync(file, 'w');
    try {
      return await this.run(args, limit, (piece) => fs.writeFileSync(descriptor, piece));
    } finally {
      fs.closeSync(descriptor);
    }
  }

  private async text(...args: string[]): Promise<string | GitTrouble> {
    const pieces: Buffer[] = [];
    const trouble = await this.run(args, 1 << 20, (piece) => void pieces.push(piece));
    return trouble ?? Buffer.concat(pieces).toString('utf8');
  }

  private run(args: readonly string[], limit: number, take: (piece: Buffer) => void): Promise<GitTrouble | undefined> {
    return new Promise((resolve) => {
      const child = spawn('git', [...args], {
        cwd: this.folder,
        env: this.environment(),
        signal: this.signal,
        stdio: ['ignore', 'pipe', 'pipe'],
        killSignal: 'SIGKILL',
        windowsHide: true,
        timeout: LIMIT_MS,
      });
      let written = 0;
      let said = '';
      let unwritten: string | undefined;
      child.stdout.on('data', (piece: Buffer) => {
        written += piece.length;
        try {
          if (written <= limit) take(piece);
        } catch (error) {
          unwritten ??= (error as Error).message;
        }
        if (written > limit || unwritten !== undefined) child.kill('SIGKILL');
      });
      child.stderr.setEncoding('utf8').on('data', (piece: string) => (said = (said + piece).slice(0, 10_000)));
      child.on('error', (error) => resolve({ trouble: error.message }));
      child.on('close', (code) => {
        if (unwritten !== undefined) resolve({ trouble: unwritten });
        else if (written > limit) resolve({ trouble: 'git wrote more than is read', tooLarge: true });
        else if (code === 0) resolve(undefined);
        else resolve({ trouble: code === null ? `git did not answer within ${LIMIT_MS / 1000} s` : (complaintIn(said) ?? '') });
      });
    });
  }

  /** A home without settings, and no look for a repository but our own. */
  private environment(): NodeJS.ProcessEnv {
    return {
      ...gitEnvironment(process.env),
      HOME: this.folder,
      XDG_CONFIG_HOME: this.folder,
      GIT_DIR: this.folder,
      GIT_OBJECT_DIRECTORY: this.objects,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: os.devNull,
      GIT_ATTR_NOSYSTEM: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_TERMINAL_PROMPT: '0',
    };
  }
}

/** A path of the repository itself, wherever its parts lie. */
async function pathIn(place: GitPlace, name: string): Promise<string | undefined> {
  const found = (await git(place, 'rev-parse', '--git-path', name))?.replace(/\r?\n$/, '');
  return found === undefined ? undefined : path.resolve(place.cwd, found);
}

function configuration(isSha256: boolean): string {
  const version = isSha256 ? '1\n[extensions]\n\tobjectFormat = sha256\n[core]' : '0';
  return `[core]\n\trepositoryFormatVersion = ${version}\n\tbare = true\n\tcommitGraph = false\n\tmultiPackIndex = false\n`;
}
