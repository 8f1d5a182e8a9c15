import type { Fold, Judge, JudgeContext } from '../../core/fold.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Measured } from '../../conditions/measurements.ts';
import { judgeProbe } from '../../probes/judge.ts';
import { isObject } from '../../probes/target.ts';
import { withSaid } from '../shared/said.ts';
import { type AccessRequest, type AccessSpec, commandsExpecting, type Expected, requestsExpecting, requestsOf } from './attempts.ts';
import type { TABLE } from './spec.ts';
import { type Attempted, judgeCommand } from './sandbox.ts';

interface Seen {
  /** Who tried what. */
  readonly name: string;
  readonly attempted: Attempted;
  readonly expect: Expected;
  readonly o: Observation;
}

/** The matrix of who asked for what, and what the sandbox was asked to run. Nobody is refused by a server that is not there. */
class AccessFold implements Fold {
  private readonly spec: AccessSpec;
  private readonly asked: ReadonlyMap<string, AccessRequest>;
  private readonly targets: ReadonlyMap<string, string>;
  private readonly requests = new Map<string, Seen>();
  private readonly commands = new Map<number, Seen>();
  private contradiction: string | undefined;

  constructor({ gate }: JudgeContext<AccessSpec>) {
    this.spec = gate.spec;
    this.asked = new Map(requestsOf(this.spec).map((request) => [keyOf(request.rule, request.identity), request]));
    this.targets = new Map(gate.defaults.map(({ name, target }) => [name, target]));
  }

  step(o: Observation): void {
    if (o.type === 'request') this.request(o);
    else if (o.type === 'sandbox') this.command(o);
  }

  wants(): undefined {
    return undefined;
  }

  assessment(): Assessment {
    const seen = this.seen();
    const measurements: Measured<typeof TABLE> = {
      allowed: seen.filter(({ attempted }) => attempted.outcome === 'allowed').length,
      denied: seen.filter(({ attempted }) => attempted.outcome === 'denied').length,
      violations: seen.filter(({ attempted }) => attempted.verdict === 'failed').length,
    };
    const missing = this.missing();
    return {
      counts: { requests: this.requests.size, commands: this.commands.size, ...measurements },
      measurements,
      defaults: [this.violations(seen, missing), this.control(missing)],
      ...(missing !== undefined && { missing }),
      findings: seen.flatMap(findingOf),
    };
  }

  /** In the order of the plan, whatever the order in which it was recorded. */
  private seen(): readonly Seen[] {
    const requests = [...this.asked.keys()].flatMap((key) => this.requests.get(key) ?? []);
    return [...requests, ...this.spec.sandbox.flatMap((_, index) => this.commands.get(index) ?? [])];
  }

  private request(o: Observation): void {
    const key = keyOf(countOf(o, 'rule'), stringOf(o, 'identity'));
    const asked = this.asked.get(key);
    if (!asked) throw new MalformedObservation(o, 'identity', 'one whom this rule names');
    if (this.requests.has(key)) this.contradiction ??= `${asked.name} stands there twice (seq ${o.seq})`;
    this.requests.set(key, { name: asked.name, attempted: judgeRequest(asked, o), expect: asked.expect, o });
  }

  private command(o: Observation): void {
    const index = countOf(o, 'index');
    const command = this.spec.sandbox[index];
    if (!command) throw new MalformedObservation(o, 'index', 'a command of the plan');
    if (this.commands.has(index)) this.contradiction ??= `command ${index + 1} stands there twice (seq ${o.seq})`;
    this.commands.set(index, { name: command.run, attempted: judgeCommand(command, o), expect: command.expect, o });
  }

  private missing(): string | undefined {
    if (this.contradiction !== undefined) return this.contradiction;
    const parts = [
      ...(this.requests.size < this.asked.size ? [`${this.requests.size} of ${this.asked.size} requests`] : []),
      ...(this.commands.size < this.spec.sandbox.length ? [`${this.commands.size} of ${this.spec.sandbox.length} commands`] : []),
    ];
    if (parts.length > 0) return parts.join(', ');
    const unclear = this.seen().find(({ attempted }) => attempted.verdict === 'blocked');
    return unclear && `${unclear.name}: ${unclear.attempted.measured}`;
  }

