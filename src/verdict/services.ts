import { formatDuration } from '../core/duration.ts';
import { troubleOf } from '../core/error-code.ts';
import type { JsonObject } from '../core/json.ts';
import type { Criterion, Finding } from '../core/judgement.ts';
import { MalformedObservation, type Observation, stringOf } from '../core/observation.ts';
import type { ServicePlan } from '../core/plan.ts';
import type { Verdict } from '../core/verdict.ts';
import { withSaid } from '../gates/shared/said.ts';
import { leftBehind } from '../gates/shared/left-behind.ts';
import { stackTrouble } from './stack.ts';

/** Causes that say "we could not find out": the command can't be executed, a stranger holds the port, it is not there at all. */
const BLOCKING_CAUSES: ReadonlySet<string> = new Set(['not-executable', 'port-taken', 'absent']);

/** A command that ends well at once has mostly sent its work to the background. */
const FOREGROUND = ': it must stay in the foreground, not become a daemon';

/** What every gate owes to the services it stands on: they came up, and none died while it ran. */
export class ServiceFold {
  private readonly services: ReadonlyMap<string, ServicePlan>;
  private readonly troubles: ServiceFault[] = [];
  private readonly notes: Finding[] = [];

  /** @param services those that the gate needs: what becomes of others is not its concern */
  constructor(services: readonly ServicePlan[]) {
    this.services = new Map(services.map((service) => [service.id, service]));
  }

  step(o: Observation): void {
    if (o.type === 'stack') this.stack(o);
    if (o.type === 'sweep') this.leftovers(o);
    const id = o['service'];
    const service = typeof id === 'string' ? this.services.get(id) : undefined;
    if (!service) return;
    if (o.type === 'service.failed') {
      const cause = stringOf(o, 'cause');
      const verdict = BLOCKING_CAUSES.has(cause) ? 'blocked' : 'failed';
      this.say(verdict, `${service.id} ${causeInWords(o, cause, service)}`, o);
    } else if (o.type === 'service.exited') {
      this.say('failed', `${service.id} died while the gate ran${ending(o)}`, o);
    } else if (o.type === 'service.ready') {
      this.hidden(o, service);
    } else if (o.type === 'service.usurped') {
      const { verdict, text } = usurped(o);
      this.say(verdict, text, o);
    }
  }

  /**
   * Only a stack that a gate stands on is started or stopped while it runs. Between gates, and after the last, nothing rests on
   * it any more: that it did not stop is worth a warning.
   */
  private stack(o: Observation): void {
    const trouble = stackTrouble(o);
    if (trouble) this.say(this.services.size > 0 ? trouble.verdict : 'warned', trouble.text, o);
  }

  /** A port whose owner we may not look into is worth a word: whether it is the service that answers nobody saw. */
  private hidden(o: Observation, { id }: ServicePlan): void {
    for (const row of Array.isArray(o['ports']) ? (o['ports'] as readonly JsonObject[]) : []) {
      const { port, owner } = row;
      if (owner === 'ours' || typeof port !== 'number') continue;
      const message = `${id}: ${owner === 'none' ? `nobody listens on port ${port}` : `who holds port ${port} can't be looked into`}`;
      if (!this.notes.some((note) => note.message === message)) this.notes.push({ title: 'Port', message, seq: o.seq, note: true });
    }
  }

  /** What was left of a service that was restarted, or of the stack: ended by us, and said. Cycles judge their own. */
  private leftovers(o: Observation): void {
    if (this.services.size > 0 && o['cycle'] === undefined) this.notes.push(...leftBehind(o, [...this.services.values()]));
  }

  private say(verdict: Verdict, text: string, o: Observation): void {
    this.troubles.push({ verdict, text, o });
  }

  /** A row for the table when something went wrong; a gate whose services are well shows none. */
  criteria(): readonly Criterion[] {
    return this.troubles.map(({ verdict, text }) => ({
      name: 'services',
      target: 'ready and alive',
      measured: text,
      words: text,
      verdict,
    }));
  }

  findings(): readonly Finding[] {
    return [...this.troubles.map(({ text, o }) => ({ title: 'Service', ...withSaid(text, o), seq: o.seq })), ...this.notes];
  }
}

interface ServiceFault {
  readonly verdict: Verdict;
  readonly text: string;
  readonly o: Observation;
}

/** Whoever answers beside the service may be the one that was asked; a service that does not listen any more has failed. */
function usurped(o: Observation): { verdict: Verdict; text: string } {
  const [service, detail, shared] = [stringOf(o, 'service'), stringOf(o, 'detail'), o['shared']];
  if (typeof shared !== 'boolean') throw new MalformedObservation(o, 'shared', 'true or false');
  return shared
    ? { verdict: 'blocked', text: `${service} shares its port with another process: ${detail}` }
    : { verdict: 'failed', text: `${service} lost its port to another process: ${detail}` };
}

function causeInWords(o: Observation, cause: string, { run, ready }: ServicePlan): string {
  const code = typeof o['code'] === 'string' ? ` (${o['code']})` : '';
  const detail = typeof o['detail'] === 'string' && o['detail'] !== '' ? `: ${o['detail']}` : '';
  switch (cause) {
    case 'not-executable':
      return `could not be executed${code}${detail}${run === undefined ? '' : `: ${run.trim()}`}`;
    case 'port-taken':
      return `could not start: its port is in use${detail}`;
    case 'absent':
      return `is not there: it never answered${last(o)}`;
    case 'exited':
      return `ended before it was ready${ending(o)}${o['exit'] === 0 ? FOREGROUND : ''}${detail}`;
    default:
      return `was not ready${within(ready)}${last(o)}`;
  }
}

function within(ready: ServicePlan['ready']): string {
  return ready ? ` within ${formatDuration(ready.timeoutMs)}` : ' in time';
}

/** What the last look at it saw. Where nothing was asked, or words are missing, there is but a code. */
function last(o: Observation): string {
  const { code, detail } = o;
  if (typeof detail === 'string' && detail !== '') return `: ${detail}`;
  return typeof code === 'string' ? `: ${troubleOf(code)}` : '';
}

function ending(o: Observation): string {
  if (typeof o['signal'] === 'string') return `, by ${o['signal']}`;
  return typeof o['exit'] === 'number' ? `, exit code ${o['exit']}` : '';
}
