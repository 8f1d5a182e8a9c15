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

/**
 * The findings to read first: gates that fared worst before others, and of each gate one before the second of any.
 * @param told what is told of the findings of one gate
 */
export function firstFindings(
  outcome: Outcome,
  most: number,
  told: (findings: readonly Finding[]) => readonly Finding[] = (findings) => findings,
): Some<GateFinding> {
  const gates = outcome.decision.judgements.toSorted((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  const ranked = gates.flatMap((gate, place) => told(findingsOf(gate, outcome)).map((finding, rank) => ({ gate, finding, place, rank })));
  const { shown, omitted } = some(
    ranked.toSorted((a, b) => a.rank - b.rank),
    most,
  );
  return { shown: shown.toSorted((a, b) => a.place - b.place), omitted };
}

/** Its findings, notes behind them; where nothing says what went wrong, the commands of it that did not end well stand first. */
function findingsOf({ gate, verdict, findings }: Judgement, { steps }: Outcome): readonly Finding[] {
  const own = findings.toSorted((a, b) => Number(a.note ?? false) - Number(b.note ?? false));
  if (own.some(({ note }) => !note) || (verdict !== 'failed' && verdict !== 'blocked')) return own;
  const failed = steps.filter((step) => step.gate === gate && stepCode(step) !== null);
  const commands = failed.map((step) => ({
    title: step.name,
    message: `${stepEnd(step)}: ${step.run}`,
    ...(step.output !== undefined && { output: step.output }),
  }));
  return [...commands, ...own];
}

/** A line that says what went wrong, as most languages and tools write it. */
const ERROR = /^(?:\S+: )?(?:[\w.]*(?:Error|Exception)\b|error|fatal|panic)(?:\[\w+\])?: /i;

/**
 * The last lines of what a command or a service wrote, as they are, not escaped. Where the last error is named further above (behind it come
 * the places in the code), its line stands first.
 */
export function lastOutput({ output = '' }: Finding, most: number): readonly string[] {
  const lines = output.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => line.trim() !== '');
  const named = lines.findLastIndex((line) => ERROR.test(line));
  if (named < 0 || named >= lines.length - most) return lines.slice(-most);
  return [...lines.slice(named, named + 1), '…', ...lines.slice(1 - most)];
}

/**
 * What a gate's services and commands wrote, as files of the evidence: services first; what is empty tells nothing, nor do commands that
 * ended well beside as many others as there are findings.
 */
export function logsOf({ plan, files, steps, decision }: Outcome, gate: string): readonly FileRecord[] {
  const own = steps.filter((step) => step.gate === gate);
  const findings = decision.judgements.flatMap((one) => (one.gate === gate ? one.findings.filter(({ note }) => !note) : []));
  const bad = own.filter((step) => stepCode(step) !== null);
  const isToldByThem = bad.length > 0 && bad.length >= findings.length;
  const good = new Set(isToldByThem ? own.filter((step) => stepCode(step) === null).flatMap(({ stdout, stderr }) => [stdout, stderr]) : []);
  const services = plan.gates.find(({ id }) => id === gate)?.services ?? [];
  const logs = files.filter(
    (file) => file.gate === gate && file.bytes > 0 && file.path.endsWith('.log') && !good.has(file.path.replace(/^data\//, '')),
  );
  const isDiagnostic = ({ path }: FileRecord): boolean => path.includes('/diagnostics/');
  return [
    ...logs.filter((file) => isDiagnostic(file) && services.some((id) => file.path.endsWith(`/${id}.log`))),
    ...logs.filter((file) => !isDiagnostic(file)),
  ];
}
