import { type Declarations, OWN } from './declaration.ts';
import { commitId, count, executionId, foreign, foreignHead, mark, optional, sha256, wallTime, word } from './fields.ts';

/** How an earlier execution ended; `UNFINISHED`: it goes on, or nobody could end it. */
export const ATTEMPT_STATUSES = ['GO', 'NO-GO', 'BLOCKED', 'PARTIAL', 'UNFINISHED'] as const;

/** At most so many attempts are named, the newest ones; all are counted. */
export const NAMED_ATTEMPTS = 100;

/** Facts about earlier executions. */
export const HISTORY_FACTS = {
  attempt: {
    doc: 'An earlier execution of the same commit and configuration, from the oldest to the newest; at most the newest 100.',
    gate: 'absent',
    basis: ['file', 'github-api'],
    fields: {
      executionId: executionId('of the earlier execution'),
      status: word(ATTEMPT_STATUSES),
      at: wallTime('when it began'),
      head: optional(sha256('of its last seal')),
      runId: optional(foreign('in Actions: the id of its run')),
      runAttempt: optional(foreign('in Actions: the attempt')),
      uncommitted: mark('its work tree had uncommitted changes'),
      partial: mark('it was not the whole plan'),
      gone: mark('its bundle was removed: the index tells of it'),
      differs: mark('the index tells otherwise of it than its bundle; the worse of both counts'),
    },
  },
  history: {
    doc: 'Earlier executions were asked for; the attempts stand before it.',
    gate: 'absent',
    basis: ['file', 'github-api', ...OWN],
    fields: {
      commit: optional(commitId('whose attempts these are; absent where there is none')),
      store: optional(foreign('the folder that was asked, or the repository')),
      attempts: count('of this commit and configuration'),
      noGo: count('those of them that were a NO-GO'),
      unread: count('executions there that could not be read'),
      unreadWhy: optional(foreignHead(500, 'which of them is the first, and why')),
      fleeting: mark('the store ends with this machine or this job'),
      trouble: optional(foreignHead(500, 'why they could not be asked for')),
    },
  },
} as const satisfies Declarations;
