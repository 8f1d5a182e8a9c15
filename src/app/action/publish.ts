import path from 'node:path';
import { type Artifact, ArtifactError, uploadArtifact } from '../../adapters/github/artifact.ts';
import { runUrl } from '../../adapters/github/context.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { cut } from '../../report/budget.ts';
import { label } from '../../report/escape.ts';
import type { Links } from '../../report/links.ts';
import type { Origin } from '../../report/origin.ts';
import { type Channel, permissionYaml } from '../../report/permissions.ts';
import { artifactName, ownArtifactName } from './artifact-name.ts';
import type { ActionInputs } from './inputs.ts';
import { type Shown, showCheck, showComment, showStatus } from './places.ts';
import { attempt, type Publisher } from './publisher.ts';
import type { Wording } from './wording.ts';

/** What is shown, and the evidence for it, where there is any. */
export interface Publication {
  /** Names what is shown, once and for all. */
  readonly id: string;
  /** Of the configuration, where it is known. */
  readonly name: string | undefined;
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
  const { runner, context, inputs } = publisher;
  const { wording, zip } = publication;
  const run: Links = { run: runUrl(context) };
  // First without its links: should the rest not come to pass, this much is there.
  await attempt(publisher, 'job-summary', () => runner.summary(wording.summary(run)));
  const artifact = zip && (await attempt(publisher, 'artifact', () => upload(zip, path.basename(zip.path, '.zip'), publisher)));
  if (artifact) {
    await runner.outputs(artifactOutputs(artifact));
    // For a `post` that has to show all this again: the same bytes under the same name are not sent twice.
    await runner.state({ 'artifact-name': artifact.name });
  }
  const withArtifact: Links = { ...run, ...(artifact && { artifact: artifact.url }) };
  const shown: Shown = { wording, name: checkName(publication.name, inputs), origin: originOf(publication.id, publisher) };
  const check = await showCheck(shown, withArtifact, publisher);
  const links: Links = { ...withArtifact, ...(check !== undefined && { check }) };
  await showComment(shown, links, publisher);
  await showStatus(shown, links, publisher);
  await attempt(publisher, 'job-summary', () => runner.summary(wording.summary(links)));
}

function artifactOutputs({ id, name, url, digest }: Artifact): Readonly<Record<string, string>> {
  return { 'artifact-id': id, 'artifact-name': name, 'artifact-url': url, 'artifact-digest': digest };
}

/** An artifact of that name may be another gate's of this run, or one that was cut short: then the execution's id tells them apart. */
export async function upload(zip: NonNullable<Publication['zip']>, id: string, { inputs, context, log }: Publisher): Promise<Artifact> {
  const name = artifactName(context, inputs);
  const days = inputs.retentionDays === undefined ? {} : { retentionDays: inputs.retentionDays };
  try {
    return await uploadArtifact({ file: zip, name, ...days }, context);
  } catch (error) {
    if (!(error instanceof ArtifactError) || !error.taken) throw error;
    const other = ownArtifactName(name, id);
    log.say(`this run has another artifact ${name}: this one is ${other}`);
    return uploadArtifact({ file: zip, name: other, ...days }, context);
  }
}

/** Bytes of a name, so that what tells several of one name apart fits behind it. */
const NAME_BYTES = 200;
/** Of the path of a configuration in what says whose something is. */
const PATH_CHARACTERS = 100;
/** Of a configuration that can't be read. */
const UNNAMED = 'Release gate';

/** What the check is called: as the workflow says, else as the configuration does. Each stage of a rollout has one of its own. */
function checkName(configuration: string | undefined, { checkName: asked, stage }: ActionInputs): string {
  const name = label(configuration ?? '') || UNNAMED;
  const given = label(asked ?? '') || (stage === undefined ? name : `${name} (${label(stage)})`);
  return cut(given, NAME_BYTES);
}

function originOf(executionId: string, { context, inputs }: Publisher): Origin {
  const { runId, runAttempt, subject } = context;
  return {
    executionId,
    ...subject,
    configuration: configurationOf(inputs),
    ...(subject.runId !== runId && { reporter: `${runId}.${runAttempt}` }),
  };
}

/** Whose configuration it is, in what is written. */
export function configurationOf({ workingDirectory, config }: Pick<ActionInputs, 'workingDirectory' | 'config'>): string {
  const file = path.posix.join(workingDirectory, config);
  // It stands in an address, and may have any length.
  return encodeURIComponent(file).length <= PATH_CHARACTERS ? file : sha256OfBytes(file);
}
