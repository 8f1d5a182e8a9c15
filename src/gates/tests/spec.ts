import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { artifactsNamed } from '../../core/origin.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { RESULT_FORMATS, type ResultFormat } from '../../formats/result-formats.ts';
import { command, glob, limit, listOrOne, text, type Limit, whole, word } from '../../language/keys.ts';
import { leastDemanded } from '../../conditions/condition.ts';
import { amount, type MeasurementTable, share, someOf } from '../../conditions/measurements.ts';
import { conditionOf } from '../../probes/conditions.ts';
import { untilSyntaxError } from '../shared/criteria.ts';
import { criteria, criteriaConditions, resolveCriterion, sameNames } from '../shared/criterion.ts';
import type { GateSpec, SpecContext, SpecProblem } from '../shared/kind.ts';
import { checkProducer, PRODUCER_WORDS } from '../shared/references.ts';
import { coverageKey, resolveCoverage, type SourceSpec } from './coverage-spec.ts';

function part(title: string, match: string) {
  return z
    .strictObject({
      name: text('a name').describe('Name, by which criteria read it.'),
      match: listOrOne(glob('a glob')).describe(match),
      criteria: criteria.default([]).describe('CEL over the measurements of this part.'),
    })
    .meta({ title });
}

const shape = {
  run: command().optional().describe('Command that runs the tests and writes the reports.'),
  reports: listOrOne(glob()).describe('Reports, relative to $GATE_DIR and to the working directory.'),
  format: word(['auto', ...RESULT_FORMATS])
    .default('auto')
    .describe('Format of the reports; auto: told by how each begins.'),
  'produced-by': text(PRODUCER_WORDS)
    .optional()
    .describe(
      'Where the reports come from, without `run`. run: written since this run began; job: since the job began; commit: as the commit has them; external: taken as they are, and shown so; a gate’s id: that gate passed; artifact:NAME: in the artifact of that name of this workflow run, by its path there, as it was uploaded.',
    ),
  runs: whole(1, 1000).default(1).describe('How often to run. Every criterion must hold for each run, and all runs must agree.'),
  outputs: listOrOne(glob('a glob')).default([]).describe('Files that must be the same after every run, byte for byte.'),
  suites: z
    .array(part('a suite', 'Globs over a test’s file, or its class name as a path.'))
    .default([])
    .describe('Parts of the tests with criteria of their own.'),
  coverage: coverageKey.optional().describe('Coverage reports, and which files that none of them names are sources.'),
  base: text('a branch or a commit')
    .optional()
    .describe('Branch or commit that the change is compared with, for coverage.changedLines; git must have it.'),
  components: z
    .array(part('a component', 'Globs over source files.'))
    .default([])
    .describe('Parts of the sources with criteria over their coverage.'),
  'tolerated-exit-codes': z
    .array(whole(1, 255))
    .min(1, { error: 'expected at least one exit code' })
    .optional()
    .describe(
      'Exit codes that are accepted when every failure is waived or within `failure-limit`. A runner that stopped early exits with the same code, so a criterion must pin how many tests passed ("passed >= 42"), for the run or in every suite.',
    ),
  'failure-limit': limit().prefault(0).describe('How many tests may fail without a waiver: a count, or a ratio of all tests.'),
};

type Raw = z.infer<z.ZodObject<typeof shape>>;

export interface Part extends JsonObject {
  readonly name: string;
  readonly match: readonly string[];
  readonly criteria: readonly (CriterionPlan & JsonObject)[];
}

export interface TestsSpec extends JsonObject {
  readonly run?: string;
  readonly reports: readonly string[];
  readonly format: ResultFormat | 'auto';
  readonly producedBy: string;
  readonly runs: number;
  readonly outputs: readonly string[];
  readonly suites: readonly Part[];
  readonly coverage?: readonly string[];
  readonly sources?: SourceSpec;
  readonly base?: string;
  readonly components: readonly Part[];
  readonly failureLimit: Limit;
  readonly toleratedExitCodes?: readonly number[];
}

export const CASES = {
  total: amount('tests that the reports name'),
  passed: someOf('total', 'tests that passed'),
  failed: someOf('total', 'tests that failed'),
  errors: someOf('total', 'tests that ended in an error'),
  skipped: someOf('total', 'tests that were skipped'),
  flaky: someOf('total', 'tests that passed only after a failure'),
  passRate: share('passed / total, 0..1'),
};

/** What is measured of every run besides its cases. */
export const OF_RUN = {
  unwaivedFailures: amount('failures and errors without a waiver'),
  collectionErrors: amount('files that could not even be collected'),
};

