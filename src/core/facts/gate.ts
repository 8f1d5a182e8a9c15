import { type Declarations, OWN } from './declaration.ts';
import {
  bundlePath,
  bytes,
  count,
  errorCode,
  flag,
  foreign,
  foreignEnd,
  foreignHead,
  list,
  mark,
  ms,
  operands,
  optional,
  sha256,
  stepName,
  whole,
  word,
} from './fields.ts';
import { ended, process } from './shared.ts';

/** A command of a gate, run to its end. */
const step = {
  name: stepName('of our own making'),
  run: foreign('the command'),
  ...process,
  ...ended,
  folder: optional(foreign('its working directory, where that is not there')),
  timedOut: flag('its timeout ended it'),
  aborted: flag('the end of the gate ended it'),
  from: optional(ms('when it began: what it left is ended before it is recorded')),
  durationMs: ms(),
  leftovers: count('processes that outlived it and had to be ended'),
  stdout: optional(bundlePath('the attachment')),
  stderr: optional(bundlePath('the attachment')),
  output: optional(foreignEnd(2048, 'the end of what it wrote, when it did not end well')),
};

/** What a file is to the kind of its gate. */
const role = {
  role: optional(
    word(['report', 'coverage', 'output', 'diff', 'checkout', 'manifest', 'baseline', 'results', 'acks', 'changes', 'answers']),
  ),
  run: optional(count('of which run, from 1')),
  cycle: optional(count('of which cycle, from 1')),
  place: optional(word(['gate-dir', 'working-directory'], 'where it was found')),
  patterns: optional(list(foreign(), 'those of the configuration that name it')),
  earlier: mark('it lay there, unchanged, before the run of the tests, or before the execution where somebody else wrote it'),
  twinAt: optional(
    whole(
      'when that was written which lay under its name with its very bytes before the run, ms of wall clock since the execution started',
    ),
  ),
  committed: mark('the commit that the execution began with has it, with these bytes'),
  artifact: optional(foreign('name of the artifact of this workflow run that brought it, with these bytes')),
  jobAt: optional(whole('when the job began, ms of wall clock since the execution started; of a file that is to come from the job')),
};

const attachment = {
  ...role,
  path: bundlePath('in the bundle, below `data/`'),
  sha256: sha256('of the copy, redacted'),
  bytes: bytes('of the copy'),
  modifiedAt: whole('ms of wall clock since the execution started'),
  future: mark('its time lay in the future when it was copied'),
  existedBefore: flag('it was made before the execution started'),
  original: foreign('the name by which the user knows it'),
  handWritten: mark('the configuration names it as an attachment'),
  from: optional(bytes('the first byte that is kept and judged')),
  withheld: mark('it held a secret: a line that says so stands in its place'),
};

const file = {
  ...role,
  atStart: mark('it was looked for before the first gate'),
  captured: mark('a probe was to keep it, and it was gone when the gate ended'),
  name: optional(foreign('in the configuration')),
  path: foreign('the name by which the user knows it'),
  code: errorCode(),
};

/** Facts of any gate, whatever its kind. */
export const GATE_FACTS = {
  'gate.started': {
    doc: 'The gate begins.',
    gate: 'required',
    basis: OWN,
    fields: { expected: operands('exactly what must be observed, equal to the plan’s') },
  },
  control: {
    doc: 'The judge asked for something, and was granted it. A rollout that must not go on asks for `abort`.',
    gate: 'required',
    basis: OWN,
    fields: { action: word(['stop', 'skip', 'abort']), because: count('the `seq` that made the judge ask for it') },
  },
  step: { doc: 'A command of the gate.', gate: 'required', basis: ['process'], fields: step },
  attachment: { doc: 'A file was copied into the bundle.', gate: 'required', basis: ['file'], fields: attachment },
  file: { doc: 'A file that was asked for is not there.', gate: 'required', basis: ['file', undefined], fields: file },
  'gate.ended': {
    doc: 'The gate is over.',
    gate: 'required',
    basis: OWN,
    fields: {
      reason: word(['completed', 'stopped', 'timeout', 'cancelled', 'not-ready', 'crashed']),
      detail: optional(foreignHead(500)),
    },
  },
  'after.step': { doc: 'An on-failure command; never judged.', gate: 'required', basis: ['process'], fields: step },
  'after.attachment': { doc: 'A diagnostic; never judged.', gate: 'required', basis: ['file'], fields: attachment },
  'after.file': { doc: 'A diagnostic that is not there.', gate: 'required', basis: ['file', undefined], fields: file },
} as const satisfies Declarations;
