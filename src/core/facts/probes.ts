import { type Declarations, OWN } from './declaration.ts';
import { count, flag, foreign, foreignNumber, mark, ms, optional, planId, record, stepName } from './fields.ts';
import { ended, phase, sight, trouble } from './shared.ts';

const { output: _, got, ...answer } = sight;
const how = { ...ended, timedOut: flag() };

/** Facts of gates that look at something themselves. */
export const PROBE_FACTS = {
  probe: {
    doc: 'One try of one check. After a rollback each round looks once at every check.',
    gate: 'required',
    basis: ['probe', 'process'],
    fields: {
      rollback: mark('after a rollback'),
      slot: optional(count('after a rollback: the round')),
      index: count('of the check, from 0'),
      name: foreign('of the check'),
      try: optional(count('from 1')),
      ...sight,
    },
  },
  check: {
    doc: 'One look of a `health` gate at one service.',
    gate: 'required',
    basis: ['probe'],
    fields: { ...sight, got: optional(got), service: planId(), slot: count('from 0'), late: ms('by which it came late') },
  },
  missed: {
    doc: 'A look that did not happen in time. `busy`: the product still owed the last answer; else it was us who were late.',
    gate: 'required',
    basis: OWN,
    fields: {
      service: optional(planId('of a `health` gate')),
      ...phase,
      slot: count('from 0'),
      busy: mark('the service still owed the answer of a check before'),
    },
  },
  progress: {
    doc: 'The counter of a service, or why there is none.',
    gate: 'required',
    basis: ['probe'],
    fields: { service: planId(), value: optional(foreignNumber()), ...trouble },
  },
  request: {
    doc: 'One request of an `access` gate. Never a header that was sent.',
    gate: 'required',
    basis: ['probe'],
    fields: {
      rule: count('from 0'),
      identity: foreign('who asked'),
      status: optional(count()),
      ...answer,
      got: optional({ ...got, doc: 'what the rule’s `expect` reads' }),
    },
  },
  sandbox: {
    doc: 'A command in the sandbox of an `access` gate.',
    gate: 'required',
    basis: ['process'],
    fields: { index: count('from 0'), step: stepName(), ...how, control: optional(record(how, 'the same command outside')) },
  },
} as const satisfies Declarations;
