import { MalformedObservation, type Observation, countOf, listOf, stringOf } from '../../core/observation.ts';
import { portsOf, type ServicePlan } from '../../core/plan.ts';
import { judgeProbe } from '../../probes/judge.ts';
import { troubleInWords } from '../../probes/rows.ts';
import { asksItself } from '../../probes/watch.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { whyUnheard } from '../shared/wrapper.ts';
import { blindness, type Leftover, readSweep, type Sweep, type Zombie } from './sweep.ts';

/** The phases of the two sweeps of a cycle. */
export const BEFORE_START = 'before-start';
export const AFTER_STOP = 'after-stop';

/** The facts that each service owes to each cycle, in this order. */
const COURSE = [
  'service.stopped',
  `sweep ${BEFORE_START}`,
  'service.started',
  'service.ready',
  'service.verified',
  'service.stopped',
  `sweep ${AFTER_STOP}`,
];

/** Something that keeps a cycle from counting. */
export interface CycleFault {
  readonly verdict: 'failed' | 'blocked';
  readonly text: string;
  readonly seq: number;
}

interface Progress {
  /** Place in COURSE of the fact that is due next. */
  due: number;
  pid?: number;
}

/** What must be recorded of a cycle. */
export interface Rules {
  /** Recorded before all ports of a service, and its `ready` after each stop, were looked at. */
  readonly before: boolean;
}

/** One stop → sweep → start → verify → stop → sweep of all services: what was seen of it so far. */
export class Cycle {
  readonly number: number;
  private readonly rules: Rules;
  readonly troubles: CycleFault[] = [];
  readonly leftovers: { readonly process: Leftover; readonly seq: number }[] = [];
  /** Zombies whose parent is no process of ours: they say more about PID 1 than about the product. */
  readonly strayZombies: { readonly zombie: Zombie; readonly seq: number }[] = [];
  private readonly services: ReadonlyMap<string, ServicePlan>;
  private readonly progress = new Map<string, Progress>();
  /** Ports whose owners we may not look into. */
  readonly hidden: { readonly text: string; readonly seq: number }[] = [];
  private readonly sweptAfter = new Set<string>();
  private readonly askedAfter = new Set<string>();
  /** Services of which was said why a program may not have heard the signal. */
  private readonly explained = new Set<string>();
  private unready: string | undefined;

  constructor(number: number, services: readonly ServicePlan[], rules: Rules) {
    this.number = number;
    this.rules = rules;
    this.services = new Map(services.map((service) => [service.id, service]));
    for (const id of this.services.keys()) this.progress.set(id, { due: 0 });
  }

  step(o: Observation): void {
    if (o.type === 'sweep') this.sweep(o, readSweep(o));
    else if (o.type === 'service.failed') this.unready ??= stringOf(o, 'service');
    else if (o.type.startsWith('service.')) this.service(o, stringOf(o, 'service'));
  }

  /** Whether the last sweep of every service was seen: nothing of this cycle is still to come. */
  over(): boolean {
    return this.sweptAfter.size === this.services.size;
  }

  /** What was not observed; undefined when every fact is there. */
  missing(): string | undefined {
    if (this.unready !== undefined) return `cycle ${this.number}: ${this.unready} was not ready`;
    for (const [id, { due }] of this.progress) {
      const fact = COURSE[due];
      if (fact !== undefined) return `cycle ${this.number}: no "${fact}" of ${id}`;
    }
    return undefined;
  }

  private service(o: Observation, id: string): void {
    const plan = this.services.get(id);
    const progress = this.progress.get(id);
    if (!plan || !progress) return;
    if (o.type === 'service.exited') return;
    this.advance(o, id, o.type);
    if (o.type === 'service.started') {
      progress.pid = countOf(o, 'pid');
      for (const need of plan.needs ?? []) this.inOrder(o, id, need);
    } else if (o.type === 'service.verified') this.verified(o, plan, progress.pid);
    else if (o.type === 'service.stopped') this.stopped(o, id, progress.pid);
  }

  /** What a service needs is ready before it starts; one that is not cycled (somebody else's) is not told of here. */
  private inOrder(o: Observation, id: string, need: string): void {
    const due = this.progress.get(need)?.due;
    if (due !== undefined && due <= COURSE.indexOf('service.ready'))
      this.trouble(o, 'blocked', `${id} was started before ${need} was ready`);
  }

