import type { GATE_FACTS } from '../core/facts/gate.ts';
import type { RESULT_FACTS } from '../core/facts/results.ts';
import type { SERVICE_FACTS } from '../core/facts/services.ts';
import type { Observation } from '../core/observation.ts';
import { counted, end, field, has, isFailure, items, late, size, span, trouble, type Words, withText } from './replay-fields.ts';

type Facts = typeof GATE_FACTS & typeof RESULT_FACTS & typeof SERVICE_FACTS;

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['stop', 'ended early: its verdict is settled'],
  ['skip', 'is not run'],
  ['abort', 'must not go on'],
]);

const FAILURES: ReadonlyMap<string, string> = new Map([
  ['not-executable', 'could not be started'],
  ['port-taken', 'found its port taken'],
  ['absent', 'is not there'],
  ['exited', 'died before it was ready'],
  ['unready', 'did not become ready'],
]);

/** What was recorded of any gate, of its files and of its services. */
export const GATE_WORDS: Words<keyof Facts> = {
  'gate.started': () => 'gate starts',
  'gate.ended': (o) => `gate ended: ${field(o, 'reason')}${withText(o, 'detail')}`,
  control: (o) => CONTROLS.get(field(o, 'action')) ?? field(o, 'action'),
  step: stepWords,
  attachment: (o) => (o['withheld'] === true ? `${field(o, 'original')} is withheld: a secret stood in it` : undefined),
  file: missingFile,
  'after.step': (o) => `afterwards: ${stepWords(o)}`,
  'after.attachment': () => undefined,
  'after.file': (o) => `afterwards: ${missingFile(o)}`,
  'reports.before': (o) =>
    o['files'] === 0 ? undefined : `run ${field(o, 'run')}: ${counted(o, 'files', 'older report')} lay there before it`,
  'reports.after': (o) => `run ${field(o, 'run')}: ${counted(o, 'files', 'report')} kept`,
  'results.before': (o) => (o['exists'] === true ? `run ${field(o, 'run')}: ${field(o, 'path')} was there before it` : undefined),
  'results.after': (o) => `run ${field(o, 'run')}: ${field(o, 'path')} ${resultsWords(o)}`,
  'baseline.none': (o) => `no baseline from ${field(o, 'from')}: ${field(o, 'why')}`,
  wiped: (o) =>
    `${field(o, 'path')} ${has(o, 'left') ? `could not be removed: ${field(o, 'left')} is still there` : 'removed before the restore'}${withText(o, 'detail')}`,
  'service.started': (o) => `${field(o, 'service')} started, pid ${field(o, 'pid')}${has(o, 'port') ? `, port ${field(o, 'port')}` : ''}`,
  'service.ready': (o) => `${field(o, 'service')} ready after ${span(o, 'ms')}`,
  'service.failed': (o) =>
    `${field(o, 'service')} ${FAILURES.get(field(o, 'cause')) ?? field(o, 'cause')}${isFailure(o) ? `: ${trouble(o)}` : withText(o, 'detail')}`,
  'service.usurped': (o) => `${field(o, 'service')} ${o['shared'] === true ? 'shares' : 'lost'} its port: ${field(o, 'detail')}`,
  'service.exited': (o) => `${field(o, 'service')} died (${end(o)})`,
  'service.verified': verifiedWords,
  'service.crashed': (o) => `${field(o, 'service')} killed: ${size(o, 'killed')} processes`,
  'service.stopped': (o) => `${field(o, 'service')} stopped (${end(o)}) after ${span(o, 'ms')}`,
  stack: (o) => `command to ${field(o, 'action')} the services ${end(o)}${late(o)} after ${span(o, 'ms')}: ${field(o, 'run')}`,
  sweep: (o) =>
    `looked for what ${items(o, 'services') || 'services'} left behind (${field(o, 'phase')}): ${size(o, 'found')} left, ${size(o, 'zombies')} zombies`,
};

function stepWords(o: Observation): string {
  return `${field(o, 'name')} ${end(o)}${late(o)} after ${span(o, 'durationMs')}: ${field(o, 'run')}`;
}

function missingFile(o: Observation): string {
  return `${field(o, 'path')} is not there${isFailure(o) ? `: ${trouble(o)}` : ''}`;
}

function resultsWords(o: Observation): string {
  if (isFailure(o)) return trouble(o);
  return o['earlier'] === true ? 'is as it was before the run' : 'was written';
}

function verifiedWords(o: Observation): string {
  const alive = `${o['alive'] === true ? 'alive' : 'not alive'}, ${o['ours'] === true ? 'ours' : 'not ours'}`;
  return `${field(o, 'service')} ${alive}, port ${field(o, 'portOwner')}${isFailure(o) ? `: ${trouble(o)}` : ''}`;
}
