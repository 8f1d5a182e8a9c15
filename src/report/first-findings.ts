import type { Finding, Judgement } from '../core/judgement.ts';
import { VERDICTS } from '../core/verdict.ts';
import { type Some, some } from './budget.ts';
import type { FileRecord, Outcome } from './outcome.ts';
import { stepCode, stepEnd } from './step.ts';

/** A finding and the gate that it is of. */
export interface GateFinding {
  readonly gate: Judgement;
  readonly finding: Finding;
}

/** The findings to read first: gates that fared worst before others, and of each gate one before the second of any. */
export function firstFindings(outcome: Outcome, most: number): Some<GateFinding> {
  const gates = outcome.decision.judgements.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  const ranked = gates.flatMap((gate, place) => findingsOf(gate, outcome).map((finding, rank) => ({ gate, finding, place, rank })));
  const { shown, omitted } = some(
    ranked.toSorted((a, b) => a.rank - b.rank),
    most,
  );
  return { shown: shown.toSorted((a, b) => a.place - b.place), omitted };
}

/** Its findings; where it has none to show, the commands of it that did not end well. */
function findingsOf({ gate, verdict, findings }: Judgement, { steps }: Outcome): readonly Finding[] {
  if (findings.length > 0 || (verdict !== 'failed' && verdict !== 'blocked')) return findings;
  const failed = steps.filter((step) => step.gate === gate && stepCode(step) !== null);
  return failed.map((step) => ({
    title: step.name,
    message: `${stepEnd(step)}: ${step.run}`,
    ...(step.output !== undefined && { output: step.output }),
  }));
}

/** The last lines of what a command or a service wrote, as they are, not escaped. */
export function lastOutput({ output = '' }: Finding, most: number): readonly string[] {
  const lines = output.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => line.trim() !== '');
  return lines.slice(-most);
}

/** What a gate's services and commands wrote, as files of the evidence: services first; what is empty tells nothing. */
export function logsOf({ plan, files }: Outcome, gate: string): readonly FileRecord[] {
  const services = plan.gates.find(({ id }) => id === gate)?.services ?? [];
  const logs = files.filter((file) => file.gate === gate && file.bytes > 0 && file.path.endsWith('.log'));
  const isDiagnostic = ({ path }: FileRecord): boolean => path.includes('/diagnostics/');
  return [
    ...logs.filter((file) => isDiagnostic(file) && services.some((id) => file.path.endsWith(`/${id}.log`))),
    ...logs.filter((file) => !isDiagnostic(file)),
  ];
}
