import { checkOf } from './check.ts';
import type { Declaration } from './declaration.ts';
import type { Fields, Shape } from './field.ts';
import { fits, isPlain, type Plain } from './fits.ts';

/** Stand in every fact, in this order, and are no fields of its own. */
export const ENVELOPE: ReadonlySet<string> = new Set(['seq', 't', 'gate', 'type', 'basis']);

/** What is wrong with a fact of this type, in words; undefined when it is as declared. `seq`, `t` and `type` are checked before. */
export function misfit(fact: Plain, declaration: Declaration): string | undefined {
  return checkOf(declaration)(fact) ? undefined : troubleWith(fact, declaration);
}

function troubleWith(fact: Plain, { gate: ofGate, basis: bases, fields }: Declaration): string {
  const { gate, basis } = fact;
  if (gate === undefined ? ofGate === 'required' : ofGate === 'absent' || typeof gate !== 'string') return gateTrouble(gate);
  if (!(bases as readonly unknown[]).includes(basis)) return basisTrouble(bases);
  return fault(fact, fields, '', ENVELOPE);
}

/** The first thing that is wrong, in words. */
function fault(object: Plain, fields: Fields, at: string, beside: ReadonlySet<string>): string {
  for (const [name, { shape, optional }] of Object.entries(fields)) {
    const value = object[name];
    if (value === undefined && optional) continue;
    if (value === undefined) return `"${at}${name}" is missing`;
    if (!fits(value, shape)) return faultIn(value, shape, at + name);
  }
  const unknown = Object.keys(object).find((name) => !Object.hasOwn(fields, name) && !beside.has(name));
  return `${JSON.stringify(at + (unknown ?? ''))} is no field of it`;
}

function faultIn(value: unknown, shape: Shape, at: string): string {
  if (shape.is === 'record' && isPlain(value)) return fault(value, shape.fields, `${at}.`, new Set());
  if (shape.is === 'list' && Array.isArray(value)) {
    const index = value.findIndex((item) => !fits(item, shape.of));
    return faultIn(value[index], shape.of, `${at}[${index}]`);
  }
  return `"${at}" is not ${shapeInWords(shape)}`;
}

/** What a field holds, in the words of a message. */
export function shapeInWords(shape: Shape): string {
  switch (shape.is) {
    case 'number':
      return shape.whole ? `a whole number${shape.least === 0 ? ', zero or more' : ''}` : 'a number';
    case 'foreign number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'true':
      return 'true';
    case 'word':
      return shape.words.length === 1 ? `"${shape.words[0]}"` : `one of ${shape.words.join(', ')}`;
    case 'form':
      return shape.what;
    case 'foreign':
      return 'a string';
    case 'nullable':
      return `${shapeInWords(shape.of)}, or null`;
    case 'list':
      return 'a list';
    case 'tuple':
      return `a list of ${shape.of.length}`;
    case 'record':
    case 'operands':
      return 'an object';
  }
}

function gateTrouble(gate: unknown): string {
  if (gate === undefined) return 'it names no gate';
  return typeof gate === 'string' ? 'it names a gate, and belongs to none' : '"gate" is not a string';
}

function basisTrouble(bases: Declaration['basis']): string {
  const words = bases.filter((basis) => basis !== undefined);
  return words.length === 0 ? '"basis" is no field of it' : `"basis" is none of ${words.join(', ')}`;
}
