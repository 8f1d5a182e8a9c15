import type { Criterion } from './judgement.ts';

/** Between what was required and the condition under which it only warns. */
export const WARNS_IF = ', warns if ';

/** How what was required reads behind what was measured, by the sign that it starts with. */
const REQUIRED: readonly (readonly [sign: RegExp, words: string])[] = [
  [/^(?:≤|<=) /, 'limit '],
  [/^< /, 'limit < '],
  [/^(?:≥|>=) /, 'required: at least '],
  [/^> /, 'required: more than '],
  [/^==? /, 'expected '],
  [/^(?:≠|!=) /, 'expected anything but '],
];

/** A name that is a condition, and so says what was required; before it the part that it is about, behind it the run. */
const COMPARISON = /^(.*: )?[\w.]+ (?:[<>]=?|[=!]=) [\w.%"'-]+( \([^()]*\))?$/;

/** What was measured, and what was required: `status 404, expected 200`, `errors 0.0126, limit < 0.01`. */
export function against(measured: string, target: string): string {
  const [required = ''] = target.split(WARNS_IF);
  return `${valueInWords(measured)}, ${requiredInWords(required)}`;
}

/** A row in one line, for a person. What could not be judged only says why; a name that is the condition is not repeated. */
export function rowInWords({ name, target, measured, verdict, words }: Criterion): string {
  if (words !== undefined) return words;
  if (name === 'ran') return measured;
  if (verdict === 'blocked' || verdict === 'skipped') return `${name}: ${measured}`;
  const told = against(measured, target);
  if (name === target) return told;
  const [comparison, before = '', behind = ''] = COMPARISON.exec(name) ?? [];
  return comparison === undefined ? `${name}: ${told}` : `${before}${told}${behind}`;
}

/** One value by its name, without the sign between them. */
function valueInWords(measured: string): string {
  return measured.split(' = ').length === 2 ? measured.replace(/^(\S+) = /, '$1 ') : measured;
}

function requiredInWords(required: string): string {
  for (const [sign, words] of REQUIRED) if (sign.test(required)) return required.replace(sign, words);
  return `expected ${required}`;
}
