import { countOf, listOf, type Observation, stringOf } from '../../core/observation.ts';
import type { Plan, ServicePlan } from '../../core/plan.ts';
import type { Law, Objection } from './law.ts';

/** The version of the judges since which a crash says how long it took. */
const TIMED_SINCE = 6;

/** One life of a service that the run starts. */
interface Life {
  readonly pid: number;
  /** When the system says that it began. */
  readonly start: string;
  /** `t` of its start, ms. */
  readonly t: number;
  /** The `seq` of its start. */
  readonly seq: number;
  /** Until it is ready nothing need tell that it died: a wait that was broken off looks no more. */
  state: 'starting' | 'ready' | 'over';
  /** The wait for it was in vain. */
  hasFailed: boolean;
}

interface Known {
  readonly plan: ServicePlan;
  life: Life | undefined;
  wasReady: boolean;
  /** We stopped it, and did not start it again. */
  isStopped: boolean;
  /** Another process may have started it. */
  isInherited: boolean;
}

/** Facts that tell of the process of a service, by their `pid`. */
const OF_PROCESS: ReadonlySet<string> = new Set(['service.verified', 'service.stopped', 'service.crashed', 'service.exited']);
const ENDS: ReadonlySet<string> = new Set(['service.stopped', 'service.crashed', 'service.exited']);

/**
 * What the run says of the services that it starts hangs together: one is checked only while it runs and after it was ready, what ends is
 * what was started, and each process is started once.
 */
export class Services implements Law {
  readonly types = new Set([
    ...OF_PROCESS,
    'execution.started',
    'service.started',
    'service.ready',
    'service.failed',
    'service.usurped',
    'check',
    'missed',
    'progress',
    'resumed',
    'gate.ended',
  ]);
  private readonly plan: Plan;
  private readonly known: ReadonlyMap<string, Known>;
  private readonly external: ReadonlySet<string>;
  /** Every process that was started, by number and start time. */
  private readonly started = new Set<string>();
  private judge = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    const managed = plan.services.filter(({ run }) => run !== undefined);
    const fresh = { life: undefined, wasReady: false, isStopped: false, isInherited: false };
    this.known = new Map(managed.map((service) => [service.id, { plan: service, ...fresh }]));
    this.external = new Set(plan.services.filter(({ run }) => run === undefined).map(({ id }) => id));
  }

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.judge = countOf(o, 'judge');
    if (o.type === 'resumed') return this.forget();
    if (o.type === 'gate.ended') return this.gate(o, object);
    const id = o['service'];
    if (typeof id !== 'string') return;
    const known = this.known.get(id);
    if (known) this.managed(o, known, object);
    else if (!this.external.has(id)) object(o.seq, `no service of the plan is called ${JSON.stringify(id)}`);
  }

  end(completed: boolean, object: Objection): void {
    if (!completed) return;
    for (const { plan, life } of this.known.values())
      if (life?.state === 'ready') object(life.seq, `${plan.id} was started, and nothing tells of its end`);
  }

  private managed(o: Observation, known: Known, object: Objection): void {
    const { id } = known.plan;
    if (o.type === 'service.started') this.start(o, known, object);
    else if (o.type === 'service.ready') this.ready(o, known, object);
    else if (o.type === 'service.failed' && known.life) known.life.hasFailed = true;
    else if (o.type === 'check') {
      if (!known.wasReady || known.isStopped) object(o.seq, `${id} is checked, and ${known.isStopped ? 'was stopped' : 'was never ready'}`);
    } else if (OF_PROCESS.has(o.type)) this.process(o, known, object);
  }

  private start(o: Observation, known: Known, object: Objection): void {
    const pid = countOf(o, 'pid');
    const { id, port } = known.plan;
    const process = `${pid} of ${stringOf(o, 'start')}`;
    if (known.life?.state === 'ready') object(o.seq, `${id} is started, and its process ${known.life.pid} has not ended`);
    if (this.started.has(process)) object(o.seq, `${id} has a process that was started before: ${process}`);
    if (o['port'] !== port) object(o.seq, `${id} is started with another port than the plan's`);
    this.started.add(process);
    Object.assign(known, {
      life: { pid, start: stringOf(o, 'start'), t: o.t, seq: o.seq, state: 'starting', hasFailed: false },
      isStopped: false,
      isInherited: false,
    });
  }

  private ready(o: Observation, known: Known, object: Objection): void {
    const { life } = known;
    known.wasReady = true;
    if ((!life || life.state === 'over') && !known.isInherited) object(o.seq, `${known.plan.id} is ready, and was not started`);
    else if (life) life.state = 'ready';
  }

  private process(o: Observation, known: Known, object: Objection): void {
    const { life, plan } = known;
    const { pid } = o;
    if (pid !== undefined && pid !== life?.pid)
      object(o.seq, `${plan.id} has process ${JSON.stringify(pid)}, and ${life ? life.pid : 'none'} was started`);
    if (o.type === 'service.crashed' && life) this.crash(o, plan.id, life, object);
    if (!ENDS.has(o.type)) return;
    if (pid !== undefined && life?.state === 'over') object(o.seq, `${plan.id} ends, and had ended before`);
    if (pid === undefined && life?.state === 'ready') object(o.seq, `${plan.id} has no process to end, and ${life.pid} was started`);
    const strange =
      o.type === 'service.stopped' && listOf(o, 'signals').find((signal) => signal !== plan.stop.signal && signal !== 'SIGKILL');
    if (typeof strange === 'string') object(o.seq, `${plan.id} was ended by ${strange}, which is not configured`);
    const isLeft = o.type === 'service.crashed' && listOf(o, 'left').length > 0;
    if (life && !isLeft) life.state = 'over';
    known.isStopped = o.type === 'service.stopped';
  }

  /** What was killed is the very process that was started, and it was killed after that. */
  private crash(o: Observation, id: string, life: Life, object: Objection): void {
    if (o['start'] !== undefined && o['start'] !== life.start) object(o.seq, `${id} has a process of another time than was started`);
    if (o['pid'] !== undefined && o['ms'] === undefined && this.judge >= TIMED_SINCE)
      object(o.seq, `nothing says how long the crash of ${id} took`);
    if (o.t < life.t) object(o.seq, `${id} crashed before it was started`);
  }

  /** A gate that ran to its end had its services ready. */
  private gate(o: Observation, object: Objection): void {
    if (o['reason'] !== 'completed') return;
    const gate = this.plan.gates.find(({ id }) => id === o.gate);
    for (const id of gate?.services ?? []) {
      const known = this.known.get(id);
      const { life, wasReady = true } = known ?? {};
      if (!wasReady || (life?.state === 'starting' && !life.hasFailed))
        object(o.seq, `gate "${o.gate ?? ''}" completed, and ${id} was never ready`);
    }
  }

  /** Another process goes on, which started none of them. */
  private forget(): void {
    for (const known of this.known.values()) Object.assign(known, { life: undefined, wasReady: true, isStopped: false, isInherited: true });
  }
}
