import { type Case, type Cases, ofOneRun, type Workshop } from '../workshop.ts';

type Outcome = 'passed' | 'failed' | 'skipped' | 'error';

const BODIES: Readonly<Record<Outcome, string>> = {
  passed: '',
  failed: '<failure message="80.0 is not 120">at line 3</failure>',
  skipped: '<skipped/>',
  error: '<error message="broke"/>',
};

function junit(cases: Readonly<Record<string, Outcome>>): string {
  const rows = Object.entries(cases).map(([id, outcome]) => {
    const [classname = '', name = ''] = id.split('::');
    const file = `${classname.replaceAll('.', '/')}.py`;
    return `<testcase classname="${classname}" name="${name}" file="${file}" line="3" time="0.1">${BODIES[outcome]}</testcase>`;
  });
  return `<?xml version="1.0"?>\n<testsuites><testsuite name="pytest" tests="${rows.length}">\n${rows.join('\n')}\n</testsuite></testsuites>\n`;
}

const FOUR = {
  'tests.unit.a::one': 'passed',
  'tests.unit.a::two': 'passed',
  'tests.e2e.b::three': 'passed',
  'tests.e2e.b::four': 'passed',
} as const;
const LCOV = 'TN:\nSF:src/core/a.ts\nDA:1,1\nDA:2,1\nDA:3,0\nend_of_record\nSF:src/other/b.ts\nDA:1,1\nend_of_record\n';

/** Gates of kind tests, each with further keys. The command copies `<gate>.xml`, or in its second run `<gate>-2.xml` where there is one. */
function tests(gates: Readonly<Record<string, string>>, more = ''): string {
  const one = ([id, keys]: [string, string]): string => `  ${id}:
    kind: tests
    run: 'test -e ${id}-2.xml && test -e ${id}.ran && cp ${id}-2.xml $GATE_DIR/junit.xml || cp ${id}.xml $GATE_DIR/junit.xml; touch ${id}.ran; exit "\${END:-0}"'
    reports: junit.xml
${keys}`;
  return `gates:\n${Object.entries(gates).map(one).join('')}${more}`;
}

const END_1 = '    env: { END: "1" }\n';

/** A run with these files in its folder. */
function over(files: Readonly<Record<string, string>>, yaml: string): Case {
  return ofOneRun((workshop: Workshop) => {
    for (const [name, text] of Object.entries(files)) workshop.write(name, text);
    return yaml;
  });
}

const ALL = `    runs: 2
    outputs: out.txt
    suites: [ { name: unit, match: "tests/unit/**", criteria: [ "passRate == 1.0" ] } ]
    coverage: lcov.info
    components: [ { name: core, match: "src/core/**", criteria: [ "lines >= 0.6" ] } ]
    criteria: [ "total >= 4", "coverage.lines >= 0.7" ]
`;

const WAIVER = 'waivers: [ { gate: known, match: four, severity: low, owner: "@qa", reason: known, expires: 2099-12-31 } ]\n';

const CLASSES = ['spam', 'ham'] as const;

/** So many cases of each class; the first `wrong` are answered wrongly. */
function results(each: number, wrong: number): string {
  const rows = CLASSES.flatMap((expected) => Array.from({ length: each }, (_, i) => ({ case: `${expected}-${i}`, expected })));
  const other = (expected: string): string => (expected === 'spam' ? 'ham' : 'spam');
  return rows
    .map(
      ({ case: id, expected }, i) =>
        `${JSON.stringify({ case: id, expected, actual: i < wrong ? other(expected) : expected, status: 200 })}\n`,
    )
    .join('');
}

const MANIFEST = JSON.stringify(
  CLASSES.flatMap((expected) => Array.from({ length: 10 }, (_, i) => ({ case: `${expected}-${i}`, expected }))),
);

const classification = (id: string, run: string, keys = '', path = 'results.jsonl'): string => `  ${id}:
    kind: classification
    run: ${JSON.stringify(run)}
    results: { path: ${path} }
    fields: { status: status }
    classes: [ spam, ham ]
    manifest: { path: manifest.json, cases: 20 }
    criteria: [ "accuracy >= 0.9", 'status["200"] == 20' ]
${keys}`;

const WRITE = 'cp answers.jsonl $GATE_DIR/results.jsonl';

function classified(wrong: number, gates: readonly string[], more: Readonly<Record<string, string>> = {}): Case {
  return over({ 'answers.jsonl': results(10, wrong), 'manifest.json': MANIFEST, ...more }, `gates:\n${gates.join('')}`);
}

const appending = (command: string): string => classification('appends', command, '', 'all.jsonl, append-only: true');

export const reports: Cases = {
  'tests-go': over(
    { 'all.xml': junit(FOUR), 'lcov.info': LCOV, 'src/core/a.ts': 'a\nb\nc\n', 'src/other/b.ts': 'b\n' },
    tests({ all: ALL }).replace('touch all.ran', 'cp lcov.info $GATE_DIR; echo same > $GATE_DIR/out.txt; touch all.ran'),
  ),
  'tests-no-go': over(
    {
      'fails.xml': junit({ ...FOUR, 'tests.e2e.b::four': 'failed', 'tests.e2e.b::five': 'skipped' }),
      'differs.xml': junit(FOUR),
      'differs-2.xml': junit({ ...FOUR, 'tests.e2e.b::four': 'error' }),
    },
    tests({ fails: END_1, differs: '    runs: 2\n' }),
  ),
  'tests-tolerated': over(
    { 'known.xml': junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }) },
    tests({ known: `${END_1}    tolerated-exit-codes: [1]\n    criteria: [ "passed == 3" ]\n` }, WAIVER),
  ),
  'tests-waived': over({ 'known.xml': junit({ ...FOUR, 'tests.e2e.b::four': 'failed' }) }, tests({ known: END_1 }, WAIVER)),
  'tests-blocked': over(
    { 'cut.xml': junit(FOUR).slice(0, -30), 'junit.xml': junit(FOUR) },
    tests({ cut: '' }, '  earlier: { kind: tests, run: "true", reports: junit.xml }\n'),
  ),
  'classification-go': classified(
    1,
    [
      classification('alike', WRITE, '    runs: 2\n    baseline: { from: before.jsonl, produced-by: external }\n'),
      appending('cat answers.jsonl >> all.jsonl'),
      classification('first', WRITE, '    baseline: { from: last-go, if-none: warn }\n').replace('accuracy >= 0.9', 'maxRecallDrop <= 0.1'),
    ],
    { 'before.jsonl': results(10, 1), 'all.jsonl': '{"case":"earlier"}\n' },
  ),
  'classification-no-go': classified(
    5,
    [classification('wrong', WRITE), appending('sed -i s/earlier/changed/ all.jsonl; cat answers.jsonl >> all.jsonl')],
    { 'all.jsonl': '{"case":"earlier"}\n{"case":"second"}\n' },
  ),
  'classification-blocked': classified(0, [
    classification('few', 'head -3 answers.jsonl > $GATE_DIR/results.jsonl'),
    classification('none', 'exit 3'),
  ]),
};
