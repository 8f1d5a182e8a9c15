import fs from 'node:fs';
import path from 'node:path';
import { fileAt } from '../../adapters/github/contents.ts';
import type { RunContext } from '../../adapters/github/context.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { findPullRequest } from '../../adapters/github/pull-request.ts';
import { fileInGit } from '../../adapters/git.ts';
import { SetupError } from '../../core/errors.ts';
import { MOST, readWhole } from '../../evidence/read.ts';
import { configurationNote, firstConfigurationNote, type Note } from '../../report/note.ts';
import { type ConfigFile, readConfig } from '../config-file.ts';
import { differences } from './differences.ts';
import { troubleInWords } from './trouble.ts';

/** The configuration that counts, and what a reviewer must know of it. */
export interface Trusted {
  readonly config: ConfigFile;
  readonly notes: readonly Note[];
  /** There is none at the base of the pull request: this one is the head's, to be validated and not to be run. */
  readonly first: boolean;
}

/** Where configurations come from. */
export interface ConfigurationSource {
  readonly context: RunContext;
  /** Root of the checkout. */
  readonly workspace: string;
  /** Where the action runs: the working directory. */
  readonly cwd: string;
  /** Undefined: there is no token. */
  readonly github: GitHub | undefined;
}

/**
 * The configuration of a run. On a pull request it is the base's: a change can't bring the gates that judge it; what it would
 * change is noted. Otherwise it is the checkout's.
 * @throws SetupError when it can't be read
 */
export async function trustedConfiguration(input: string, source: ConfigurationSource): Promise<Trusted> {
  const { context, cwd } = source;
  const name = repositoryName(input, source);
  if (!('commit' in context.configuration)) {
    throw new SetupError(
      'on workflow_run the code of a pull request would run beside a token that can write; run the gates on pull_request, and here `command: report`',
    );
  }
  if (context.base === undefined) return { config: { ...readConfig(input, cwd), name }, notes: [], first: false };
  const bytes = await atCommit(name, context.base, source);
  const file = path.resolve(cwd, input);
  if (bytes === undefined) return { config: { ...readConfig(input, cwd), name }, notes: [firstConfigurationNote(name)], first: true };
  const now = isFileIn(source.workspace, file) ? readWhole(file, MOST.config, name) : undefined;
  const changed = now === undefined ? fs.existsSync(path.join(source.workspace, '.git')) : !now.equals(bytes);
  return {
    config: { name, path: file, bytes },
    notes: changed ? [configurationNote(name, differences(name, bytes, now))] : [],
    first: false,
  };
}

/** A head may bring anything in the place of its configuration: a folder, a pipe, a link to a file of the machine. */
function isFileIn(folder: string, file: string): boolean {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  return fs.realpathSync(file).startsWith(fs.realpathSync(folder) + path.sep);
}

/**
 * The configuration at a commit, for the job that judges the evidence of another. Nothing of that job's checkout is believed.
 * @throws SetupError when there is none
 */
export async function configurationAt(input: string, commit: string, source: ConfigurationSource): Promise<ConfigFile> {
  const name = repositoryName(input, source);
  const bytes = await atCommit(name, commit, source);
  if (bytes === undefined) throw new SetupError(`${name}: no such file at ${commit}`);
  return { name, path: path.resolve(source.cwd, input), bytes };
}

/**
 * The commit whose configuration counts: of a pull request its base's, here as where it was observed; else that of the commit itself.
 * @throws SetupError where there is none, RefusedError
 */
export async function configurationCommit({ context, github }: ConfigurationSource): Promise<string> {
  const { configuration, head, repository } = context;
  if ('commit' in configuration) return configuration.commit;
  if ('unknown' in configuration) throw new SetupError(`nothing can be reported on commit ${head}: ${configuration.unknown}`);
  const found = github && (await findPullRequest(github, repository, configuration.baseOf));
  if (!found) throw new SetupError(`commit ${head} is no longer the head of an open pull request: there is nothing to report on`);
  return found.base;
}

/** The path in the repository. */
export function repositoryName(input: string, { workspace, cwd }: Pick<ConfigurationSource, 'workspace' | 'cwd'>): string {
  const name = path.relative(workspace, path.resolve(cwd, input)).split(path.sep).join('/');
  if (name.startsWith('../') || path.isAbsolute(name)) throw new SetupError(`${input}: is outside of the repository`);
  return name;
}

/** GitHub knows best; without a token, or one that may not read, git may have the commit. */
async function atCommit(name: string, commit: string, { github, context, workspace }: ConfigurationSource): Promise<Buffer | undefined> {
  const refused = github === undefined ? 'there is no token' : undefined;
  try {
    if (github) return await fileAt(github, context.repository, name, commit);
  } catch (error) {
    return await fromGit(name, commit, workspace, troubleInWords('configuration', error));
  }
  return fromGit(name, commit, workspace, refused ?? '');
}

async function fromGit(name: string, commit: string, workspace: string, refused: string): Promise<Buffer | undefined> {
  const found = await fileInGit(workspace, name, commit);
  if (found.commit) return found.bytes;
  throw new SetupError(`${name} at ${commit}: ${refused}; and the checkout does not have that commit (\`fetch-depth: 0\` would fetch it)`);
}
