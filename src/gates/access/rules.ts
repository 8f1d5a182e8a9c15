import { z } from 'zod';
import { addressProblems } from '../../probes/address.ts';
import { probeTable } from '../../probes/spec.ts';
import { address, anyJson, condition, pattern, period, revealedTexts, text, whole } from '../../language/keys.ts';
import type { SpecCondition, SpecProblem } from '../shared/kind.ts';
import { unknownWord } from '../shared/references.ts';

const identityName = text('the name of an identity');

const request = z
  .strictObject({
    method: pattern(/^[A-Z]+$/, 'a method such as GET or POST')
      .default('GET')
      .describe('Method.'),
    url: text('a path or a URL').describe('A path below `base-url`, or a URL; it is sent as it is written.'),
    headers: revealedTexts().optional().describe('Headers besides those of the identity.'),
    body: text().optional().describe('Body, as it is.'),
    json: anyJson().optional().describe('Body, sent as JSON.'),
  })
  .meta({ title: 'a request' });

const rule = z
  .strictObject({
    request: request.describe('The request that each identity sends.'),
    allow: z.array(identityName).default([]).describe('Identities that must get a 2xx.'),
    deny: z.array(identityName).default([]).describe('Identities that must be refused.'),
    'denied-status': z
      .array(whole(300, 499))
      .min(1)
      .default([401, 403])
      .describe('Status codes that count as refused; an error of the server is no refusal.'),
    expect: condition()
      .optional()
      .describe('CEL over what those who are allowed get, besides its 2xx (unless it reads `status`): `json.role == "operator"`.'),
    timeout: period().optional().describe('Longest time for one request; default 5s.'),
  })
  .meta({ title: 'a rule' });

const identity = z
  .strictObject({ headers: revealedTexts().default({}).describe('Headers by which it is known.') })
  .meta({ title: 'an identity' });

/** The keys about requests. */
export const ruleKeys = {
  'base-url': address(text('a URL')).optional().describe('What paths are taken at.'),
  identities: z.record(z.string(), identity).default({}).describe('Who asks: each with its headers. Without headers it is anonymous.'),
  rules: z.array(rule).default([]).describe('Requests, who may send them and who may not.'),
};

export type RawRules = z.infer<z.ZodObject<typeof ruleKeys>>;
type RawRule = RawRules['rules'][number];

export function checkRules(raw: RawRules): readonly SpecProblem[] {
  return [...checkBase(raw), ...checkIdentities(raw), ...raw.rules.flatMap((one, index) => at(['rules', index], checkRule(raw, one)))];
}

/** What the rules allow, and is worth saying: refusals that prove less than they seem to. */
export function warnOfRules(raw: RawRules): readonly SpecProblem[] {
  return [...raw.rules.flatMap((one, index) => at(['rules', index], warnOfStatus(one))), ...warnOfStrangers(raw)];
}

export function ruleConditions({ rules }: RawRules): readonly SpecCondition[] {
  return rules.flatMap(({ expect }, index) =>
    expect === undefined ? [] : [{ path: ['rules', index, 'expect'], source: expect, table: probeTable('http'), gives: 'truth' }],
  );
}

function at(path: SpecProblem['path'], problems: readonly SpecProblem[]): readonly SpecProblem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

