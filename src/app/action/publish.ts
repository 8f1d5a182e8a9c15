import { type Artifact, ArtifactError, uploadArtifact } from '../../adapters/github/artifact.ts';
import { createCheckRun } from '../../adapters/github/check-run.ts';
import { Comments } from '../../adapters/github/comment.ts';
import { createCommitStatus } from '../../adapters/github/commit-status.ts';
import { type RunContext, runUrl } from '../../adapters/github/context.ts';
import type { GitHub } from '../../adapters/github/octokit.ts';
import { findPullRequest } from '../../adapters/github/pull-request.ts';
import { RefusedError } from '../../adapters/github/refusal.ts';
import type { Runner } from '../../adapters/github/runner.ts';
import { slugPath } from '../../evidence/slug.ts';
import { type Marker, isSameComment, parseMarker } from '../../report/comment-marker.ts';
import { commentPlan } from '../../report/comment-plan.ts';
import type { Links } from '../../report/links.ts';
import { type Channel, permissionYaml, refusalInWords } from '../../report/permissions.ts';
import { workflowCommands } from '../../report/workflow-commands.ts';
import type { ActionInputs } from './inputs.ts';
import type { ActionLog } from './log.ts';
import type { Wording } from './wording.ts';

/** What is needed to show something on GitHub. */
export interface Publisher {
  readonly inputs: ActionInputs;
  readonly context: RunContext;
  readonly log: ActionLog;
  readonly runner: Runner;
  /** Undefined: there is no token. */
  readonly github: GitHub | undefined;
}

/** What is shown, and the evidence for it, where there is any. `id`: names what is shown, once and for all. */
export interface Publication {
  readonly id: string;
  readonly wording: Wording;
  readonly zip?: { readonly path: string; readonly sha256: string };
}

const WRITTEN: readonly Channel[] = ['check-run', 'comment', 'commit-status'];

/** Says what will be sent and what each thing needs, before anything has run. */
export function announce({ inputs, context, github, log }: Publisher): void {
  log.say(`decision on commit ${context.head}, event ${context.event}`);
  const wanted = WRITTEN.filter((channel) => channel !== 'comment' || (inputs.comment !== 'never' && context.pullRequest !== undefined));
  if (context.readOnly !== undefined)
    return log.say(`${wanted.join(', ')}: can't be written, the token of a ${context.readOnly} run only reads`);
  if (!github) return log.say(`${wanted.join(', ')}: can't be written, there is no token`);
  log.say(`to be written: ${wanted.join(', ')}; it needs\n${permissionYaml(...wanted) ?? ''}`);
}

/**
 * Shows what came out everywhere a reviewer looks. Each place is attempted; each failure is said, with the permission that is
 * missing; none changes the verdict.
 */
export async function publish(publication: Publication, publisher: Publisher): Promise<void> {
  const { runner, context } = publisher;
  const { wording, zip } = publication;
  const run: Links = { run: runUrl(context) };
  // First without its links: should the rest not come to pass, this much is there.
  await attempt(publisher, 'job-summary', () => runner.summary(wording.summary(run)));
  const artifact = zip && (await attempt(publisher, 'artifact', () => upload(zip, publication.id, publisher)));
  if (artifact) await runner.outputs({ 'artifact-id': artifact.id, 'artifact-url': artifact.url, 'artifact-digest': artifact.digest });
  const withArtifact: Links = { ...run, ...(artifact && { artifact: artifact.url }) };
  const check = await showCheck(publication, withArtifact, publisher);
  const links: Links = { ...withArtifact, ...(check !== undefined && { check }) };
  await showComment(publication, links, publisher);
  await showStatus(publication, links, publisher);
  await attempt(publisher, 'job-summary', () => runner.summary(wording.summary(links)));
}

/** An artifact of that name may be another gate's of this run, or one that was cut short: then the execution's id tells them apart. */
async function upload(zip: NonNullable<Publication['zip']>, id: string, { inputs, context, log }: Publisher): Promise<Artifact> {
  const name = inputs.artifactName ?? defaultName(context, inputs.stage);
  const days = inputs.retentionDays === undefined ? {} : { retentionDays: inputs.retentionDays };
  try {
    return await uploadArtifact({ file: zip, name, ...days }, context);
  } catch (error) {
    if (!(error instanceof ArtifactError) || !error.taken) throw error;
    const other = name.replace(/\.zip$/, `-${id}.zip`);
    log.say(`this run has another artifact ${name}: this one is ${other}`);
    return uploadArtifact({ file: zip, name: other, ...days }, context);
  }
}