  private violations(seen: readonly Seen[], missing: string | undefined): Criterion {
    const row = { name: 'violations', target: this.targets.get('violations') ?? '= 0' };
    const bad = seen.filter(({ attempted }) => attempted.verdict === 'failed');
    const [first] = bad;
    const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
    if (first)
      return {
        ...row,
        measured: `${bad.length}, first ${first.name}: ${first.attempted.measured}`,
        words: violationInWords(first) + more,
        verdict: 'failed',
      };
    return missing === undefined ? { ...row, measured: '0', verdict: 'passed' } : { ...row, measured: missing, verdict: 'blocked' };
  }

  /** Without it a server that refuses everybody, and a sandbox that starts nothing, would be called safe. */
  private control(missing: string | undefined): Criterion {
    const requests = through(this.requests.values());
    const commands = through(this.commands.values());
    const wanted = [
      { what: 'requests', all: requestsExpecting(this.spec, 'allowed').length, got: requests },
      { what: 'commands', all: commandsExpecting(this.spec, 'allowed').length, got: commands },
    ].filter(({ all }) => all > 0);
    const holds = wanted.length > 0 && wanted.every(({ got }) => got > 0);
    return {
      name: 'positive control',
      target: this.targets.get('positive control') ?? 'something allowed let through',
      measured: wanted.map(({ what, all, got }) => `${got} of ${all} allowed ${what}`).join(', '),
      verdict: holds && missing === undefined ? 'passed' : 'blocked',
    };
  }
}

function keyOf(rule: number, identity: string): string {
  return `${rule} ${identity}`;
}

function judgeRequest({ probe, expect, deniedStatus }: AccessRequest, o: Observation): Attempted {
  const status = o['status'] === undefined ? undefined : countOf(o, 'status');
  const got = { ...operandsIn(o), ...(status !== undefined && { status }) };
  const facts = { ...textIn(o, 'code'), ...textIn(o, 'detail'), got };
  const { verdict, measured, why, target } = judgeProbe(probe, facts);
  const outcome = verdict === 'passed' ? expect : otherwise(expect, facts.code === undefined ? status : undefined, deniedStatus);
  const words = expect === 'allowed' ? `allowed (${target})` : `refused (${deniedStatus.join(' or ')})`;
  return { verdict, ...(outcome && { outcome }), measured: why ?? measured, target: words };
}

/** What came of a request that did not end as it must. Whoever is allowed and gets an answer that is not theirs is neither. */
function otherwise(expect: Expected, status: number | undefined, deniedStatus: readonly number[]): Attempted['outcome'] {
  if (status === undefined) return undefined;
  if (expect === 'allowed') return deniedStatus.includes(status) ? 'denied' : undefined;
  return status >= 200 && status <= 299 ? 'allowed' : undefined;
}

function through(seen: Iterable<Seen>): number {
  return [...seen].filter(({ expect, attempted }) => expect === 'allowed' && attempted.verdict === 'passed').length;
}

/** `anonymous GET /admin/stats was allowed (status 200); must be refused (401 or 403)`. */
function violationInWords({ name, attempted }: Seen): string {
  return `${name} ${outcomeInWords(attempted)}`;
}

function outcomeInWords({ outcome, measured, target }: Attempted): string {
  const told = measured.replace(/^(\w+) = /, '$1 ');
  const was = outcome === undefined ? told : `was ${outcome === 'allowed' ? 'allowed' : 'refused'} (${told})`;
  return `${was}; must be ${target}`;
}

function findingOf({ name, attempted, o }: Seen): readonly Finding[] {
  if (attempted.verdict === 'passed') return [];
  return [{ title: name, ...withSaid(outcomeInWords(attempted), o), seq: o.seq }];
}

function textIn(o: Observation, field: 'code' | 'detail'): { code?: string; detail?: string } {
  return o[field] === undefined ? {} : { [field]: stringOf(o, field) };
}

/** What the condition of a rule reads. */
function operandsIn(o: Observation): JsonObject {
  const got = o['got'];
  if (got === undefined) return {};
  if (!isObject(got)) throw new MalformedObservation(o, 'got', 'an object');
  return got;
}

export const judge: Judge<AccessSpec> = { fold: (context) => new AccessFold(context) };