  private stopped(o: Observation, id: string, pid: number | undefined): void {
    if (pid !== undefined && o['pid'] !== pid) {
      this.trouble(o, 'blocked', `${id} was started as process ${pid}, but that is not the process that was stopped`);
    } else if (o['pid'] !== undefined && listOf(o, 'signals').length === 0) {
      this.trouble(o, 'failed', `${id} ended by itself before it was told to`);
    }
  }

  /** A fact out of its order proves nothing; after a service was not ready the rest is only cleaning up. */
  private advance(o: Observation, id: string, fact: string): void {
    const progress = this.progress.get(id);
    if (!progress || this.unready !== undefined) return;
    if (COURSE[progress.due] === fact) progress.due++;
    else if (o.type !== 'sweep' || COURSE[progress.due - 1] !== fact) {
      this.trouble(o, 'blocked', `"${fact}" of ${id} is out of order: "${COURSE[progress.due] ?? 'nothing'}" was due`);
    }
  }

  private verified(o: Observation, plan: ServicePlan, pid: number | undefined): void {
    const { id } = plan;
    if (o['alive'] !== true) this.trouble(o, verdictOf(o['alive'] === false), `${id}: its process is not alive`);
    else if (o['ours'] !== true) this.trouble(o, verdictOf(o['ours'] === false), `${id}: the process is not ours`);
    else if (o['pid'] !== pid) this.trouble(o, 'blocked', `${id}: another process was verified than was started`);
    for (const port of portsOf(plan)) this.portOwner(o, plan, port);
    if (plan.pidFile !== undefined && o['pidFile'] !== 'live') {
      const state = o['pidFile'];
      const seen = typeof state === 'string' ? PID_FILES[state] : undefined;
      this.trouble(o, verdictOf(seen !== undefined), `${id}: its pid file ${plan.pidFile} ${seen ?? 'was not looked at'}`);
    }
    if (plan.health) this.health(o, plan.health, id);
  }

  private portOwner(o: Observation, plan: ServicePlan, port: number): void {
    const { id } = plan;
    const owner = this.holderIn(o, plan, port);
    if (owner === 'ours') return;
    if (owner === 'hidden') this.hidden.push({ text: `${id}: who holds port ${port} can't be looked into`, seq: o.seq });
    else if (owner === 'foreign') this.trouble(o, 'failed', `${id}: port ${port} belongs to a process that is not ours`);
    else if (owner === 'none') this.trouble(o, 'failed', `${id}: nothing listens on port ${port}`);
    else this.trouble(o, 'blocked', `${id}: the owner of port ${port} could not be seen`);
  }

  /** Who holds a port, as `service.verified` says it; undefined where it contradicts itself. */
  private holderIn(o: Observation, plan: ServicePlan, port: number): Json | undefined {
    const { ports, portOwner } = o;
    if (this.rules.before && ports === undefined) return port === plan.port ? portOwner : 'hidden';
    const rows = Array.isArray(ports) ? (ports as readonly (JsonObject | null)[]) : [];
    const owner = rows.find((row) => row?.['port'] === port)?.['owner'];
    return port === plan.port && portOwner !== owner ? undefined : owner;
  }

  private health(o: Observation, health: NonNullable<ServicePlan['health']>, id: string): void {
    const { got, code, detail } = o;
    if (typeof got !== 'object' || got === null || Array.isArray(got)) throw new MalformedObservation(o, 'got', 'what the probe read');
    const judged = judgeProbe(health, {
      got: got as JsonObject,
      ...(typeof code === 'string' && { code }),
      ...(typeof detail === 'string' && { detail }),
    });
    if (judged.verdict === 'passed') return;
    const text = `${id} is not healthy: ${troubleInWords(judged)}`;
    this.trouble(o, judged.verdict === 'failed' ? 'failed' : 'blocked', text);
  }

  private sweep(o: Observation, sweep: Sweep): void {
    const swept = sweep.services.filter((id) => this.services.has(id));
    for (const id of swept) {
      this.advance(o, id, `sweep ${sweep.phase}`);
      if (sweep.phase === AFTER_STOP) this.sweptAfter.add(id);
    }
    const blind = blindness(sweep.techniques);
    if (blind !== undefined) this.trouble(o, 'blocked', blind);
    const stop = sweep.phase === BEFORE_START ? 'first' : 'last';
    for (const process of sweep.found) this.leftover(o, process, stop);
    this.zombies(o, sweep, stop);
    for (const id of swept) {
      this.portsAfter(o, sweep, id);
      this.pidFileAfter(o, sweep, id);
      this.readyAfter(o, sweep, id);
    }
  }

