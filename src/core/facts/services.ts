import type { Declarations } from './declaration.ts';
import {
  count,
  errorCode,
  flag,
  foreign,
  foreignEnd,
  foreignHead,
  list,
  mark,
  microseconds,
  ms,
  operands,
  optional,
  planId,
  record,
  signalName,
  systemCode,
  word,
} from './fields.ts';
import { ended, ending, process } from './shared.ts';

const cycle = { cycle: optional(count('of `cycles` and `durability`: from 1')) };
const service = { service: planId() };
const output = { output: optional(foreignEnd(2048, 'the end of what it wrote')) };
const owner = word(
  ['ours', 'foreign', 'none', 'hidden', 'unknown'],
  '`hidden`: somebody whom we can’t look into, such as a container’s proxy',
);
const ports = { ports: optional(list(record({ port: count(), owner }), 'whose its ports are')) };
const state = word(['live', 'stale', 'absent', 'foreign'], 'of the pid file');
const technique = word(['tree', 'group', 'session', 'marker', 'inherited', 'log-file', 'port']);

/** A process by its number and start time, and what it was. */
const named = { pid: count(), start: foreignHead(300), command: foreignHead(300) };

/** Facts about services, under the gate that runs when they come about. */
export const SERVICE_FACTS = {
  'service.started': {
    doc: 'We started it.',
    gate: 'optional',
    basis: ['process'],
    fields: { ...service, pid: count(), start: foreign('the system’s own start time'), port: optional(count()), ...cycle },
  },
  'service.ready': {
    doc: 'Its `ready` probe holds; without one it has lived long enough.',
    gate: 'optional',
    basis: ['process', 'probe'],
    fields: { ...service, ms: ms('of waiting'), attempts: count(), ...ports, ...cycle },
  },
  'service.failed': {
    doc: 'It did not become ready. `not-executable`, `port-taken` and `absent` block, `exited` and `unready` fail.',
    gate: 'optional',
    basis: ['process', 'probe'],
    fields: {
      ...service,
      external: flag('somebody else starts it'),
      cause: word(['not-executable', 'port-taken', 'absent', 'exited', 'unready']),
      code: optional(systemCode('of the probe, or of the operating system')),
      detail: optional(foreignHead(500)),
      ...ending,
      ...output,
      ...cycle,
    },
  },
  'service.usurped': {
    doc: 'A stranger listens on its port while it runs.',
    gate: 'optional',
    basis: ['process'],
    fields: { ...service, port: count(), shared: flag('so does the service'), detail: foreignHead(500, 'who') },
  },
  'service.exited': {
    doc: 'It died while it should have run.',
    gate: 'optional',
    basis: ['process'],
    fields: { ...service, pid: count(), ...ending, ...output },
  },
  'service.verified': {
    doc: 'A look at the running service.',
    gate: 'optional',
    basis: ['process'],
    fields: {
      ...service,
      pid: optional(count()),
      alive: flag(),
      ours: flag('the process is found as one of ours'),
      portOwner: owner,
      ...ports,
      pidFile: optional(state),
      code: optional(errorCode('of its health probe')),
      detail: optional(foreignHead(500)),
      us: optional(microseconds()),
      got: optional(operands('what the health probe reads')),
      ...cycle,
    },
  },
  'service.crashed': {
    doc: 'We killed all of its processes; without `pid` it did not run. `t` is the moment before the first signal.',
    gate: 'optional',
    basis: ['process'],
    backdated: true,
    fields: {
      ...service,
      ...process,
      ms: optional(ms('from `t` until nothing of it was left; no fact of before judge 6 has it')),
      stillReady: optional(flag('its `ready` probe held all the same')),
      killed: list(record(named)),
      left: list(record({ pid: count(), start: foreign() }), 'what could not be ended'),
      ...ending,
      ...cycle,
    },
  },
  'service.stopped': {
    doc: 'We stopped it; without `pid` it did not run.',
    gate: 'optional',
    basis: ['process'],
    fields: { ...service, pid: optional(count()), signals: list(signalName(), 'that were needed'), ...ending, ms: ms(), ...cycle },
  },
  stack: {
    doc: 'A command that starts or stops all services together.',
    gate: 'optional',
    basis: ['process'],
    fields: {
      action: word(['start', 'stop']),
      run: foreign('the command'),
      ...ended,
      detail: optional(foreignHead(500)),
      timedOut: mark(),
      ms: ms(),
      output: optional(foreignEnd(2048, 'the end of what it wrote, when it failed')),
    },
  },
  sweep: {
    doc: 'What stopped services left behind, recorded before it was ended.',
    gate: 'optional',
    basis: ['process'],
    fields: {
      services: list(planId()),
      phase: word(['before-start', 'after-stop', 'restart', 'end', 'stack'], '`stack`: its stop command has run'),
      passes: count('looks until two saw the same'),
      techniques: list(technique, 'that could look'),
      found: list(record({ ...named, by: list(technique), service: optional(foreignHead(300)) })),
      zombies: list(record({ pid: count(), command: foreign(), parent: count() })),
      ports: list(record({ service: planId(), port: count(), free: optional(flag()), owners: list(count()) })),
      pidFiles: list(record({ service: planId(), state })),
      stillReady: optional(list(record({ service: planId(), holds: flag() }), 'whether `ready` still holds; of stops within a cycle')),
      ...cycle,
    },
  },
} as const satisfies Declarations;
