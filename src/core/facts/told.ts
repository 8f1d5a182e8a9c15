import type { Declarations } from './declaration.ts';
import { commitId, count, executionId, flag, foreign, foreignHead, list, optional, record, sha256, wallTime, word } from './fields.ts';

/** What became of a file between two commits; of one that was moved, two names are told. */
export const FATES = ['added', 'removed', 'changed'] as const;

/** What a trusted job asks GitHub about evidence of another one: an execution that decides holds these facts, and no other one. */
export const TOLD_FACTS = {
  'attempt.accepted': {
    doc: 'The evidence is of an earlier attempt of its run, and no job that ran when it was uploaded was started again since.',
    gate: 'absent',
    basis: ['github-api'],
    fields: {
      attempt: count('that left the evidence'),
      uploadedAt: wallTime('when the evidence was uploaded'),
      beganAt: wallTime('when the attempt began that decides'),
      jobs: list(
        record({
          name: foreign('of the job'),
          startedAt: wallTime('its last start'),
          completedAt: optional(wallTime('absent while it runs')),
        }),
        'that ran when it was uploaded',
      ),
    },
  },
  'artifact.told': {
    doc: 'GitHub was asked for an artifact that brought files to a gate.',
    gate: 'absent',
    basis: ['github-api'],
    fields: {
      name: foreign('of the artifact'),
      id: foreign('its number, as it was recorded'),
      digest: optional(sha256('of its bytes; absent where the run has no such artifact')),
      trouble: optional(foreignHead(500, 'why it could not be asked for')),
    },
  },
  'change.told': {
    doc: 'GitHub was asked to compare the commits that a `change` gate compared.',
    gate: 'required',
    basis: ['github-api'],
    fields: {
      base: commitId('as it was recorded'),
      head: commitId('as it was recorded'),
      mergeBase: optional(commitId('the commit at which they parted, as GitHub knows it')),
      held: optional(flag('whether what the base means now has that commit; absent where GitHub does not know the base')),
      files: optional(
        list(record({ name: foreign(), fate: word(FATES) }), 'what differs; absent where GitHub lists no more than a part of it'),
      ),
      trouble: optional(foreignHead(500, 'why it was not compared')),
    },
  },
  'baseline.told': {
    doc: 'GitHub was asked for the last GO with which a `classification` gate compares.',
    gate: 'required',
    basis: ['github-api'],
    fields: {
      executionId: optional(executionId('that decided')),
      runId: optional(foreign('of its run')),
      head: optional(sha256('of its last seal, as its check run says')),
      artifact: optional(sha256('of the artifact that holds its evidence')),
      files: optional(list(sha256(), 'of its decision and of the results of the gate')),
      none: optional(foreignHead(500, 'why there is none')),
      trouble: optional(foreignHead(500, 'why nobody can tell')),
    },
  },
} as const satisfies Declarations;
