import type { Fact } from '../../core/facts/registry.ts';
import type { Draft } from '../../core/observation.ts';
import type { Plan, ServicePlan } from '../../core/plan.ts';
import type { Clock, ProbeContext } from '../../core/ports.ts';
import type { Redactor } from '../../redact/redact.ts';
import type { Tracker } from '../processes/leftovers.ts';

/** Why a service did not become ready. */
export type Failure = Pick<Fact<'service.failed'>, 'cause' | 'code' | 'detail' | 'exit' | 'signal' | 'output'>;

/** What starting, watching and stopping services needs of the world. */
export interface ServiceWorld {
  readonly plan: Plan;
  /** Value of the environment marker that every process of this execution carries. */
  readonly marker: string;
  /** Records a fact under the gate that runs. */
  record(draft: Draft): void;
  readonly clock: Clock;
  /** Folder outside the bundle; logs are written to `services/<id>.log` below it. */
  readonly workFolder: string;
  /** The checked-out project; working directories and pid files are relative to it. */
  readonly checkout: string;
  /** The whole environment of a service, resolved, PORT included, without the marker. */
  env(service: ServicePlan): Readonly<Record<string, string>>;
  /** Where the service's own probes live. */
  probeContext(service: ServicePlan): ProbeContext;
  /** The whole environment of the stack's commands, without the marker. */
  readonly stackEnv: Readonly<Record<string, string>>;
  readonly tracker: Tracker;
  /** Knows what no piece of may be shown. */
  readonly redactor: Redactor;
  /** Aborted when the execution is interrupted: from then on nothing waits for long grace periods. */
  readonly interrupt?: AbortSignal;
  /** Told at once when a service that was up ends by itself. */
  onExit?(service: string): void;
}
