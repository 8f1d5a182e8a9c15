import fs from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonText } from '../../src/core/json.ts';
import { kinds } from '../../src/gates/registry.ts';
import { USER_KINDS } from '../../src/plan/configuration.ts';
import { exampleConfiguration } from '../../src/plan/example.ts';
import { configurationSchema, type JsonSchema } from '../../src/plan/json-schema.ts';
import { FIXTURES, fixture } from './load.ts';

const schema = configurationSchema();
const accepts = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

describe('the editor schema', () => {
  it('is the committed one; `gate schema > gates.schema.json` brings it up to date', () => {
    expect(fs.readFileSync(new URL('../../gates.schema.json', import.meta.url), 'utf8')).toBe(jsonText(schema));
  });

  it.each(FIXTURES)('accepts %s', (name) => {
    accepts(parse(fixture(name)));
    expect(accepts.errors).toBeNull();
  });

  it.each(USER_KINDS)('accepts the example of %s', (kind) => {
    expect(accepts(parse(exampleConfiguration(kind, kinds[kind]?.spec.example ?? '')))).toBe(true);
  });

  it.each([
    ['at the top', { nam: 'x' }],
    ['of the policy', { policy: { clean: true } }],
    ['of the evidence', { evidence: { secrets: [] } }],
    ['of a service', { services: { s: { run: 'x', prot: 1 } } }],
    ['of a health probe', { services: { s: { health: { http: '/', timeot: '1s' } } } }],
    ['of a gate', { gates: { a: { kind: 'health', intervall: '5s' } } }],
    ['of another kind', { gates: { a: { kind: 'cycles', count: 1, interval: '5s' } } }],
    ['of a gate without kind', { gates: { a: { run: 'x', interval: '5s' } } }],
    ['of a probe', { gates: { a: { kind: 'checks', checks: [{ tcp: 'h:1', expct: 'open' }] } } }],
    ['of a waiver', { waivers: [{ gate: 'a', until: 'x' }] }],
    ['of the release', { release: { signoff: {} } }],
  ])('refuses an unknown key %s', (_, part) => {
    expect(accepts({ version: 1, gates: { a: { run: 'x' } }, ...part })).toBe(false);
  });

  it.each([
    ['no gates', { gates: {} }],
    ['another version', { version: 2 }],
    ['an unknown kind', { gates: { a: { kind: 'helth' } } }],
    ['neither kind nor run', { gates: { a: { name: 'x' } } }],
    ['a bad duration', { gates: { a: { run: 'x', timeout: '5 s' } } }],
    ['a text where a truth value must be', { gates: { a: { run: 'x', fresh: 'yes' } } }],
    ['a port that is none', { services: { s: { run: 'x', port: 70_000 } } }],
    ['a kind without a key that it needs', { gates: { a: { kind: 'cycles' } } }],
  ])('refuses %s', (_, part) => {
    expect(accepts({ version: 1, gates: { a: { run: 'x' } }, ...part })).toBe(false);
  });

  it('accepts a variable where a value of another type is expected', () => {
    const gate = { kind: 'health', services: 'all', interval: '${{ vars.a }}', count: '${{ vars.b }}', required: '${{ vars.c }}' };
    expect(accepts({ version: 1, gates: { a: gate } })).toBe(true);
  });

  it('describes every key', () => {
    const bare: string[] = [];
    const walk = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { properties } = part as JsonSchema;
      for (const [key, value] of Object.entries((properties ?? {}) as Record<string, JsonSchema>)) {
        const says = value['description'];
        if (Object.keys(value).length > 0 && (typeof says !== 'string' || says === '')) bare.push(`${path}/${key}`);
      }
      for (const [key, value] of Object.entries(part)) if (!['default', 'if'].includes(key)) walk(value, `${path}/${key}`);
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });
});
