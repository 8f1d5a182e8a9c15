import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import type { JsonObject } from '../../core/json.ts';
import { command, duration, flag, number, period, text, whole, word } from '../../language/keys.ts';
import { amount, type Measurement, type MeasurementTable, share, someOf } from '../../conditions/measurements.ts';
import { readsName } from '../shared/criteria.ts';
import { sameNames } from '../shared/criterion.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { isAlike, LAST_GO } from './baseline-from.ts';
import { isAppendable, isManifest, isResults, MANIFEST_WORDS, RESULTS_WORDS } from './records.ts';

const shape = {
  run: command().describe('Command that classifies the cases and writes the results.'),
  runs: whole(1, 1000).default(1).describe('How often to run. Every criterion must hold for each run.'),
  'run-timeout': period().optional().describe('How long one run may take; longer is a failure of the product.'),
  'run-delay': duration().prefault('0s').describe('Pause between two runs.'),
  results: z
    .strictObject({
      path: text('a path').describe(
        'File with one record for each case (JSONL or CSV), relative to $GATE_DIR, else to the working directory.',
      ),
      'append-only': flag().default(false).describe('true: earlier lines must stay as they were; only new ones are judged.'),
    })
    .meta({ title: 'the results' })
    .describe('Where the results stand.'),
  fields: z
    .strictObject({
      case: text('the name of a field').default('case').describe('Field with the id of the case.'),
      expected: text('the name of a field').default('expected').describe('Field with the class that is right.'),
      actual: text('the name of a field').default('actual').describe('Field with the answer.'),
      status: text('the name of a field').optional().describe('Field with the status of the request.'),
    })
    .meta({ title: 'the fields' })
    .prefault({})
    .describe('Names of the fields of a record.'),
  classes: z
    .array(text('the name of a class'))
    .min(2, { error: 'expected at least two classes' })
    .describe('All classes, as they stand in the results.'),
  manifest: z
    .strictObject({
      path: text('a path').describe(
        'File that lists the cases and the class that is right, with the same fields: JSON, YAML, JSONL or CSV.',
      ),
      cases: whole(1).describe('How many cases it must list.'),
    })
    .meta({ title: 'the manifest' })
    .describe('The cases that must be in the results.'),
  baseline: z
    .strictObject({
      from: text('last-go or a path').describe(
        'last-go: the newest earlier execution that was a GO, of the same configuration name, gate, classes and fields. In GitHub Actions it takes `evidence: { store: github }` and `history: true` of the workflow. It drifts: each release may lose a little against the last. A path pins it by review: earlier results, or of an earlier execution that was a GO its bundle (the folder or the zip) or its summary.json.',
      ),
      'produced-by': word(['commit', 'job', 'external'])
        .optional()
        .describe(
          'Where the file of a path comes from. commit (default): as the commit has it; job: written since the job began; external: taken as it is, and shown so.',
        ),
      'if-none': word(['block', 'warn', 'pass'])
        .default('block')
        .describe('What criteria over the baseline amount to where there is none.'),
    })
    .meta({ title: 'the baseline' })
    .optional()
    .describe('Earlier results to compare with, over the cases that both have: at least 80 % of the manifest, and some of each class.'),
  confidence: number(0.5, 0.9999).default(0.95).describe('Confidence of the two-sided Wilson interval.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface ClassificationSpec extends JsonObject {
  readonly run: string;
  readonly runs: number;
  readonly runTimeoutMs?: number;
  readonly runDelayMs: number;
  readonly results: { readonly path: string; readonly appendOnly: boolean };
  readonly fields: { readonly case: string; readonly expected: string; readonly actual: string; readonly status?: string };
  readonly classes: readonly string[];
  readonly manifest: { readonly path: string; readonly cases: number };
  readonly baseline?: {
    readonly from: string;
    readonly ifNone: 'block' | 'warn' | 'pass';
    /** Of a path. */
    readonly producedBy?: string;
    /** Cases are compared, not only recalls; absent in older plans. */
    readonly byCase?: boolean;
  };
  readonly confidence: number;
  /** Every answer must be one of the classes; false where a criterion says how many may not. */
  readonly allComparable: boolean;
}

const EXAMPLE = `accuracy:
  kind: classification
  run: python classify.py --out $GATE_DIR/results.jsonl
  runs: 2
  results: { path: results.jsonl }
  fields: { case: id, expected: label, actual: answer, status: http_status }
  classes: [ spam, ham ]
  manifest: { path: data/manifest.json, cases: 200 }
  baseline: { from: last-go, if-none: warn }
  criteria: [ "accuracy >= 0.95", "wilson.lower > 0.9", 'confusion["ham"]["spam"] == 0' ]
`;

export const spec: GateSpec<typeof shape, ClassificationSpec> = {
  kind: 'classification',
  summary:
    'Runs a classifier over labelled cases and judges its answers: accuracy with its interval, recall, confusion, agreement of runs.',
  example: EXAMPLE,
  shape,

  check(raw, context: SpecContext): readonly SpecProblem[] {
    return [
      ...sameNames(raw.classes, ['classes'], 'class'),
      ...checkFields(raw.fields),
      ...checkFiles(raw),
      ...checkBaseline(raw),
      ...(context.criteria.length === 0 ? [{ path: [], message: 'a classification gate needs at least one criterion' }] : []),
    ];
  },

  resolve: (raw, context) => ({
    run: raw.run,
    runs: raw.runs,
    ...(raw['run-timeout'] !== undefined && { runTimeoutMs: raw['run-timeout'] }),
    runDelayMs: raw['run-delay'],
    results: { path: raw.results.path, appendOnly: raw.results['append-only'] },
    fields: {
      case: raw.fields.case,
      expected: raw.fields.expected,
      actual: raw.fields.actual,
      ...(raw.fields.status !== undefined && { status: raw.fields.status }),
    },
    classes: raw.classes,
    manifest: raw.manifest,
    ...(raw.baseline && { baseline: baselineOf(raw.baseline) }),
    confidence: raw.confidence,
    allComparable: !context.criteria.some((criterion) => readsName(criterion, 'comparable')),
  }),

  expect: (spec) => ({ runs: spec.runs, cases: spec.manifest.cases }),

  measurements: classificationTable,

  brings: {
    agreement: 'needs "runs: 2" or more',
    maxRecallDrop: 'needs "baseline": { from: last-go }, or { from: FILE }',
    status: 'needs "status" among the "fields"',
    statusRate: 'needs "status" among the "fields"',
  },

  // Of several runs: all as one; of comparable, wilson, durationSeconds and maxRecallDrop the worst.
  counts: (spec) => {
    const { agreement, ...ofRun } = classificationTable(spec);
    return {
      runs: someOf('expectedRuns', 'runs that came to their end'),
      expectedRuns: amount('runs that there had to be'),
      ...ofRun,
      cases: amount('cases of the manifest'),
      ...(agreement && { agreement }),
      perRun: { type: { list: { fields: ofRun } }, doc: 'the measurements of each run: perRun.all(r, r.accuracy >= 0.9)' },
      ...(spec.baseline && {
        baseline: { type: 'string', doc: 'the execution that is compared with, where it is one' } satisfies Measurement,
      }),
    };
  },

  defaults(spec) {
    const each = spec.runTimeoutMs === undefined ? '' : `, each within ${formatDuration(spec.runTimeoutMs)}`;
    return [
      { name: 'runs', target: `${spec.runs} with exit code 0${each}` },
      ...(spec.runs > 1 && spec.runDelayMs > 0 ? [{ name: 'pause between runs', target: `≥ ${formatDuration(spec.runDelayMs)}` }] : []),
      {
        name: 'results',
        target: spec.results.appendOnly ? 'written during the run, earlier lines as they were' : 'written during the run',
      },
      { name: 'cases', target: `the ${spec.manifest.cases} of the manifest, in every run` },
      {
        name: 'comparable',
        target: spec.allComparable ? 'every answer is one of the classes' : 'at least one answer is one of the classes',
      },
    ];
  },

  told: ({ baseline }) => (baseline?.from === LAST_GO ? ['baseline.told'] : []),

  remembers: ({ baseline }) => (baseline?.from === LAST_GO ? ['baseline'] : undefined),

  given: ({ manifest, baseline }) => [
    { path: ['manifest', 'path'], file: manifest.path },
    ...(baseline?.producedBy === 'commit' ? [{ path: ['baseline', 'from'], file: baseline.from }] : []),
  ],

  comparable: isAlike,

  leastDurationMs: (spec) => (spec.runs - 1) * spec.runDelayMs,

  longestMs: (spec) => (spec.runTimeoutMs === undefined ? 0 : spec.runs * spec.runTimeoutMs + (spec.runs - 1) * spec.runDelayMs),
};

function baselineOf(raw: NonNullable<Raw['baseline']>): NonNullable<ClassificationSpec['baseline']> {
  const { from, 'if-none': ifNone, 'produced-by': producedBy = 'commit' } = raw;
  return { from, ifNone, ...(from !== LAST_GO && { producedBy }), byCase: true };
}

function checkBaseline({ baseline }: Raw): readonly SpecProblem[] {
  if (baseline?.from !== LAST_GO || baseline['produced-by'] === undefined) return [];
  return [{ path: ['baseline', 'produced-by'], message: '"produced-by" is for a path: last-go is an execution whose bundle verifies' }];
}

function checkFields(fields: Raw['fields']): readonly SpecProblem[] {
  const names = Object.entries(fields);
  return names.flatMap(([key, name], index) => {
    const first = names.findIndex((other) => other[1] === name);
    return first === index
      ? []
      : [{ path: ['fields', key], message: `found "${name}", which is the field of "${names[first]?.[0]}" already` }];
  });
}

function checkFiles({ results, manifest }: Raw): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (!isResults(results.path)) {
    problems.push({ path: ['results', 'path'], message: `found "${results.path}", expected ${RESULTS_WORDS}` });
  } else if (results['append-only'] && !isAppendable(results.path)) {
    const message = '"append-only" needs results in .jsonl: appended lines of CSV have no header';
    problems.push({ path: ['results', 'append-only'], message });
  }
  if (!isManifest(manifest.path))
    problems.push({ path: ['manifest', 'path'], message: `found "${manifest.path}", expected ${MANIFEST_WORDS}` });
  return problems;
}

