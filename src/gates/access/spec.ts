import type { z } from 'zod';
import { amount } from '../../conditions/measurements.ts';
import type { GateSpec, SpecProblem } from '../shared/kind.ts';
import { type AccessSpec, commandsExpecting, requestsExpecting, requestsOf } from './attempts.ts';
import { checkSandbox, sandboxKeys, warnOfSandbox } from './commands.ts';
import { checkRules, ruleConditions, ruleKeys, warnOfRules } from './rules.ts';

/** A request that got no answer until then was not refused. */
const REQUEST_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 600_000;

const shape = { ...ruleKeys, ...sandboxKeys };

type Raw = z.infer<z.ZodObject<typeof shape>>;

/** Without something allowed a service that is down would pass; without something denied nothing could be violated. */
function checkBalance({ rules, sandbox }: Raw): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (rules.length + sandbox.length === 0) problems.push({ path: [], message: 'an access gate needs "rules" or "sandbox"' });
  if (rules.length > 0 && rules.every(({ allow }) => allow.length === 0)) {
    problems.push({
      path: ['rules'],
      message: 'expected at least one allowed request: without it a service that refuses everything passes',
    });
  }
  if (sandbox.length > 0 && sandbox.every(({ expect }) => expect === 'denied')) {
    problems.push({ path: ['sandbox'], message: 'expected at least one allowed command: without it a sandbox that starts nothing passes' });
  }
  if (
    rules.length + sandbox.length > 0 &&
    !rules.some(({ deny }) => deny.length > 0) &&
    !sandbox.some(({ expect }) => expect === 'denied')
  ) {
    problems.push({ path: [], message: "a gate that can't fail: nothing is denied" });
  }
  return problems;
}

export const TABLE = {
  allowed: amount('requests and commands that were let through'),
  denied: amount('requests and commands that were refused'),
  violations: amount('requests and commands that did not end as they must'),
};

const EXAMPLE = `access:
  kind: access
  services: all
  base-url: http://127.0.0.1:8080
  identities: { anonymous: {}, operator: { headers: { Authorization: "Bearer \${{ env.OPERATOR_TOKEN }}" } } }
  rules:
    - { request: { url: /v1/status }, allow: [ operator ], deny: [ anonymous ] }
`;

export const spec: GateSpec<typeof shape, AccessSpec> = {
  kind: 'access',
  summary:
    'Sends requests as different identities and runs commands in a sandbox: what is allowed must work, what is denied must be refused.',
  example: EXAMPLE,
  shape,

  check: (raw) => [...checkRules(raw), ...checkSandbox(raw), ...checkBalance(raw)],

  warnings: (raw) => [...warnOfRules(raw), ...warnOfSandbox(raw)],

  conditions: ruleConditions,

  resolve: (raw) => ({
    identities: raw.identities,
    rules: raw.rules.map(({ request, allow, deny, 'denied-status': deniedStatus, expect, timeout }) => ({
      request: {
        method: request.method,
        url: request.url.startsWith('/') ? `${(raw['base-url'] ?? '').replace(/\/$/, '')}${request.url}` : request.url,
        headers: request.headers ?? {},
        ...(request.body !== undefined && { body: request.body }),
        ...(request.json !== undefined && { json: request.json }),
      },
      allow,
      deny,
      deniedStatus,
      ...(expect !== undefined && { expect }),
      timeoutMs: timeout ?? REQUEST_TIMEOUT_MS,
    })),
    sandbox: raw.sandbox.map((one) => ({
      run: one.run,
      expect: one.expect,
      ...(one['denied-exit'] && { deniedExit: one['denied-exit'] }),
      ...(one.control !== undefined && { control: one.control }),
      timeoutMs: one.timeout ?? COMMAND_TIMEOUT_MS,
    })),
  }),

  expect: (spec) => ({ requests: requestsOf(spec).length, commands: spec.sandbox.length }),

  measurements: () => TABLE,

  counts: () => ({
    ...TABLE,
    requests: amount('requests that were sent'),
    commands: amount('commands that ran in the sandbox'),
  }),

  defaults: (spec) => [
    { name: 'violations', target: '= 0' },
    { name: 'positive control', target: controlInWords(spec) },
  ],

  leastDurationMs: () => 0,
};

/** What shows that a refusal is one: that something else got through. */
function controlInWords(spec: AccessSpec): string {
  const wanted = [
    ...(requestsExpecting(spec, 'allowed').length > 0 ? ['a request'] : []),
    ...(commandsExpecting(spec, 'allowed').length > 0 ? ['a command'] : []),
  ];
  return `${wanted.join(' and ')} let through`;
}
