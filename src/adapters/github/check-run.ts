import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { RefusedError, told } from './refusal.ts';

/** GitHub takes so many annotations in one request; a PATCH of the output adds its own to those that are there. */
const ANNOTATIONS_A_REQUEST = 50;

/** https://docs.github.com/rest/checks/runs: lines from 1. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title?: string;
  readonly message: string;
  readonly raw_details?: string;
}

export interface CheckRun {
  readonly name: string;
  readonly head: string;
  /** Names the execution and the attempt: by it a run whose creation was not answered is found. */
  readonly externalId: string;
  readonly conclusion: 'success' | 'failure';
  readonly detailsUrl?: string;
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
}

interface Created {
  readonly id: number;
  readonly url: string;
  readonly annotations: number;
}

/** What became of a check run: its page, and why annotations are missing from it. */
export interface Written {
  readonly url: string;
  readonly refused?: RefusedError;
}

/**
 * Makes a check run: completed from the start, as a workflow's token may not conclude it later. Annotations beyond the first 50
 * follow in further requests. One annotation that GitHub does not take must not cost the rest: then it is made without them.
 * @throws RefusedError
 */
export async function createCheckRun(github: GitHub, repository: Repository, check: CheckRun): Promise<Written> {
  // A step that was cancelled while it wrote may have made it, with some of the annotations.
  const found = await github.persistently({ what: 'check runs', send: () => find(github, repository, check) });
  const first = check.annotations.slice(0, ANNOTATIONS_A_REQUEST);
  try {
    const created = found ?? (await create(github, repository, check, first));
    return await annotateAll(github, repository, check, created);
  } catch (error) {
    if (found !== undefined || first.length === 0 || !isInvalid(error)) throw error;
    const { url } = await create(github, repository, check, []);
    return { url, refused: error };
  }
}

/** The check runs of a name on a commit that we wrote, by their external ids, the newest first. @throws RefusedError */
export async function ownCheckRuns(
  github: GitHub,
  repository: Repository,
  { name, head }: Pick<CheckRun, 'name' | 'head'>,
): Promise<readonly string[]> {
  const author = await github.login();
  const send = async () =>
    (await list(github, repository, { name, head })).flatMap(({ app, external_id }) =>
      `${app?.slug ?? ''}[bot]` === author ? [external_id ?? ''] : [],
    );
  return github.persistently({ what: 'check runs', send });
}

/** A check run of ours that shows something. */
interface ShownCheck {
  readonly externalId: string;
  readonly title: string;
  readonly summary: string;
  /** Ms since 1970. */
  readonly completedAt: number;
}

/** All check runs on a commit that we wrote, of any name. @throws RefusedError */
export async function decisionsOn(github: GitHub, repository: Repository, head: string): Promise<readonly ShownCheck[]> {
  const author = await github.login();
  const runs = await everyPage(github, {
    what: 'check runs',
    page: async (paging) => {
      const { data, headers } = await github.rest.checks.listForRef({ ...repository, ref: head, filter: 'all', ...paging });
      return { items: data.check_runs, total: data.total_count, headers };
    },
  });
  return runs.flatMap(({ app, external_id: externalId, completed_at: completed, output: { title, summary } }) => {
    if (`${app?.slug ?? ''}[bot]` !== author) return [];
    return [{ externalId: externalId ?? '', title: title ?? '', summary: summary ?? '', completedAt: Date.parse(completed ?? '') }];
  });
}

async function annotateAll(github: GitHub, repository: Repository, check: CheckRun, { id, url, annotations }: Created): Promise<Written> {
  for (let sent = annotations; sent < check.annotations.length; sent += ANNOTATIONS_A_REQUEST) {
    try {
      await annotate(github, repository, check, { id, sent });
    } catch (error) {
      if (!isInvalid(error)) throw error;
      return { url, refused: error };
    }
  }
  return { url };
}

function isInvalid(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.refusal.status === 422;
}

async function create(github: GitHub, repository: Repository, check: CheckRun, annotations: readonly Annotation[]): Promise<Created> {
  return github.persistently({
    what: 'check run',
    send: async () => {
      const { data } = await github.rest.checks.create({
        ...repository,
        name: check.name,
        head_sha: check.head,
        external_id: check.externalId,
        status: 'completed',
        conclusion: check.conclusion,
        ...(check.detailsUrl !== undefined && { details_url: check.detailsUrl }),
        output: { ...outputOf(check), annotations: [...annotations] },
      });
      return { id: told(data.id), url: data.html_url ?? '', annotations: annotations.length };
    },
    done: async () => find(github, repository, check),
  });
}

async function list(github: GitHub, repository: Repository, { name, head }: Pick<CheckRun, 'name' | 'head'>) {
  const { data } = await github.rest.checks.listForRef({ ...repository, ref: head, check_name: name, filter: 'all', per_page: 100 });
  return data.check_runs;
}

/** The check run of this very execution, if there is one. */
async function find(github: GitHub, repository: Repository, check: CheckRun): Promise<Created | undefined> {
  const run = (await list(github, repository, check)).find(({ external_id }) => external_id === check.externalId);
  return run && { id: run.id, url: run.html_url ?? '', annotations: run.output.annotations_count };
}

/** @param sent annotations that the run has */
async function annotate(
  github: GitHub,
  repository: Repository,
  check: CheckRun,
  { id, sent }: { id: number; sent: number },
): Promise<void> {
  const batch = check.annotations.slice(sent, sent + ANNOTATIONS_A_REQUEST);
  await github.persistently({
    what: `annotations ${sent + 1} to ${sent + batch.length} of the check run`,
    send: async () => {
      told(
        (await github.rest.checks.update({ ...repository, check_run_id: id, output: { ...outputOf(check), annotations: batch } })).data.id,
      );
      return true;
    },
    done: async () => {
      const { data } = await github.rest.checks.get({ ...repository, check_run_id: id });
      return data.output.annotations_count >= sent + batch.length ? true : undefined;
    },
  });
}

function outputOf({ title, summary, text }: CheckRun): { title: string; summary: string; text?: string } {
  return { title, summary, ...(text !== undefined && { text }) };
}