/** What is measured of all runs together. */
export const OF_ALL = {
  runs: amount('how often the tests ran'),
};

/** What is compared between runs, or between the outputs of one and what lay there before. */
export const COMPARED = {
  differences: amount('tests whose outcome, and outputs whose bytes, were not the same in every run'),
  agreement: share('share of the tests whose outcome was the same in every run, 0..1'),
};

const CHANGED_LINES = share(
  'covered lines / lines with code, among those that the change added; source files in no report are uncovered (with a working-directory, those below it), 0..1',
);

export const COVERAGE = {
  lines: share('covered lines / lines, 0..1'),
  branches: share('covered branches / branches, 0..1'),
  statements: share('covered statements / statements, 0..1, as Go and Istanbul count them; unknown in other formats'),
};

const BRINGS = {
  coverage: 'needs "coverage": add `coverage: REPORT` to the gate',
  'coverage.changedLines': 'needs "base": add `base: main` (a branch or a commit) to the gate',
  components: 'needs "coverage" and "components": add both to the gate',
  differences: 'needs "runs: 2" or more, or "outputs"',
  agreement: 'needs "runs: 2" or more, or "outputs"',
};

const NEEDS_BASE = { changedLines: `coverage.changedLines ${BRINGS['coverage.changedLines']}` };

function partsOf(list: Raw['suites']): readonly Part[] {
  return list.map(({ name, match, criteria: own }) => ({ name, match, criteria: own.map((raw) => ({ ...resolveCriterion(raw) })) }));
}

function names(list: Raw['suites']): readonly string[] {
  return list.map(({ name }) => name);
}

/** A tolerated exit code says nothing of tests that never ran: how many passed must be pinned. */
function checkTolerated(raw: Raw, context: SpecContext): readonly SpecProblem[] {
  const path = ['tolerated-exit-codes'];
  if (raw['tolerated-exit-codes'] === undefined) return [];
  if (raw.run === undefined) return [{ path, message: '"tolerated-exit-codes" needs "run"' }];
  const pinned =
    pinsPassed(context.criteria) ||
    (raw.suites.length > 0 && raw.suites.every((suite) => pinsPassed(suite.criteria.map(resolveCriterion))));
  // What is no condition is told with its place, and may have been the pin.
  const isWhole = [...context.criteria, ...raw.suites.flatMap((suite) => suite.criteria.map(resolveCriterion))].every(
    ({ pass }) => untilSyntaxError(() => conditionOf(pass)) !== undefined,
  );
  if (pinned || !isWhole) return [];
  const message =
    'the exit code does not tell whether every test ran: add a criterion that pins how many passed, such as "passed >= 42", for the run or in every suite ("total" counts tests that never started)';
  return [{ path, message }];
}

function pinsPassed(list: readonly CriterionPlan[]): boolean {
  // One that may warn instead pins nothing.
  return list.some(({ pass, warn }) => warn === undefined && (untilSyntaxError(() => leastDemanded(conditionOf(pass), 'passed')) ?? 0) > 0);
}

const EXAMPLE = `tests:
  kind: tests
  run: npm test -- --reporter=junit --output=$GATE_DIR/junit.xml
  reports: junit.xml
  runs: 2
  suites: [ { name: unit, match: "test/unit/**", criteria: [ "passRate == 1.0" ] } ]
  coverage: { report: coverage/cobertura.xml, exclude: "src/generated/**" } # of files in no report; what a report names counts
  components: [ { name: core, match: "src/core/**", criteria: [ "lines >= 0.9" ] } ]
  base: main
  criteria: [ "total >= 42", "skipped == 0", "coverage.lines >= 0.85", "coverage.changedLines >= 0.9" ]
`;

function testsTable(spec: TestsSpec): MeasurementTable {
  return {
    ...CASES,
    ...OF_RUN,
    suites: {
      type: { map: { fields: CASES }, keys: spec.suites.map(({ name }) => name) },
      doc: 'the counts of one suite: suites["x"].passRate',
    },
    ...(spec.coverage !== undefined && {
      coverage: {
        type:
          spec.base === undefined ? { fields: COVERAGE, elsewhere: NEEDS_BASE } : { fields: { ...COVERAGE, changedLines: CHANGED_LINES } },
        doc: 'coverage of all sources: coverage.lines',
      },
      components: {
        type: { map: { fields: COVERAGE }, keys: spec.components.map(({ name }) => name) },
        doc: 'coverage of one component: components["x"].lines',
      },
    }),
    ...OF_ALL,
    ...(compares(spec) && COMPARED),
  };
}

