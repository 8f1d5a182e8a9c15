import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BASES, type Declaration } from '../../src/core/facts/declaration.ts';
import { declarationOf, FACTS } from '../../src/core/facts/registry.ts';
import type { Json } from '../../src/core/json.ts';
import { factOf } from '../../src/evidence/fact.ts';
import { readObservations } from '../../src/evidence/reader.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { misfitsOf, wholeFact } from '../core/facts/arbitrary.ts';
import { draftOf, type Sketch } from '../facts.ts';
import { PLAN_SHA256, sealed, STARTED } from './fixture.ts';

const TYPES: readonly (readonly [string, Declaration])[] = Object.keys(FACTS).map((type) => [type, declarationOf(type) as Declaration]);
const SEQ = 2;

/** Thousands of recordings, one after another in the same place. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-facts-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What a reader says of the second line of a recording. */
function problemsOf(line: object): readonly string[] {
  const file = path.join(folder, 'observations.jsonl');
  fs.writeFileSync(file, sealed([[{ t: 0, ...STARTED }, line], [{ t: 9, type: 'execution.ended', reason: 'completed' }]]));
  const { problems } = readObservations(file, PLAN_SHA256, () => {});
  return problems.filter(({ seq }) => seq === SEQ).map(({ message }) => message);
}

const changed = (fact: Sketch, name: string, value: Json | undefined): Sketch => ({ ...fact, [name]: value });

describe.each(TYPES)('%s', (type, declaration) => {
  const fact: Sketch = { t: 1, ...wholeFact(type, declaration) };
  const required = Object.entries(declaration.fields).filter(([, { optional }]) => !optional);

  it('is read, with all fields and with those alone that it must have', () => {
    const least = Object.fromEntries(required.map(([name]) => [name, fact[name]]));
    const { gate, basis } = fact;
    const ends = type === 'execution.ended' ? ['it follows execution.ended and is not final'] : [];
    for (const whole of [fact, { t: 1, type, ...(gate && { gate }), ...(basis && { basis }), ...least }])
      expect(problemsOf(whole).filter((message) => !ends.includes(message))).toEqual([]);
  });

  it('is refused without a field that it must have, and with one more', () => {
    for (const [name] of required) expect(problemsOf(changed(fact, name, undefined))).toContain(`${type}: "${name}" is missing`);
    expect(problemsOf({ ...fact, surplus: 1 })).toContain(`${type}: "surplus" is no field of it`);
  });

  it('is refused with a field of another type', () => {
    for (const [name, { shape }] of Object.entries(declaration.fields)) {
      for (const wrong of misfitsOf(shape)) {
        const said = problemsOf(changed(fact, name, wrong)).join('\n');
        expect(said, `${name} = ${JSON.stringify(wrong)}`).toMatch(new RegExp(`^${type}: "${name}`.replace('.', '\\.'), 'm'));
      }
    }
  });

  it('is refused under a gate, without one, and by an eyewitness, that it can not have', () => {
    if (declaration.gate === 'required') expect(problemsOf(changed(fact, 'gate', undefined))).toContain(`${type}: it names no gate`);
    if (declaration.gate === 'absent')
      expect(problemsOf({ ...fact, gate: 'g' })).toContain(`${type}: it names a gate, and belongs to none`);
    expect(problemsOf({ ...fact, gate: 7 }).join()).toContain('gate');
    const other = BASES.find((basis) => !declaration.basis.includes(basis)) ?? 'nobody';
    expect(problemsOf({ ...fact, basis: other }).join()).toContain('"basis" is no');
    if (!declaration.basis.includes(undefined))
      expect(problemsOf(changed(fact, 'basis', undefined)).join()).toContain('"basis" is none of');
  });

  it('is not written as it is not read', () => {
    const record = (draft: Sketch) => () => factOf(draftOf(draft), 1, 0, (text) => text);
    expect(record(fact)).not.toThrow();
    expect(record({ ...fact, surplus: 1 })).toThrow(TypeError);
    for (const [name] of required) expect(record(changed(fact, name, undefined)), name).toThrow(TypeError);
    for (const [name, { shape }] of Object.entries(declaration.fields))
      for (const wrong of misfitsOf(shape)) expect(record(changed(fact, name, wrong)), name).toThrow(TypeError);
  });
});

/** Everything that stands in a fact as text: keys, texts and numbers. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}

describe('a secret', () => {
  const secrets = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9$][a-zA-Z0-9 $%"\\/+=ä-]{6,38}[a-zA-Z0-9$]$/),
    fc.stringMatching(/^[1-9]\d{7,14}$/),
  );

  it.each(TYPES)('in every foreign text of %s is not written', (type, declaration) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const redactor = new Redactor([{ name: 'TOKEN', value: secret }]);
        const draft = wholeFact(type, declaration, secret);
        const redact = (text: string, most?: number): string => redactor.text(text, most).text;
        const fact = factOf(draftOf(draft), 1, 0, redact);
        expect(textsIn(fact).filter((text) => text.includes(secret))).toEqual([]);
        expect(redactor.text(JSON.stringify(fact)).hits).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
