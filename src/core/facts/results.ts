import type { Declarations } from './declaration.ts';
import { bytes, count, errorCode, flag, foreign, foreignHead, inode, list, mark, ms, optional, sha256, word } from './fields.ts';

const run = { run: count('from 1') };
const site = {
  ...run,
  path: foreign('as in the configuration'),
  place: word(['gate-dir', 'working-directory']),
  at: ms('of wall clock since the execution started'),
};
const times = {
  bytes: optional(bytes()),
  modifiedAt: optional(ms('of wall clock since the execution started')),
  changedAt: optional(ms('of wall clock since the execution started')),
  inode: optional(inode()),
};

/** Facts about the files that gates find their results in, or remove. */
export const RESULT_FACTS = {
  'reports.before': {
    doc: 'Before a run of a `tests` gate.',
    gate: 'required',
    basis: ['file'],
    fields: {
      ...run,
      at: ms('of wall clock since the execution started'),
      files: count('that lay in the working directory under the names of the reports'),
      root: optional(foreign('the folder where the tests run: absolute names in reports are relative to it')),
    },
  },
  'reports.after': {
    doc: 'After it.',
    gate: 'required',
    basis: ['file'],
    fields: {
      ...run,
      files: count('that were kept'),
      linksOut: optional(list(foreign(), 'linked folders that a wildcard met and that lead out of the checkout; the first 20')),
      hidden: optional(list(foreign(), 'files that a wildcard passed over, as they are hidden; the first 20')),
    },
  },
  'baseline.none': {
    doc: 'A `classification` gate has no baseline.',
    gate: 'required',
    basis: ['file'],
    fields: {
      from: foreign('as in the configuration'),
      why: foreign(),
      trouble: mark('there was one, and it can not be compared with: that blocks, whatever the configuration says of none'),
    },
  },
  wiped: {
    doc: 'A `durability` gate removed what its service stored, before the restore.',
    gate: 'required',
    basis: ['file'],
    fields: {
      cycle: count('from 1'),
      path: foreign('as in the configuration'),
      found: count('things under that name'),
      written: count('files below them that were written since the writes of the cycle began'),
      left: optional(foreign('the first that is still there')),
      linked: optional(
        foreign('the first of the files that were written since which has another name, a hard link, under which it lives on'),
      ),
      detail: optional(foreignHead(500, 'why it could not be removed')),
    },
  },
  'results.before': {
    doc: 'What stood in the results file before a run.',
    gate: 'required',
    basis: ['file'],
    fields: {
      ...site,
      exists: flag(),
      ...times,
      sha256: optional(sha256('of append-only results')),
      lines: optional(count('of append-only results')),
      endsLine: optional(flag('of append-only results: they end with a line')),
    },
  },
  'results.after': {
    doc: 'The results file after the run, or why it is not there.',
    gate: 'required',
    basis: ['file'],
    fields: {
      ...site,
      ...times,
      code: optional(errorCode()),
      prefixSha256: optional(sha256('of append-only results: of what stood there before, now')),
      earlier: mark('it lies there as it did before the run'),
      twinAt: optional(
        ms('when that was written which lay under its name with its very bytes before the run, of wall clock since the execution started'),
      ),
      twice: mark('the run wrote other results in `$GATE_DIR` than in the working directory'),
      unseenBefore: mark('it is older than the run, and nobody looked what it held before'),
      rewrittenLine: optional(count('the first line that differs')),
    },
  },
} as const satisfies Declarations;
