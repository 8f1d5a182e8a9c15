import {
  count,
  errorCode,
  foreign,
  foreignEnd,
  foreignHead,
  microseconds,
  mark,
  operands,
  optional,
  signalName,
  systemCode,
  whole,
} from './fields.ts';

/** Which process it was; absent where none was seen. */
export const process = {
  pid: optional(count()),
  start: optional(foreign('the system’s own start time')),
};

/** How a process ended of itself. */
export const ending = {
  exit: optional(whole('exit code')),
  signal: optional(signalName('that ended it')),
};

/** How a command ended: one of these stands. */
export const ended = {
  ...ending,
  spawnError: optional(systemCode('why it could not be started')),
};

/** Why there is no answer. */
export const trouble = {
  code: optional(errorCode('why there is no answer')),
  detail: optional(foreignHead(500, 'the system’s own words for it')),
};

/** What a probe saw. */
export const sight = {
  ...trouble,
  us: microseconds('to the whole answer, rounded up to 3 significant digits'),
  got: operands('what the condition reads'),
  excerpt: optional(foreignHead(2048, 'of an answer that does not hold')),
  output: optional(foreignEnd(2048, 'the end of what a command wrote that does not hold')),
};

/** Which look of a rollout. */
export const phase = {
  stage: optional(count('from 0')),
  changing: mark('while the weight changes: from the end of the stage before to the first look of this one'),
  between: mark('between the jobs of two stages'),
  after: mark('after the last stage, until something newer than it was seen'),
  rollback: mark('after a rollback'),
};
