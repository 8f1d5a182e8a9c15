import type { CHANGE_FACTS } from '../core/facts/change.ts';
import type { HISTORY_FACTS } from '../core/facts/history.ts';
import type { RECORDING_FACTS } from '../core/facts/recording.ts';
import type { TOLD_FACTS } from '../core/facts/told.ts';
import type { Observation } from '../core/observation.ts';
import { counted, field, has, size, type Words, withText } from './replay-fields.ts';

type Facts = typeof RECORDING_FACTS & typeof HISTORY_FACTS & typeof CHANGE_FACTS & typeof TOLD_FACTS;

/** What was recorded of the whole execution, of its change, and of what GitHub tells. */
export const RECORDING_WORDS: Words<keyof Facts> = {
  'execution.started': (o) => `execution ${field(o, 'executionId')} starts at ${field(o, 'at')} on ${field(o, 'os')} ${field(o, 'arch')}`,
  'execution.ended': (o) => `execution ended: ${field(o, 'reason')}`,
  source: sourceWords,
  'source.end': (o) => `after the gates ${sourceWords(o)}`,
  'secret.unset': (o) => `secret ${field(o, 'name')} is ${o['why'] === 'short' ? 'too short to be looked for' : 'unset'}`,
  part: (o) => `follows execution ${field(o, 'executionId')}, head ${field(o, 'head')}`,
  artifact: (o) =>
    has(o, 'trouble')
      ? `artifact ${field(o, 'name')} could not be fetched: ${field(o, 'trouble')}`
      : `artifact ${field(o, 'name')} (${field(o, 'id')}) brought ${counted(o, 'files', 'file')}`,
  leak: leakWords,
  scan: (o) =>
    has(o, 'trouble')
      ? `no search for secrets in ${field(o, 'glob')}: ${field(o, 'trouble')}`
      : `searched ${counted(o, 'files', 'file')} of ${field(o, 'glob')} for secrets`,
  clock: (o) => `the wall clock jumped by ${field(o, 'jumpMs')} ms`,
  'recorder.late': (o) => `recorded ${field(o, 'ms')} ms late: the machine was busy`,
  'record.restored': (o) =>
    `${field(o, 'file')} was removed or replaced${has(o, 'during') ? ` while ${field(o, 'during')} ran` : ''}, and put back`,
  neighbour: (o) => `execution ${field(o, 'executionId')} went on in the same checkout`,
  interrupted: (o) => `interrupted by ${field(o, 'signal')}`,
  resumed: () => 'taken up again by another process',
  attempt: (o) => `earlier attempt of this commit: ${field(o, 'executionId')} ${field(o, 'status')}`,
  history: historyWords,
  'change.base': (o) =>
    has(o, 'trouble')
      ? `no list of what changed since ${field(o, 'base')}: ${field(o, 'trouble')}${withText(o, 'detail')}`
      : `compared ${field(o, 'head')} with ${field(o, 'mergeBase')}, where it left ${field(o, 'base')} (${field(o, 'commit')})`,
  review: (o) =>
    `${field(o, 'reviewer')} (${field(o, 'permission')}) ${field(o, 'state')} ${field(o, 'commit')} at ${field(o, 'submittedAt')}`,
  reviews: (o) =>
    `pull request #${field(o, 'pullRequest')} by ${field(o, 'author')} at ${field(o, 'head')}: ${counted(o, 'count', 'review')}${withText(o, 'trouble')}`,
  'attempt.accepted': (o) =>
    `the evidence is of attempt ${field(o, 'attempt')}, and ${size(o, 'jobs')} jobs that ran then were not started again`,
  'artifact.told': (o) => told(o, `artifact ${field(o, 'name')}`, has(o, 'digest') ? 'is there' : 'is not there'),
  'change.told': (o) => told(o, 'the change', has(o, 'files') ? `touches ${size(o, 'files')} files` : 'is too large to be compared'),
  'baseline.told': (o) =>
    told(o, 'the last GO', has(o, 'none') ? `is not there: ${field(o, 'none')}` : `is that of run ${field(o, 'runId')}`),
};

function sourceWords(o: Observation): string {
  return o['vcs'] === 'git'
    ? `source is commit ${field(o, 'commit')}, ${counted(o, 'dirtyCount', 'uncommitted change')}`
    : 'source is no git work tree';
}

function historyWords(o: Observation): string | undefined {
  if (has(o, 'trouble')) return `earlier attempts are not known: ${field(o, 'trouble')}`;
  if (!has(o, 'commit')) return undefined;
  return `${counted(o, 'attempts', 'attempt')} of this commit before, ${field(o, 'noGo')} NO-GO, in ${field(o, 'store')}`;
}

function leakWords(o: Observation): string {
  const what = has(o, 'secret') ? `the secret ${field(o, 'secret')}` : `what looks like a secret (${field(o, 'rule')})`;
  const where = has(o, 'path') ? field(o, 'path') : field(o, 'file');
  return `${what} stood in ${where}, line ${field(o, 'line')}${o['withheld'] === true ? '; the file is withheld' : ''}`;
}

function told(o: Observation, what: string, answer: string): string {
  return `GitHub says: ${what} ${has(o, 'trouble') ? `is not known: ${field(o, 'trouble')}` : answer}`;
}