  /** @param stop of the two that a cycle makes */
  private leftover(o: Observation, process: Leftover, stop: string): void {
    this.leftovers.push({ process, seq: o.seq });
    const whose = process.service ?? 'a service';
    const how = `found by ${process.by.join(', ')}`;
    this.trouble(
      o,
      'failed',
      `${whose} left process ${process.pid} behind (${process.command}) at its ${stop} stop, ${how}${this.unheard(whose)}`,
    );
  }

  /** Said once of each service: what holds for one process of it holds for the others. */
  private unheard(whose: string): string {
    const plan = this.explained.has(whose) ? undefined : this.services.get(whose);
    const why = plan && whyUnheard(plan);
    this.explained.add(whose);
    return why === undefined ? '' : `; ${why}`;
  }

  /** A zombie under a process that was itself left behind is the product's; under any other parent it is only worth saying. */
  private zombies(o: Observation, sweep: Sweep, stop: string): void {
    const ours = new Set(sweep.found.map(({ pid }) => pid));
    for (const zombie of sweep.zombies) {
      if (ours.has(zombie.parent)) {
        const by = [`zombie under process ${zombie.parent}`];
        this.leftover(o, { pid: zombie.pid, start: 'zombie', command: zombie.command, by }, stop);
      } else {
        this.strayZombies.push({ zombie, seq: o.seq });
      }
    }
  }

  private portsAfter(o: Observation, sweep: Sweep, id: string): void {
    const plan = this.services.get(id);
    for (const port of plan ? portsOf(plan) : []) this.portAfter(o, sweep, { id, port });
  }

  private portAfter(o: Observation, sweep: Sweep, { id, port }: { readonly id: string; readonly port: number }): void {
    const seen = sweep.ports.find((row) => row.service === id && row.port === port);
    if (seen?.free === true) return;
    if (seen?.free === undefined) {
      this.trouble(o, 'blocked', `whether port ${port} of ${id} is free could not be seen`);
      return;
    }
    const owners = seen.owners.length > 0 ? ` by process ${seen.owners.join(', ')}` : '';
    const ours = sweep.phase === AFTER_STOP || sweep.found.some(({ pid }) => seen.owners.includes(pid));
    this.trouble(o, verdictOf(ours), `port ${port} of ${id} is still held${owners}`);
  }

  /** Who answers for a stopped service is somebody else, or what was stopped was not all of it. Said once of each stop. */
  private readyAfter(o: Observation, sweep: Sweep, id: string): void {
    const plan = this.services.get(id);
    const stop = `${sweep.phase} ${id}`;
    if (!plan?.ready || this.rules.before || this.askedAfter.has(stop)) return;
    const holds = sweep.stillReady?.find(({ service }) => service === id)?.holds;
    this.askedAfter.add(stop);
    if (holds === undefined) this.trouble(o, 'blocked', `nobody asked whether ${id} still answers after the stop`);
    else if (holds && asksItself(plan.ready.probe))
      this.trouble(o, 'failed', `${id} was stopped, and ${plan.ready.probe.name} still answers`);
    else if (holds)
      this.trouble(o, 'blocked', `${id} was stopped, and its "ready" command still succeeds: it does not tell whether ${id} runs`);
  }

  private pidFileAfter(o: Observation, sweep: Sweep, id: string): void {
    const file = this.services.get(id)?.pidFile;
    if (file === undefined) return;
    const state = sweep.pidFiles.find((row) => row.service === id)?.state;
    if (state === 'absent') return;
    const seen = state === undefined ? undefined : PID_FILES[state];
    this.trouble(
      o,
      verdictOf(seen !== undefined),
      `pid file ${file} of ${id} ${seen ?? 'was not looked at'}, although the service was stopped`,
    );
  }

  private trouble(o: Observation, verdict: CycleFault['verdict'], text: string): void {
    this.troubles.push({ verdict, text: `cycle ${this.number}: ${text}`, seq: o.seq });
  }
}

/** The states of a pid file, in words. */
const PID_FILES: Readonly<Record<string, string>> = {
  live: 'names a living process of ours',
  stale: 'is stale: it names no living process',
  foreign: 'names a process that is not ours',
  absent: 'is not there',
};

/** What was seen to be wrong is the product's failure; what was not seen blocks. */
function verdictOf(seen: boolean): CycleFault['verdict'] {
  return seen ? 'failed' : 'blocked';
}
