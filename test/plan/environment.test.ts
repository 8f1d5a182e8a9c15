import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/core/json.ts';
import { derivePlan } from '../../src/plan/load.ts';
import { load, planOf, problemsOf } from './load.ts';

const ENV = { LIMIT: '99%', HOST: 'http://h:1', TOKEN: 'never kept' };

function text(rest: string, policy = ''): string {
  return `version: 1\nevidence: { capture-env: [LIMIT, HOST], secret-env: [TOKEN] }\n${policy}${rest}\n`;
}

const HEALTH = 'services: { api: { port: 1, health: /h } }\ngates: { soak: { kind: health, services: [api], count: 100,';

describe('a value from the environment', () => {
  it.each([
    ['a limit', `${HEALTH} failure-limit: "\${{ env.LIMIT }}" } }`],
    ['a part of a text', `gates: { a: { kind: tests, run: x, reports: "r-\${{ env.LIMIT }}.xml" } }`],
    [
      'a body',
      `gates: { a: { kind: checks, checks: [ { http: { url: "http://h", method: POST, json: { n: [ "\${{ env.LIMIT }}" ] } } } ] } }`,
    ],
    ['what a variable must be equal to', `gates: { a: { kind: checks, checks: [ { env: X, equals: "\${{ env.LIMIT }}" } ] } }`],
    ['what a file must hold', `gates: { a: { kind: checks, checks: [ { env-file: f, equals: { X: "\${{ env.LIMIT }}" } } ] } }`],
    [
      'a query',
      `gates: { m: { kind: metrics, prometheus: { url: "http://h" }, duration: 2s, interval: 1s, queries: { x: "\${{ env.LIMIT }}" }, criteria: [ "x < 1.0" ] } }`,
    ],
    ['a name', `gates: { a: { run: x, name: "\${{ env.LIMIT }}" } }`],
    [
      'a waiver',
      `gates: { a: { kind: tests, reports: r, run: x } }\nwaivers: [ { gate: a, match: "\${{ env.LIMIT }}", severity: low, owner: o, reason: r, expires: 2030-01-01 } ]`,
    ],
  ])('is an override as %s', (_, rest) => {
    const { overrides, partial } = planOf(text(rest), { env: ENV });
    expect(overrides).toEqual({ 'env.LIMIT': '99%' });
    expect(partial).toEqual(['the configuration takes env.LIMIT from the environment: 99%; "allow-overrides" does not list it']);
  });

  it('is an override that the policy may allow', () => {
    const allowed = text(`${HEALTH} failure-limit: "\${{ env.LIMIT }}" } }`, 'policy: { allow-overrides: [env.LIMIT] }\n');
    expect(planOf(allowed, { env: ENV })).toMatchObject({ overrides: { 'env.LIMIT': '99%' }, partial: [] });
  });

  it('is an override as a secret that something is compared with, whose value stands nowhere', () => {
    const plan = planOf(text('gates: { a: { kind: checks, checks: [ { env: X, equals: "${{ env.TOKEN }}" } ] } }'), { env: ENV });
    expect(plan.overrides).toEqual({ 'env.TOKEN': '(secret)' });
    expect(plan.partial).toHaveLength(1);
    expect(jsonText(plan)).not.toContain('never kept');
  });

  it.each([
    ['merely captured', 'gates: { a: { run: x } }'],
    ['in the environment of commands', `env: { A: "\${{ env.LIMIT }}" }\ngates: { a: { run: x, env: { B: "\${{ env.LIMIT }}" } } }`],
    ['in that of a service', `services: { s: { run: x, env: { B: "\${{ env.LIMIT }}" } } }\ngates: { a: { run: x, services: [s] } }`],
    [
      'in headers',
      `gates: { a: { kind: checks, checks: [ { http: { url: "http://h", headers: { A: "\${{ env.LIMIT }}", B: "\${{ env.TOKEN }}" } } } ] } }`,
    ],
    [
      'as an address',
      `gates: { a: { kind: checks, checks: [ { http: "\${{ env.HOST }}/x" }, { http: { url: "\${{ env.HOST }}" } }, { tcp: "h\${{ env.LIMIT }}:1" } ] } }`,
    ],
    [
      'as the address of a service',
      `services: { a: { health: "\${{ env.HOST }}", ready: { http: "\${{ env.HOST }}" }, progress: { http: { url: "\${{ env.HOST }}" }, value: json.n, within: 1s } } }\ngates: { soak: { kind: health, services: [a], count: 100, interval: 1s } }`,
    ],
    [
      'as the address of a source',
      `gates: { m: { kind: metrics, prometheus: { url: "\${{ env.HOST }}", basic-auth: { username: "\${{ env.LIMIT }}", password: "\${{ env.TOKEN }}" } }, duration: 2s, interval: 1s, queries: { x: up }, criteria: [ "x < 1.0" ] } }`,
    ],
    [
      'as the base of an access gate',
      `gates: { a: { kind: access, base-url: "\${{ env.HOST }}", identities: { n: {}, o: { headers: { a: b } } }, rules: [ { request: { url: /x }, allow: [o], deny: [n] } ] } }`,
    ],
  ])('is no override %s', (_, rest) => {
    expect(planOf(text(rest), { env: ENV })).toMatchObject({ overrides: {}, partial: [] });
  });

  it('is refused in a variable, which would hide it', () => {
    expect(problemsOf(text('vars: { limit: "${{ env.LIMIT }}" }\ngates: { a: { run: x } }'))[0]).toContain('nothing is substituted here');
  });

  it('is allowed by the name of a variable that is captured or secret', () => {
    expect(problemsOf(text('gates: { a: { run: x } }', 'policy: { allow-overrides: [env.LIMIT, env.TOKEN, env.LIMTI] }\n'))).toEqual([
      'gates.yml:3:51: unknown variable "env.LIMTI"; did you mean "env.LIMIT"?',
    ]);
  });

  it('is derived again from the plan', () => {
    const whole = text(`vars: { a: b, c: d }\n${HEALTH} failure-limit: "\${{ env.LIMIT }}" } }`);
    const { plan } = load(whole, { env: ENV, overrides: { a: 'x', c: 'd' } });
    expect(plan.overrides).toEqual({ a: 'x', 'env.LIMIT': '99%' });
    expect(derivePlan(whole, Buffer.from(whole), plan)).toEqual(plan);
  });
});

it('a variable that is given its declared value is no override', () => {
  const declared = 'version: 1\nvars: { n: 3, on: true, word: x }\ngates: { a: { run: x } }\n';
  expect(planOf(declared, { overrides: { n: '3.0', on: 'true', word: 'x' } })).toMatchObject({ overrides: {}, partial: [] });
  expect(planOf(declared, { overrides: { n: '4' } }).partial).toEqual(['variable "n" is overridden: 4']);
});