function checkBase({ 'base-url': base }: RawRules): readonly SpecProblem[] {
  if (base === undefined) return [];
  const problems = /[?#]/.test(base)
    ? [`found "${base}", expected a URL without "?" and "#": paths are written after it`]
    : addressProblems(base, 'a URL such as http://127.0.0.1:8080');
  return problems.map((message) => ({ path: ['base-url'], message }));
}

function checkIdentities({ identities }: RawRules): readonly SpecProblem[] {
  return Object.entries(identities).flatMap(([name, { headers }]) => {
    const names = Object.keys(headers);
    return names.flatMap((header, index) => {
      const path = ['identities', name, 'headers', header];
      const same = names.slice(0, index).find((other) => other.toLowerCase() === header.toLowerCase());
      return [
        ...(headers[header]?.trim() === '' ? [{ path, message: 'a header without a value: whom would it make known?' }] : []),
        ...(same === undefined ? [] : [{ path, message: `"${header}" and "${same}" are the same header` }]),
      ];
    });
  });
}

function checkRule(raw: RawRules, one: RawRule): readonly SpecProblem[] {
  const { method, url, body, json } = one.request;
  const problems = [...checkNames(raw, one, 'allow'), ...checkNames(raw, one, 'deny'), ...checkTwins(raw, one)];
  if (one.allow.length + one.deny.length === 0) problems.push({ path: [], message: 'a rule needs "allow" or "deny"' });
  if (one.expect !== undefined && one.allow.length === 0) {
    problems.push({ path: ['expect'], message: 'nobody is allowed whose answer it could be about' });
  }
  problems.push(...checkUrl(raw['base-url'], url).map((message) => ({ path: ['request', 'url'], message })));
  if (method === 'CONNECT') {
    problems.push({ path: ['request', 'method'], message: 'CONNECT asks a proxy for a connection; it has no answer of its own' });
  }
  if (body !== undefined && json !== undefined) {
    problems.push({ path: ['request', 'json'], message: 'expected either "body" or "json", found both' });
  }
  return problems;
}

function checkNames({ identities }: RawRules, one: RawRule, key: 'allow' | 'deny'): readonly SpecProblem[] {
  const known = Object.keys(identities);
  return one[key].flatMap((name, index) => {
    const path = [key, index];
    if (!known.includes(name)) return [{ path, message: unknownWord('identity', name, known) }];
    if (key === 'deny' && one.allow.includes(name)) return [{ path, message: `"${name}" is both allowed and denied` }];
    return one[key].indexOf(name) === index ? [] : [{ path, message: `"${name}" stands here twice` }];
  });
}

/** Identities that no server could tell from each other. */
function checkTwins({ identities }: RawRules, { allow, deny }: RawRule): SpecProblem[] {
  const known = (name: string): string => {
    const headers = Object.entries(identities[name]?.headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]);
    return JSON.stringify(headers.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  };
  return deny.flatMap((name, index) => {
    const twin = allow.find((other) => other !== name && known(other) === known(name));
    const message = `nobody can tell "${name}" from "${twin}", who is allowed: their headers are the same`;
    return twin === undefined ? [] : [{ path: ['deny', index], message }];
  });
}

function checkUrl(base: string | undefined, url: string): readonly string[] {
  if (!url.startsWith('/')) return addressProblems(url, 'a path or a URL');
  return base === undefined ? ['a path needs "base-url"'] : [];
}

/** By these a server says that this may not be done, and nothing else. */
const REFUSALS = [401, 403, 405, 407, 451];

function warnOfStatus({ allow, deny, 'denied-status': statuses }: RawRule): readonly SpecProblem[] {
  if (deny.length === 0 || allow.length > 0) return [];
  return statuses.flatMap((status, index) => {
    if (REFUSALS.includes(status)) return [];
    const message = `${status} may say something else than no: with nobody in "allow" a wrong address passes for a refusal`;
    return [{ path: ['denied-status', index], message }];
  });
}

/** Whoever has a secret should be known by it. If it is wrong, every server refuses them, for another reason than the one that counts. */
function warnOfStrangers({ identities, rules }: RawRules): readonly SpecProblem[] {
  return Object.entries(identities).flatMap(([name, { headers }]) => {
    const secret = Object.values(headers).some((value) => value.includes('${{'));
    const denied = rules.some(({ deny }) => deny.includes(name));
    if (!secret || !denied || rules.some(({ allow }) => allow.includes(name))) return [];
    const message = `"${name}" is allowed nothing: were its secret wrong, it would be refused all the same`;
    return [{ path: ['identities', name], message }];
  });
}
