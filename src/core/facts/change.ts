import type { Declarations } from './declaration.ts';
import { commitId, count, foreign, foreignHead, list, mark, optional, wallTime, word } from './fields.ts';

/** Why git could not tell what a change touches. */
export const CHANGE_TROUBLES = [
  'no-git',
  'no-work-tree',
  'no-commit',
  'unknown-base',
  'ambiguous-base',
  'no-merge-base',
  'several-merge-bases',
  'too-large',
  'failed',
] as const;

/** Facts about the change that is released, and about who approved it. */
export const CHANGE_FACTS = {
  'change.base': {
    doc: 'What a `change` gate compares. The list of files is the attachment whose role is `changes`, as git wrote it.',
    gate: 'required',
    basis: ['process'],
    fields: {
      base: foreign('as in the configuration'),
      commit: optional(commitId('that the base meant when the execution began')),
      mergeBase: optional(commitId('the commit at which base and head parted: what the head is compared with')),
      head: optional(commitId('that is checked out')),
      parents: optional(list(commitId(), 'of the head, as it names them')),
      shallow: mark('the clone lacks older commits'),
      asked: optional(
        word(['lines', 'files'], '`lines`: which files, and how many lines of each; `files`: git could not count lines, only name files'),
      ),
      trouble: optional(word(CHANGE_TROUBLES, 'why there is no list')),
      detail: optional(foreignHead(500, 'git’s own words')),
    },
  },
  review: {
    doc: 'One review of the pull request, recorded by a trusted job.',
    gate: 'required',
    basis: ['github-api'],
    fields: {
      reviewer: foreign('login'),
      state: word(['approved', 'changes-requested', 'dismissed', 'commented']),
      commit: commitId('that was reviewed'),
      submittedAt: wallTime(),
      permission: foreign('what the reviewer may do in the repository'),
      teams: optional(list(foreign(), 'of the gate’s approvers, those that the reviewer is an active member of')),
    },
  },
  reviews: {
    doc: 'The list of reviews is whole: it follows them.',
    gate: 'required',
    basis: ['github-api'],
    fields: {
      count: count('reviews'),
      pullRequest: count('its number'),
      author: foreign('login of the author of the pull request'),
      head: commitId('of the pull request'),
      trouble: optional(foreign('why the list could not be read')),
    },
  },
} as const satisfies Declarations;
