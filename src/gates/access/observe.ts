import type { Fact } from '../../core/facts/registry.ts';
import type { CommandResult, ObserveContext, Observer } from '../../core/ports.ts';
import { toldOf } from '../../live/looks/told.ts';
import { type AccessRequest, type AccessSpec, requestsOf, type SandboxCommand } from './attempts.ts';
import { judgeCommand } from './sandbox.ts';

/** Sends every request and runs every command once, one after another; one that goes wrong keeps none of the others from being made. */
async function observe(context: ObserveContext<AccessSpec>): Promise<void> {
  const spec = context.gate.spec;
  const requests = requestsOf(spec);
  const total = requests.length + spec.sandbox.length;
  let done = 0;
  for (const request of requests) {
    await send(context, request);
    if (context.stop.aborted) return;
    context.progress(++done, total, request.name);
  }
  for (const [index, command] of spec.sandbox.entries()) {
    await attempt(context, index, command);
    if (context.stop.aborted) return;
    context.progress(++done, total, command.run);
  }
}

async function send(context: ObserveContext, { rule, identity, expect, name, probe }: AccessRequest): Promise<void> {
  const result = await context.probe(probe);
  if (context.stop.aborted) return;
  const { code, detail, us, got, excerpt } = result;
  context.record({
    type: 'request',
    basis: 'probe',
    rule,
    identity,
    ...(typeof got['status'] === 'number' && { status: got['status'] }),
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    us,
    ...(expect === 'allowed' && probe.expect !== undefined && { got }),
    ...(excerpt !== undefined && { excerpt }),
  });
  const judged = toldOf(probe, result, context.probes);
  if (judged.verdict !== 'passed') context.notice(`${name}: ${judged.why ?? judged.measured}`);
}

/** The control first: it shows that there is something to refuse. */
async function attempt(context: ObserveContext, index: number, command: SandboxCommand): Promise<void> {
  const { run, control, timeoutMs } = command;
  const outside =
    control === undefined ? undefined : await context.probes.command({ name: `control-${index + 1}`, run: control, timeoutMs });
  if (context.stop.aborted) return;
  const step = `sandbox-${index + 1}`;
  const ended = await context.probes.command({ name: step, run, timeoutMs });
  if (context.stop.aborted || ended.aborted) return;
  const fact = { step, ...endingOf(ended), ...(outside && { control: endingOf(outside) }) };
  context.record({ type: 'sandbox', basis: 'process', index, ...fact });
  const judged = judgeCommand(command, fact);
  if (judged.verdict !== 'passed') context.notice(`${run}: ${judged.measured}`);
}

function endingOf({
  exit,
  signal,
  spawnError,
  timedOut,
}: CommandResult): Pick<Fact<'sandbox'>, 'exit' | 'signal' | 'spawnError' | 'timedOut'> {
  return {
    ...(exit !== undefined && { exit }),
    ...(signal !== undefined && { signal }),
    ...(spawnError !== undefined && { spawnError }),
    timedOut,
  };
}

export const observer: Observer<AccessSpec> = { observe };