/** A stage is a job of its own; in what an artifact may be called its name is written as in a file's. */
function defaultName({ runId, runAttempt }: RunContext, stage: string | undefined): string {
  return `gate-evidence-${runId}-${runAttempt}${stage === undefined ? '' : `-${slugPath(stage.replaceAll('/', '-'), 60)}`}.zip`;
}

/** @returns the page of the check run; without one, its annotations become those of the step */
async function showCheck({ id, wording }: Publication, links: Links, publisher: Publisher): Promise<string | undefined> {
  const { inputs, context, log } = publisher;
  const { annotations, ...words } = wording.check(links);
  const { runId, runAttempt, repository, head } = context;
  const check = { ...words, annotations, name: inputs.checkName, head, externalId: `${id}/${runId}/${runAttempt}` };
  const url = await write(publisher, 'check-run', (github) =>
    createCheckRun(github, repository, { ...check, ...(links.run !== undefined && { detailsUrl: links.run }) }),
  );
  if (url !== undefined) {
    await publisher.runner.outputs({ 'check-run-url': url });
    return url;
  }
  const { shown, omitted } = workflowCommands(annotations);
  log.commands(shown);
  if (omitted > 0) log.say(`${omitted} more annotations stand in the summary`);
  return undefined;
}

async function showComment({ wording }: Publication, links: Links, publisher: Publisher): Promise<void> {
  const { inputs, context, log } = publisher;
  const { pullRequest, repository, subject } = context;
  if (pullRequest === undefined || inputs.comment === 'never') return;
  const marker: Marker = { name: `${context.workflow} / ${inputs.checkName}`, runId: subject.runId, runAttempt: subject.runAttempt };
  await write(publisher, 'comment', async (github) => {
    const number = 'number' in pullRequest ? pullRequest.number : (await findPullRequest(github, repository, pullRequest))?.number;
    if (number === undefined) return log.say('no comment: the commit is no longer the head of an open pull request');
    const comments = new Comments(github, repository, number);
    const [existing] = await comments.find((body) => isOurs(body, marker));
    const { action, reason } = commentPlan(inputs.comment, wording.status, marker, existing && parseMarker(existing.body));
    log.say(`comment: ${action}, as ${reason}`);
    if (action === 'create') await comments.create(wording.comment(links, marker), (body) => isOurs(body, marker));
    if (action === 'update' && existing) await comments.update(existing, wording.comment(links, marker));
  });
}

function isOurs(body: string, marker: Marker): boolean {
  const theirs = parseMarker(body);
  return theirs !== undefined && isSameComment(theirs, marker);
}

async function showStatus({ wording }: Publication, links: Links, publisher: Publisher): Promise<void> {
  const { repository, head } = publisher.context;
  const target = links.check ?? links.run;
  const status = { ...wording.commitStatus(), head, ...(target !== undefined && { targetUrl: target }) };
  await write(publisher, 'commit-status', (github) => createCommitStatus(github, repository, status));
}

/** Writes through the API, where the token may write at all. */
async function write<T>(publisher: Publisher, channel: Channel, send: (github: GitHub) => Promise<T>): Promise<T | undefined> {
  const { github, context } = publisher;
  if (!github || context.readOnly !== undefined) return undefined;
  return attempt(publisher, channel, () => send(github));
}

async function attempt<T>({ log }: Publisher, channel: Channel | 'job-summary', work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn(failureInWords(channel, error));
    return undefined;
  }
}

function failureInWords(channel: Channel | 'job-summary', error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (channel === 'job-summary') return `the job summary could not be written: ${message}`;
  if (!(error instanceof RefusedError))
    return channel === 'artifact' ? `the evidence could not be uploaded: ${message}` : `${channel}: ${message}`;
  const { status, detail, kind } = error.refusal;
  return refusalInWords({ channel, message: detail, limited: kind === 'limited', ...(status !== undefined && { status }) });
}
