import type { JsonObject } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';

export type Expected = 'allowed' | 'denied';

export interface Rule extends JsonObject {
  readonly request: JsonObject & { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly deniedStatus: readonly number[];
  /** What must hold of the answer to those who are allowed. */
  readonly expect?: string;
  /** Of one request, in ms. */
  readonly timeoutMs: number;
}

export interface SandboxCommand extends JsonObject {
  readonly run: string;
  readonly expect: Expected;
  /** Of a denied command. */
  readonly deniedExit?: readonly number[];
  /** The same command outside the sandbox. */
  readonly control?: string;
  readonly timeoutMs: number;
}

export interface AccessSpec extends JsonObject {
  readonly identities: Readonly<Record<string, { readonly headers: Readonly<Record<string, string>> }>>;
  readonly rules: readonly Rule[];
  readonly sandbox: readonly SandboxCommand[];
}

/** One request of one identity. */
export interface AccessRequest {
  /** The number of the rule, from 0. */
  readonly rule: number;
  readonly identity: string;
  readonly expect: Expected;
  /** `operator GET http://127.0.0.1:7000/v1/status`: headers and bodies may hold what nobody should read. */
  readonly name: string;
  /** By which it is refused. */
  readonly deniedStatus: readonly number[];
  /** What is asked, and what must come back. */
  readonly probe: ProbePlan;
}

/** Every request that the rules ask for, in the order in which they are sent: rule by rule, first who is allowed. */
export function requestsOf(spec: AccessSpec): readonly AccessRequest[] {
  return spec.rules.flatMap((rule, index) => [
    ...rule.allow.map((identity) => requestOf(spec, rule, index, identity, 'allowed')),
    ...rule.deny.map((identity) => requestOf(spec, rule, index, identity, 'denied')),
  ]);
}

export function requestsExpecting(spec: AccessSpec, expect: Expected): readonly AccessRequest[] {
  return requestsOf(spec).filter((request) => request.expect === expect);
}

export function commandsExpecting(spec: AccessSpec, expect: Expected): readonly SandboxCommand[] {
  return spec.sandbox.filter((command) => command.expect === expect);
}

function requestOf(spec: AccessSpec, rule: Rule, index: number, identity: string, expect: Expected): AccessRequest {
  const { request, deniedStatus, timeoutMs } = rule;
  const name = `${identity} ${request.method} ${request.url}`;
  // Names of headers mean the same in any case, and the identity's own one counts.
  const target = { ...request, headers: { ...lowerCased(request.headers), ...lowerCased(spec.identities[identity]?.headers ?? {}) } };
  const probe = { name, kind: 'http', target, timeoutMs, retry: { attempts: 1, delayMs: 0 } };
  const condition = expect === 'allowed' ? rule.expect : `status in [${deniedStatus.join(', ')}]`;
  return { rule: index, identity, expect, name, deniedStatus, probe: { ...probe, ...(condition !== undefined && { expect: condition }) } };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
