import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { anyJson, command, pattern, revealedTexts, text, whole, word } from '../../measure/keys.ts';
import type { GateSpec, SpecProblem } from '../kind.ts';
import { unknownWord } from '../references.ts';

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
    'denied-status': z.array(whole(300, 599)).min(1).default([401, 403]).describe('Status codes that count as refused.'),
  })
  .meta({ title: 'a rule' });

const sandboxed = z
  .strictObject({
    run: command().describe('Command that runs in the sandbox.'),
    expect: word(['allowed', 'denied']).describe('allowed: exit code 0. denied: one of `denied-exit`.'),
    'denied-exit': z.array(whole(1, 255)).min(1).optional().describe('Exit codes by which the sandbox refuses.'),
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

export interface AccessSpec extends JsonObject {
  readonly identities: Readonly<Record<string, { readonly headers: Readonly<Record<string, string>> }>>;
  readonly rules: readonly JsonObject[];
  readonly sandbox: readonly JsonObject[];
}

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
      }
    });
  }
  if (one.allow.length + one.deny.length === 0) problems.push({ path: ['rules', index], message: 'a rule needs "allow" or "deny"' });
  if (one.request.url.startsWith('/') ? raw['base-url'] === undefined : !URL.canParse(one.request.url)) {
    const message = one.request.url.startsWith('/') ? 'a path needs "base-url"' : `found "${one.request.url}", expected a path or a URL`;
    problems.push({ path: ['rules', index, 'request', 'url'], message });
  }
  if (one.request.body !== undefined && one.request.json !== undefined) {
    problems.push({ path: ['rules', index, 'request', 'json'], message: 'expected either "body" or "json", found both' });
  }
  return problems;
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
    if (one.expect === 'denied' && one['denied-exit'] === undefined) {
      return [{ path, message: 'a denied command needs "denied-exit": any other failure would look like a refusal' }];
    }
    return one.expect === 'allowed' && one['denied-exit'] !== undefined
      ? [{ path: [...path, 'denied-exit'], message: 'an allowed command has no "denied-exit"' }]
      : [];
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

  check: (raw) => [...raw.rules.flatMap((_, index) => checkRule(raw, index)), ...checkSandbox(raw), ...checkBalance(raw)],

  resolve: (raw) => ({
    identities: raw.identities,
    rules: raw.rules.map(({ request, allow, deny, 'denied-status': deniedStatus }) => ({
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
    })),
    sandbox: raw.sandbox.map((one) => ({
      run: one.run,
      expect: one.expect,
      ...(one['denied-exit'] && { deniedExit: one['denied-exit'] }),
    })),
  }),

  expect: (spec) => ({ requests: requestsOf(spec), commands: spec.sandbox.length }),

  measurements: () => ({
    allowed: { type: 'number', doc: 'requests and commands that were let through' },
    denied: { type: 'number', doc: 'requests and commands that were refused' },
    violations: { type: 'number', doc: 'requests and commands that did not end as they must' },
  }),

  defaults: () => [
    { name: 'violations', target: '= 0' },
    { name: 'positive control', target: 'something allowed worked' },
  ],

  leastDurationMs: () => 0,
};

function requestsOf(spec: AccessSpec): number {
  return spec.rules.reduce((sum, one) => sum + (one['allow'] as readonly string[]).length + (one['deny'] as readonly string[]).length, 0);
}
