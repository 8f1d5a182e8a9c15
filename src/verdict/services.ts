import type { Criterion, Finding } from '../core/judgement.ts';
import { type Observation, stringOf } from '../core/observation.ts';
import type { Verdict } from '../core/verdict.ts';
import { stackTrouble } from './stack.ts';

/** Causes that say "we could not find out": the command can't be executed, a stranger holds the port, it is not there at all. */
const BLOCKING_CAUSES: ReadonlySet<string> = new Set(['not-executable', 'port-taken', 'absent']);

/** What every gate owes to the services it stands on: they came up, and none died while it ran. */
export class ServiceFold {
  private readonly services: readonly string[];
  private readonly troubles: { verdict: Verdict; text: string; seq: number }[] = [];

  /** @param services those that the gate needs: what becomes of others is not its concern */
  constructor(services: readonly string[]) {
    this.services = services;
  }

  step(o: Observation): void {
    if (o.type === 'stack') this.stack(o);
    const service = o['service'];
    if (typeof service !== 'string' || !this.services.includes(service)) return;
    if (o.type === 'service.failed') {
      const cause = stringOf(o, 'cause');
      const verdict = BLOCKING_CAUSES.has(cause) ? 'blocked' : 'failed';
      this.troubles.push({ verdict, text: `${service} ${causeInWords(o, cause)}`, seq: o.seq });
    } else if (o.type === 'service.exited') {
      this.troubles.push({ verdict: 'failed', text: `${service} died while the gate ran${ending(o)}`, seq: o.seq });
    }
  }

  /**
   * Only a stack that a gate stands on is started or stopped while it runs. Between gates, and after the last, nothing rests on
   * it any more: that it did not stop is worth a warning.
   */
  private stack(o: Observation): void {
    const trouble = stackTrouble(o);
    if (trouble) this.troubles.push({ verdict: this.services.length > 0 ? trouble.verdict : 'warned', text: trouble.text, seq: o.seq });
  }

  /** A row for the table when something went wrong; a gate whose services are well shows none. */
  criteria(): readonly Criterion[] {
    return this.troubles.map(({ verdict, text }) => ({ name: 'services', target: 'ready and alive', measured: text, verdict }));
  }

  findings(): readonly Finding[] {
    return this.troubles.map(({ text, seq }) => ({ title: 'Service', message: text, seq }));
  }
}

function causeInWords(o: Observation, cause: string): string {
  const code = typeof o['code'] === 'string' ? ` (${o['code']})` : '';
  const detail = typeof o['detail'] === 'string' && o['detail'] !== '' ? `: ${o['detail']}` : '';
  switch (cause) {
    case 'not-executable':
      return `could not be executed${code}${detail}`;
    case 'port-taken':
      return `found its port taken by a stranger${detail}`;
    case 'absent':
      return `is not there: it never once answered${code}${detail}`;
    case 'exited':
      return `ended before it was ready${ending(o)}${detail}`;
    default:
      return `was not ready in time${code}${detail}`;
  }
}

function ending(o: Observation): string {
  if (typeof o['signal'] === 'string') return `, by ${o['signal']}`;
  return typeof o['exit'] === 'number' ? `, exit code ${o['exit']}` : '';
}
