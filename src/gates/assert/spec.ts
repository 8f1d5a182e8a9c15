import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { artifactsNamed } from '../../core/origin.ts';
import { condition, named, text } from '../../language/keys.ts';
import type { MeasurementTable } from '../../conditions/measurements.ts';
import type { GateSpec, SpecCondition, SpecProblem } from '../shared/kind.ts';
import { checkProducer, PRODUCER_WORDS } from '../shared/references.ts';

const origin = z
  .strictObject({
    path: text('a path').describe('The document.'),
    'produced-by': text(PRODUCER_WORDS)
      .optional()
      .describe(
        'Where it comes from. run: written since this run began; job: since the job began; commit: as the commit has it; external: taken as it is, and shown so; a gate’s id: that gate passed; artifact:NAME: in the artifact of that name of this workflow run, by its path there, as it was uploaded.',
      ),
  })
  .meta({ title: 'the document' });

const shape = {
  files: named(z.union([text('a path'), origin]))
    .default({})
    .describe(
      'JSON or YAML documents by name; conditions read them as they are. Each must be of the commit (tracked and unchanged) or of this run, unless produced-by says more.',
    ),
  values: named(condition()).default({}).describe('Values by name, as CEL over the documents, the gates and the values above.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface AssertSpec extends JsonObject {
  /** A path alone: of the commit, or of this run. */
  readonly files: Readonly<Record<string, string | { readonly path: string; readonly producedBy: string }>>;
  readonly values: Readonly<Record<string, string>>;
}

/** A document of an assert gate. */
export interface Document {
  readonly name: string;
  readonly path: string;
  /** The word of `produced-by`. */
  readonly producer: string | undefined;
}

export function documentsOf({ files }: AssertSpec): readonly Document[] {
  return Object.entries(files).map(([name, file]) =>
    typeof file === 'string' ? { name, path: file, producer: undefined } : { name, path: file.path, producer: file.producedBy },
  );
}

function resolvedFile(file: Raw['files'][string]): AssertSpec['files'][string] {
  if (typeof file === 'string') return file;
  const { path, 'produced-by': producedBy } = file;
  return producedBy === undefined ? path : { path, producedBy };
}

const GATES: MeasurementTable = {
  gates: { type: 'any', doc: 'what earlier gates counted: gates["health-30m"].counts.failures' },
};

function namesTable(files: readonly (readonly [name: string, path: string])[], values: readonly string[]): MeasurementTable {
  const documents = files.map(([name, path]) => [name, { type: 'any', doc: `the document ${path}` }] as const);
  return { ...GATES, ...Object.fromEntries(documents), ...valuesTable(values) };
}

/** What criteria may read. */
export function tableOf(spec: AssertSpec): MeasurementTable {
  return namesTable(
    documentsOf(spec).map(({ name, path }) => [name, path]),
    Object.keys(spec.values),
  );
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
    table: namesTable(
      Object.entries(raw.files).map(([file, written]) => [file, typeof written === 'string' ? written : written.path]),
      names.slice(0, index),
    ),
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
    for (const [name, file] of Object.entries(raw.files)) {
      const producer = typeof file === 'string' ? undefined : file['produced-by'];
      if (producer === undefined) continue;
      for (const { path, message } of checkProducer(producer, context)) problems.push({ path: ['files', name, ...path], message });
    }
    return problems;
  },

  conditions: valueConditions,

  resolve: (raw) => ({
    files: Object.fromEntries(Object.entries(raw.files).map(([name, file]) => [name, resolvedFile(file)])),
    values: raw.values,
  }),

  expect: (spec) => ({ files: Object.keys(spec.files), values: Object.keys(spec.values) }),

  measurements: tableOf,

  files: (spec) => documentsOf(spec).map(({ path }) => path),

  artifacts: (spec) => artifactsNamed(documentsOf(spec).map(({ producer }) => producer)),

  counts: (spec) => valuesTable(Object.keys(spec.values)),

  defaults: () => [],

  leastDurationMs: () => 0,
};