function byStatus(of: Measurement): Measurement {
  return { ...of, type: { map: 'number', otherwise: 0 } };
}

function classificationTable(spec: ClassificationSpec): MeasurementTable {
  const keys = spec.classes;
  const byClass = (of: Measurement): Measurement => ({ ...of, type: { map: 'number', keys } });
  const byClasses = (of: Measurement): Measurement => ({ ...of, type: { map: { map: 'number', keys }, keys } });
  return {
    cases: amount('records of the run'),
    comparable: someOf('cases', 'cases whose answer is one of the classes'),
    accuracy: share('right answers / comparable, 0..1'),
    balancedAccuracy: share('mean recall of the classes, 0..1; every class needs a case'),
    recall: byClass(share('right answers / cases of the class: recall["x"]')),
    precision: byClass(share('right answers / answers of the class: precision["x"]')),
    confusion: byClasses(amount('cases of a class that got an answer: confusion["expected"]["actual"]')),
    answerShare: byClasses(share('share of the cases of a class that got an answer, 0..1: answerShare["expected"]["actual"]')),
    maxShare: share('largest share of one answer among all comparable ones, 0..1'),
    maxOffClassShare: share('largest share of one wrong answer among the cases of a class, 0..1'),
    wilson: {
      type: { fields: { lower: share('lower bound'), upper: share('upper bound') } },
      doc: 'two-sided Wilson interval of the accuracy: wilson.lower, wilson.upper',
    },
    ...(spec.fields.status !== undefined && {
      status: byStatus(amount('records with a status: status["422"]')),
      statusRate: byStatus(share('share of the records with a status, 0..1: statusRate["429"]')),
    }),
    durationSeconds: amount('how long the run took, in seconds'),
    ...(spec.runs > 1 && { agreement: share('share of the cases that got the same class in every run, 0..1') }),
    ...(spec.baseline && {
      maxRecallDrop: {
        type: 'number',
        doc: 'largest drop of a class’s recall against the baseline, absolute',
        most: 1,
      } satisfies Measurement,
    }),
  };
}