/** Whether there is anything that must be the same. */
export function compares({ runs, outputs }: TestsSpec): boolean {
  return runs > 1 || outputs.length > 0;
}

/** What a change touches, in a form that does not depend on the user's or the repository's settings. */
export const DIFF = diffWith(
  '--no-relative --src-prefix=a/ --dst-prefix=b/ --inter-hunk-context=0 --diff-algorithm=myers --submodule=short --ignore-submodules=none',
);

/** As bundles have it that were made before. */
const EARLIER_DIFF = diffWith('--no-relative --src-prefix=a/ --dst-prefix=b/');

function diffWith(options: string): string {
  return `git ${['-c core.quotePath=false diff --unified=0 --no-color --no-ext-diff --no-textconv --no-renames', options].join(
    ' ',
  )} "$GATE_BASE"...HEAD -- > "$GATE_DIFF"`;
}

export const spec: GateSpec<typeof shape, TestsSpec> = {
  kind: 'tests',
  commands: [DIFF, EARLIER_DIFF],
  summary: 'Runs a test suite, once or several times, and judges its reports: counts, suites, coverage, agreement of the runs.',
  example: EXAMPLE,
  shape,

  check(raw, context: SpecContext): readonly SpecProblem[] {
    const problems: SpecProblem[] = [
      ...sameNames(names(raw.suites), ['suites'], 'suite'),
      ...sameNames(names(raw.components), ['components'], 'component'),
    ];
    const producer = raw['produced-by'];
    if (producer !== undefined) problems.push(...checkProducer(producer, context));
    else if (raw.run === undefined) problems.push({ path: [], message: 'a tests gate without "run" needs "produced-by"' });
    if (raw.run === undefined && raw.runs > 1) problems.push({ path: ['runs'], message: `found ${raw.runs}, which needs "run"` });
    if (raw.base !== undefined && raw.coverage === undefined) problems.push({ path: ['base'], message: 'base needs "coverage"' });
    if (raw.components.length > 0 && raw.coverage === undefined)
      problems.push({ path: ['components'], message: 'components need "coverage"' });
    problems.push(...checkTolerated(raw, context));
    if ('ratio' in raw['failure-limit'] && raw['failure-limit'].ratio >= 1 && context.criteria.length === 0) {
      problems.push({ path: ['failure-limit'], message: "a gate that can't fail: all tests may fail" });
    }
    return problems;
  },

  conditions: (raw) => [
    ...raw.suites.flatMap((suite, index) => criteriaConditions(suite.criteria, ['suites', index, 'criteria'], CASES)),
    ...raw.components.flatMap((component, index) => criteriaConditions(component.criteria, ['components', index, 'criteria'], COVERAGE)),
  ],

  resolve: (raw) => ({
    ...(raw.run !== undefined && { run: raw.run }),
    reports: raw.reports,
    format: raw.format,
    producedBy: raw['produced-by'] ?? 'gate',
    runs: raw.runs,
    outputs: raw.outputs,
    suites: partsOf(raw.suites),
    ...resolveCoverage(raw.coverage),
    ...(raw.base !== undefined && { base: raw.base }),
    components: partsOf(raw.components),
    failureLimit: raw['failure-limit'],
    ...(raw['tolerated-exit-codes'] !== undefined && { toleratedExitCodes: raw['tolerated-exit-codes'] }),
  }),

  expect: (spec) => ({ runs: spec.runs }),

  measurements: testsTable,

  counts: (spec) => ({
    ...testsTable(spec),
    expectedRuns: amount('how often the tests had to run'),
    perRun: { type: { list: { fields: { ...CASES, ...OF_RUN } } }, doc: 'the counts of each run: perRun.all(r, r.passed == 42)' },
  }),

  defaults: (spec) => [
    { name: 'tests', target: '> 0' },
    {
      name: 'unwaived failures',
      target: 'ratio' in spec.failureLimit ? `≤ ${spec.failureLimit.ratio * 100} % of all tests` : `≤ ${spec.failureLimit.count}`,
    },
    { name: 'collection errors', target: '= 0' },
    ...(spec.run === undefined ? [] : [{ name: 'exit code', target: 'explained by the report' }]),
    ...(compares(spec) ? [{ name: 'differences', target: '= 0' }] : []),
  ],

  leastDurationMs: () => 0,

  files: (spec) => (spec.run === undefined ? [...spec.reports, ...(spec.coverage ?? [])] : []),

  brings: BRINGS,

  share: { bad: 'unwaivedFailures', all: 'total', things: 'tests', criterion: 'unwaived failures' },

  artifacts: (spec) => artifactsNamed([spec.producedBy]),
};
