import { createCheckRun, ownCheckRuns } from '../../adapters/github/check-run.ts';
import { Comments } from '../../adapters/github/comment.ts';
import { createCommitStatus, ownStatuses } from '../../adapters/github/commit-status.ts';
import { findPullRequest } from '../../adapters/github/pull-request.ts';
import { type Marker, isSameComment, parseMarker } from '../../report/comment-marker.ts';
import { commentPlan } from '../../report/comment-plan.ts';
import type { Links } from '../../report/links.ts';
import { addressWithOrigin, namesLike, type Origin, originInAddress, originText, parseOrigin, standing } from '../../report/origin.ts';
import { workflowCommands } from '../../report/workflow-commands.ts';
import { failureInWords, type Publisher, write } from './publisher.ts';
import type { Wording } from './wording.ts';

/** What is shown under a name, and what it is of. */
export interface Shown {
  readonly wording: Wording;
  readonly name: string;
  readonly origin: Origin;
}

/** A name to write under; undefined where a later run has written there already. */
type Claim = { readonly name: string } | undefined;

/**
 * The name under which something is written: never that of another gate of this run, whose decision would be gone, and none that a
 * later run has written under.
 * @param holder what is written there now
 */
async function claim(
  what: string,
  { name, origin }: Shown,
  { log }: Publisher,
  holder: (name: string) => Origin | undefined | Promise<Origin | undefined>,
): Promise<Claim> {
  for (const candidate of namesLike(name)) {
    const theirs = await holder(candidate);
    const found = theirs === undefined ? 'older' : standing(theirs, origin);
    if (found === 'newer') {
      log.say(
        `${what} "${candidate}": left alone, run ${theirs?.runId}, attempt ${theirs?.runAttempt}, is newer and has already written it`,
      );
      return undefined;
    }
    if (found === 'other') continue;
    if (candidate !== name)
      log.warn(
        `${what}: "${name}" is that of another gate of this run, so this one is "${candidate}"; give each a \`check-name\` of its own`,
      );
    return { name: candidate };
  }
  throw new Error(`too many gates of this run are called "${name}"; give each a \`check-name\` of its own`);
}

/** @returns the page of the check run; annotations that it does not have become those of the step */
export async function showCheck(shown: Shown, links: Links, publisher: Publisher): Promise<string | undefined> {
  const { context, log, runner } = publisher;
  const { repository, head } = context;
  const { annotations, ...words } = shown.wording.check(links);
  const externalId = originText(shown.origin);
  const written = await write(publisher, 'check-run', async (github) => {
    const claimed = await claim('check run', shown, publisher, async (name) => {
      const ids = await ownCheckRuns(github, repository, { name, head });
      return ids.includes(externalId) ? shown.origin : ids.map(parseOrigin).find((origin) => origin !== undefined);
    });
    if (!claimed) return { url: undefined };
    const check = { ...words, annotations, name: claimed.name, head, externalId };
    return createCheckRun(github, repository, { ...check, ...(links.run !== undefined && { detailsUrl: links.run }) });
  });
  if (written?.url !== undefined) await runner.outputs({ 'check-run-url': written.url });
  const refused = written && 'refused' in written ? written.refused : undefined;
  if (refused) log.warn(`annotations: ${failureInWords('check-run', refused)}; the check run is there without them`);
  if (!written || refused) {
    const commands = workflowCommands(annotations);
    log.commands(commands.shown);
    if (commands.omitted > 0) log.say(`${commands.omitted} more annotations stand in the summary`);
  }
  return written?.url;
}

export async function showComment(shown: Shown, links: Links, publisher: Publisher): Promise<void> {
  const { inputs, context, log } = publisher;
  const { wording, origin } = shown;
  const { pullRequest, repository } = context;
  if (pullRequest === undefined || inputs.comment === 'never') return;
  await write(publisher, 'comment', async (github) => {
    const number = 'number' in pullRequest ? pullRequest.number : (await findPullRequest(github, repository, pullRequest))?.number;
    if (number === undefined) return log.say('no comment: the commit is no longer the head of an open pull request');
    const comments = new Comments(github, repository, number);
    const ours = await comments.find((body) => parseMarker(body) !== undefined);
    const markerOf = (name: string): Marker => ({ ...origin, name: `${context.workflow} / ${name}` });
    const existing = (name: string) => ours.find(({ body }) => isOurs(body, markerOf(name)));
    const claimed = await claim('comment', shown, publisher, (name) => parseMarker(existing(name)?.body ?? ''));
    if (!claimed) return;
    const [marker, found] = [markerOf(claimed.name), existing(claimed.name)];
    const { action, reason } = commentPlan(inputs.comment, wording.status, marker, found && parseMarker(found.body));
    log.say(`comment: ${action}, as ${reason}`);
    if (action === 'create') await comments.create(wording.comment(links, marker), (body) => isOurs(body, marker));
    if (action === 'update' && found) await comments.update(found, wording.comment(links, marker));
  });
}

function isOurs(body: string, marker: Marker): boolean {
  const theirs = parseMarker(body);
  return theirs !== undefined && isSameComment(theirs, marker);
}

export async function showStatus(shown: Shown, links: Links, publisher: Publisher): Promise<void> {
  const { repository, head } = publisher.context;
  const page = links.check ?? links.run;
  await write(publisher, 'commit-status', async (github) => {
    const ours = await ownStatuses(github, repository, head);
    const claimed = await claim('commit status', shown, publisher, (name) => {
      const { context } = shown.wording.commitStatus(name);
      return originInAddress(ours.find((one) => one.context === context)?.targetUrl ?? '');
    });
    if (!claimed) return;
    const words = shown.wording.commitStatus(claimed.name);
    await createCommitStatus(github, repository, {
      ...words,
      head,
      ...(page !== undefined && { targetUrl: addressWithOrigin(page, shown.origin) }),
    });
  });
}
