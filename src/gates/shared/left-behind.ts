import type { Finding } from '../../core/judgement.ts';
import type { Observation } from '../../core/observation.ts';
import type { ServicePlan } from '../../core/plan.ts';
import { whyUnheard } from './wrapper.ts';

/** What a sweep found of stopped services, each as a finding: it has been ended by us. @param services those of the plan */
export function leftBehind(o: Observation, services: readonly ServicePlan[]): readonly Finding[] {
  const found = Array.isArray(o['found']) ? (o['found'] as { pid?: number; command?: string; service?: string }[]) : [];
  const processes = found.map(({ pid, command, service }) => ({
    title: 'Left behind',
    message: `process ${pid ?? '?'} (${command ?? '?'}) of ${whose(o, service)} was still there after the stop; ended${unheard(o, services, service)}`,
    seq: o.seq,
    note: true as const,
  }));
  return o['phase'] === 'stack' ? [...processes, ...heldPorts(o)] : processes;
}

/** What a stack's containers hold is no process of ours. */
function heldPorts(o: Observation): readonly Finding[] {
  const ports = Array.isArray(o['ports']) ? (o['ports'] as { service?: string; port?: number; free?: boolean }[]) : [];
  return ports
    .filter(({ free }) => free === false)
    .map(({ service, port }) => ({
      title: 'Left behind',
      message: `port ${port ?? '?'} of ${service ?? '?'} was still held after the stack was stopped`,
      seq: o.seq,
    }));
}

function unheard(o: Observation, services: readonly ServicePlan[], service: string | undefined): string {
  const plan = o['phase'] === 'stack' ? undefined : services.find(({ id }) => id === service);
  const why = plan && whyUnheard(plan);
  return why === undefined ? '' : `; ${why}`;
}

function whose(o: Observation, service: string | undefined): string {
  if (o['phase'] === 'stack') return 'the stack';
  return service ?? 'a service that can not be told';
}
