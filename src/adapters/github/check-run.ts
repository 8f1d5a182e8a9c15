import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';

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

/**
 * Makes a check run: completed from the start, as a workflow's token may not conclude it later. Annotations beyond the first 50
 * follow in further requests.
 * @returns its page
 * @throws RefusedError
 */
export async function createCheckRun(github: GitHub, repository: Repository, check: CheckRun): Promise<string> {
  // A step that was cancelled while it wrote may have made it, with some of the annotations.
  const created =
    (await github.persistently({ what: 'check runs', send: () => find(github, repository, check) })) ??
    (await create(github, repository, check));
  for (let sent = created.annotations; sent < check.annotations.length; sent += ANNOTATIONS_A_REQUEST) {
    await annotate(github, repository, check, { id: created.id, sent });
  }
  return created.url;
}

async function create(github: GitHub, repository: Repository, check: CheckRun): Promise<Created> {
  const annotations = check.annotations.slice(0, ANNOTATIONS_A_REQUEST);
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
        output: { ...outputOf(check), annotations },
      });
      return { id: data.id, url: data.html_url ?? '', annotations: annotations.length };
    },
    done: async () => find(github, repository, check),
  });
}

/** The check run of this very execution, if there is one. */
async function find(github: GitHub, repository: Repository, { name, head, externalId }: CheckRun): Promise<Created | undefined> {
  const { data } = await github.rest.checks.listForRef({ ...repository, ref: head, check_name: name, filter: 'all', per_page: 100 });
  const run = data.check_runs.find(({ external_id }) => external_id === externalId);
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
      await github.rest.checks.update({ ...repository, check_run_id: id, output: { ...outputOf(check), annotations: batch } });
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
