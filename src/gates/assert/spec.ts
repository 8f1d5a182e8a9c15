import type { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { condition, named, text } from '../../language/keys.ts';
import type { MeasurementTable } from '../../conditions/measurements.ts';
import type { GateSpec, SpecCondition, SpecProblem } from '../shared/kind.ts';

const shape = {
  files: named(text('a path')).default({}).describe('JSON or YAML documents by name; conditions read them as they are.'),
  values: named(condition()).default({}).describe('Values by name, as CEL over the documents, the gates and the values above.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface AssertSpec extends JsonObject {
  readonly files: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

const GATES: MeasurementTable = {
  gates: { type: 'any', doc: 'what earlier gates counted: gates["health-30m"].counts.failures' },
};

function tableOf(files: Raw['files'], values: readonly string[]): MeasurementTable {
  const documents = Object.entries(files).map(([name, path]) => [name, { type: 'any', doc: `the document ${path}` }] as const);
  return { ...GATES, ...Object.fromEntries(documents), ...valuesTable(values) };
}

function valuesTable(values: readonly string[]): MeasurementTable {
  return Object.fromEntries(values.map((name) => [name, { type: 'any', doc: 'a value of this gate' }]));
}

/** A value sees the documents, the gates and the values above it. */
function valueConditions(raw: Raw): readonly SpecCondition[] {
  const names = Object.keys(raw.values);
  return Object.entries(raw.values).map(([name, source], index) => ({
    path: ['values', name],
    source,
    table: tableOf(raw.files, names.slice(0, index)),
    gives: 'any',
  }));
}

const EXAMPLE = `score:
  kind: assert
  needs: [ health-30m ]
  files: { manifest: package.json }
  values: { uptime: '1.0 - gates["health-30m"].counts.errorRate' }
  criteria: [ "uptime >= 0.999", "manifest.private == false" ]
`;

export const spec: GateSpec<typeof shape, AssertSpec> = {
  kind: 'assert',
  summary: 'Asserts on documents and on what earlier gates counted.',
  example: EXAMPLE,
  shape,

  check(raw, context): readonly SpecProblem[] {
    const problems: SpecProblem[] =
      context.criteria.length === 0 ? [{ path: [], message: 'an assert gate needs at least one criterion' }] : [];
    for (const key of ['files', 'values'] as const) {
      for (const name of Object.keys(raw[key])) {
        if (name === 'gates' || name === 'vars')
          problems.push({ path: [key, name], message: `the name "${name}" is taken: conditions read ${name} by it` });
        else if (key === 'values' && Object.hasOwn(raw.files, name))
          problems.push({ path: [key, name], message: `"${name}" is a file already` });
      }
    }
    return problems;
  },

  conditions: valueConditions,

  resolve: (raw) => ({ files: raw.files, values: raw.values }),

  expect: (spec) => ({ files: Object.keys(spec.files), values: Object.keys(spec.values) }),

  measurements: (spec) => tableOf(spec.files, Object.keys(spec.values)),

  counts: (spec) => valuesTable(Object.keys(spec.values)),

  defaults: () => [],

  leastDurationMs: () => 0,
};
