import { z } from 'zod';
import { anyJson, command, pattern, period, revealedTexts, text, whole, word } from '../../measure/keys.ts';
import type { GateSpec, SpecProblem } from '../kind.ts';
import { unknownWord } from '../references.ts';
import { type AccessSpec, commandsExpecting, requestsExpecting, requestsOf } from './attempts.ts';

/** A request that got no answer until then was not refused. */
const REQUEST_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 600_000;

/** By these exit codes a shell says that it could not run the command at all. */
const SHELL_COULD_NOT = [126, 127];

const identity = text('the name of an identity');

const rule = z
  .strictObject({
    request: z
      .strictObject({
        method: pattern(/^[A-Z]+$/, 'a method such as GET or POST')
          .default('GET')
          .describe('Method.'),
        url: text('a path or a URL').describe('A path below `base-url`, or a URL.'),
        headers: revealedTexts().optional().describe('Headers besides those of the identity.'),
        body: text().optional().describe('Body, as it is.'),
        json: anyJson().optional().describe('Body, sent as JSON.'),
      })
      .meta({ title: 'a request' })
      .describe('The request that each identity sends.'),
    allow: z.array(identity).default([]).describe('Identities that must get a 2xx.'),
    deny: z.array(identity).default([]).describe('Identities that must be refused.'),
    'denied-status': z
      .array(whole(300, 499))
      .min(1)
      .default([401, 403])
      .describe('Status codes that count as refused; an error of the server is no refusal.'),
    timeout: period().optional().describe('The longest that one request may take; default 5s.'),
  })
  .meta({ title: 'a rule' });

const sandboxed = z
  .strictObject({
    run: command().describe('Command that runs in the sandbox.'),
    expect: word(['allowed', 'denied']).describe('allowed: exit code 0. denied: one of `denied-exit`; with only a `control`, any other.'),
    'denied-exit': z.array(whole(1, 255)).min(1).optional().describe('Exit codes by which the sandbox refuses.'),
    control: command()
      .optional()
      .describe('The same outside the sandbox: it must end with exit code 0, so that the refusal is the doing of the sandbox.'),
    timeout: period().optional().describe('The longest that the command may take; default 10m.'),
  })
  .meta({ title: 'a sandboxed command' });

const shape = {
  'base-url': text('a URL').optional().describe('What paths are taken at.'),
  identities: z
    .record(
      z.string(),
      z.strictObject({ headers: revealedTexts().default({}).describe('Headers by which it is known.') }).meta({ title: 'an identity' }),
    )
    .default({})
    .describe('Who asks: each with its headers. Without headers it is anonymous.'),
  rules: z.array(rule).default([]).describe('Requests, who may send them and who may not.'),
  sandbox: z.array(sandboxed).default([]).describe('Commands, which of them the sandbox must let through and which not.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

function checkRule(raw: Raw, index: number): readonly SpecProblem[] {
  const one = raw.rules[index];
  if (!one) return [];
  const known = Object.keys(raw.identities);
  const problems: SpecProblem[] = [];
  for (const key of ['allow', 'deny'] as const) {
    one[key].forEach((name, at) => {
      if (!known.includes(name)) problems.push({ path: ['rules', index, key, at], message: unknownWord('identity', name, known) });
      else if (key === 'deny' && one.allow.includes(name)) {
        problems.push({ path: ['rules', index, key, at], message: `"${name}" is both allowed and denied` });
      } else if (one[key].indexOf(name) !== at) {
        problems.push({ path: ['rules', index, key, at], message: `"${name}" stands here twice` });
      }
    });
  }
  if (one.allow.length + one.deny.length === 0) problems.push({ path: ['rules', index], message: 'a rule needs "allow" or "deny"' });
  problems.push(...checkUrl(raw['base-url'], one.request.url).map((message) => ({ path: ['rules', index, 'request', 'url'], message })));
  if (one.request.body !== undefined && one.request.json !== undefined) {
    problems.push({ path: ['rules', index, 'request', 'json'], message: 'expected either "body" or "json", found both' });
  }
  return problems;
}

function checkUrl(base: string | undefined, url: string): readonly string[] {
  if (!url.startsWith('/')) return isAddress(url) ? [] : [`found "${url}", expected a path or a URL`];
  return base === undefined ? ['a path needs "base-url"'] : [];
}

function checkBase({ 'base-url': base }: Raw): readonly SpecProblem[] {
  if (base === undefined || isAddress(base)) return [];
  return [{ path: ['base-url'], message: `found "${base}", expected a URL such as http://127.0.0.1:8080` }];
}

function isAddress(url: string): boolean {
  return /^https?:\/\/[^/]/.test(url) && URL.canParse(url);
}

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

function checkSandbox({ sandbox }: Raw): readonly SpecProblem[] {
  return sandbox.flatMap((one, index) => {
    const path = ['sandbox', index];
    const exits = one['denied-exit'];
    if (one.expect === 'allowed') {
      return (['denied-exit', 'control'] as const)
        .filter((key) => one[key] !== undefined)
        .map((key) => ({ path: [...path, key], message: `an allowed command has no "${key}"` }));
    }
    if (exits === undefined && one.control === undefined) {
      const message = 'a denied command needs "denied-exit" or "control": any other failure would look like a refusal';
      return [{ path, message }];
    }
    return (exits ?? []).flatMap((exit, at) =>
      SHELL_COULD_NOT.includes(exit)
        ? [{ path: [...path, 'denied-exit', at], message: `found ${exit}, by which a shell says that it could not run the command` }]
        : [],
    );
  });
}

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

  check: (raw) => [
    ...checkBase(raw),
    ...raw.rules.flatMap((_, index) => checkRule(raw, index)),
    ...checkSandbox(raw),
    ...checkBalance(raw),
  ],

  resolve: (raw) => ({
    identities: raw.identities,
    rules: raw.rules.map(({ request, allow, deny, 'denied-status': deniedStatus, timeout }) => ({
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

  measurements: () => ({
    allowed: { type: 'number', doc: 'requests and commands that were let through' },
    denied: { type: 'number', doc: 'requests and commands that were refused' },
    violations: { type: 'number', doc: 'requests and commands that did not end as they must' },
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
