import { type Declarations, OWN } from './declaration.ts';
import {
  bytes,
  commitId,
  count,
  environmentName,
  executionId,
  foreign,
  foreignHead,
  gitStatus,
  list,
  mark,
  nullable,
  optional,
  planId,
  record,
  redactedFile,
  ruleName,
  sha256,
  signalName,
  uuid,
  version,
  wallTime,
  whole,
  word,
} from './fields.ts';

const run = {
  runId: optional(foreign('in Actions: the id of the run')),
  runAttempt: optional(foreign('in Actions: the attempt')),
};

const workTree = {
  vcs: nullable(word(['git'], 'null where there is no work tree')),
  commit: optional(nullable(commitId('null before the first commit'))),
  branch: optional(foreign('absent on a detached HEAD')),
  dirtyCount: optional(count('changed files')),
  dirty: optional(list(record({ status: gitStatus(), path: foreign() }), 'the first 200 of them')),
  filters: optional(list(foreign(), 'what git does to files before it compares them')),
  trouble: optional(foreign('why git could not be asked')),
};

/** The records that are put back where something changes them while gates run. */
const RESTORED = ['data/observations.jsonl', 'data/plan.json', 'data/config/gates.yml'] as const;
export type RestoredFile = (typeof RESTORED)[number];

/** Facts of the whole execution. */
export const RECORDING_FACTS = {
  'execution.started': {
    doc: 'The first line.',
    gate: 'absent',
    basis: OWN,
    fields: {
      executionId: executionId('names the execution'),
      at: wallTime('when it began'),
      repository: optional(foreign('in Actions: owner/name')),
      ...run,
      withheld: optional(
        list(environmentName(), 'secrets and credentials that are set, and that no command is given unless an `env` names them'),
      ),
      call: optional(sha256('in Actions: of what tells a call of a reusable workflow from others of its run')),
      node: version('of Node'),
      os: foreign('platform and release'),
      arch: foreign('of the processor'),
      machine: uuid('random: tells the machines of one execution apart'),
      producer: version('name and version of this program'),
      judge: count('version of the rules that judge'),
      render: count('version of what renders'),
    },
  },
  source: {
    doc: 'The state of the git work tree.',
    gate: 'absent',
    basis: ['process', undefined],
    fields: {
      ...workTree,
      revisions: optional(
        list(
          record({
            name: foreign('as in the configuration'),
            commit: optional(commitId('absent where git does not know it, or knows several')),
            ambiguous: mark('it names several things'),
            detail: optional(foreign('git’s own words')),
          }),
          'what gates compare with, looked up before the first of them',
        ),
      ),
    },
  },
  'source.end': {
    doc: 'The same after the last gate, of an execution that was not interrupted. Absent before judge 4.',
    gate: 'absent',
    basis: ['process'],
    fields: workTree,
  },
  'secret.unset': {
    doc: 'A secret is unset or shorter than 8 characters.',
    gate: 'absent',
    basis: OWN,
    fields: { name: environmentName('of the secret'), why: optional(word(['unset', 'short'], 'absent before judge 6')) },
  },
  part: {
    doc: 'The evidence of the stage before, which the bundle holds.',
    gate: 'absent',
    basis: OWN,
    fields: {
      path: word(['data/parts/1'], 'where it lies'),
      executionId: executionId('of the stage before'),
      head: sha256('of its last seal'),
      plan: sha256('of its plan.json'),
      commit: optional(commitId()),
      ...run,
    },
  },
  artifact: {
    doc: 'An artifact of this workflow run that brings files to a gate, fetched before the first one.',
    gate: 'absent',
    basis: ['file'],
    fields: {
      name: foreign('of the artifact'),
      id: optional(foreign('its number')),
      digest: optional(sha256('of its bytes, as the artifact service says and as they came')),
      files: optional(count('that it holds')),
      trouble: optional(foreignHead(500, 'why it could not be fetched')),
    },
  },
  leak: {
    doc: 'A secret was found: the value of one that the plan names (`secret`), or what its form tells (`rule`).',
    gate: 'required',
    basis: OWN,
    fields: {
      secret: optional(environmentName('of the secret')),
      rule: optional(ruleName('that recognised it')),
      example: mark('the value is one that documentation shows, or of this machine alone'),
      file: optional(redactedFile('of the bundle, where it stood')),
      path: optional(foreign('the name by which the user knows the file')),
      line: count('from 1'),
      column: optional(count('from 1')),
      withheld: mark('the file is not in the bundle'),
    },
  },
  scan: {
    doc: 'A look for secrets in files outside of the evidence.',
    gate: 'required',
    basis: ['file'],
    fields: {
      glob: foreign('as in the configuration'),
      files: count('that were read to their end'),
      bytes: bytes('of them'),
      unread: optional(list(foreign(), 'files that could not be read; the first 20')),
      left: optional(count('files that were not looked at: the time was up')),
      linksOut: optional(list(foreign(), 'linked folders that lead out of the checkout; the first 20')),
      trouble: optional(foreignHead(500, 'why nothing could be looked at')),
    },
  },
  clock: {
    doc: 'The wall clock jumped.',
    gate: 'absent',
    basis: OWN,
    fields: {
      jumpMs: whole('by which wall time ran ahead of the monotonic clock since the last seal; less than 0: behind'),
      seal: optional(count('the `seq` of that which showed it')),
    },
  },
  'recorder.late': {
    doc: 'A seal came late: the machine, or work of our own, kept the program from recording.',
    gate: 'absent',
    basis: OWN,
    fields: { ms: count('after the oldest line that it covers; beyond 1000'), seal: count('its `seq`') },
  },
  'record.restored': {
    doc: 'Something that ran removed or replaced a record of this execution, and it was put back.',
    gate: 'absent',
    basis: OWN,
    fields: { file: word(RESTORED), during: optional(planId('the gate that ran when it was seen')) },
  },
  neighbour: {
    doc: 'Another execution went on in the same checkout at the same time.',
    gate: 'absent',
    basis: OWN,
    fields: { executionId: executionId('of the other one') },
  },
  interrupted: {
    doc: 'A signal asked the execution to end.',
    gate: 'absent',
    basis: OWN,
    fields: { signal: signalName() },
  },
  resumed: {
    doc: 'Another process takes the execution up, because it owes a rollback.',
    gate: 'absent',
    basis: OWN,
    fields: { removedBytes: bytes('of a torn line') },
  },
  'execution.ended': {
    doc: 'The last fact; only the final seal follows.',
    gate: 'absent',
    basis: OWN,
    fields: {
      reason: word(['completed', 'interrupted', 'crashed']),
      removedBytes: optional(bytes('of a torn line')),
    },
  },
} as const satisfies Declarations;
