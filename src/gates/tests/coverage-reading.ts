import type { JsonObject } from '../../core/json.ts';
import type { Finding } from '../../core/judgement.ts';
import type { Change } from './change.ts';
import type { Checkout } from './checkout.ts';
import type { Coverage, Covered } from './coverage.ts';
import { coveredChange, unnamedInWords, unseenChange } from './covered-change.ts';
import { sourceMatcher } from './glob.ts';
import { sourceFilter, sourceFolders, sourcePlaces } from './source-files.ts';
import type { Part, TestsSpec } from './spec.ts';

export interface CoverageInput {
  readonly spec: Pick<TestsSpec, 'components' | 'sources' | 'base'>;
  readonly coverage: Coverage;
  readonly checkout: Checkout;
  /** Undefined where nobody knows what was changed. */
  readonly change: Change | undefined;
}

/** A component, and what was covered of it. */
export interface CoveredComponent extends Pick<Part, 'name' | 'criteria'> {
  readonly measurements: Covered;
  /** Why nothing was measured. */
  readonly missing?: string;
  readonly remark?: string;
}

/** What conditions may read of the coverage of one run, and what to say beside it. */
export interface CoverageReading {
  readonly measurements: { readonly coverage: JsonObject; readonly components: JsonObject };
  readonly components: readonly CoveredComponent[];
  readonly remarks: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

export function readCoverage({
  spec: { components: parts, sources = { exclude: [] }, base },
  coverage,
  checkout,
  change,
}: CoverageInput): CoverageReading {
  const shown = coverage.shown;
  const isSource = sourceFilter(sources, shown, checkout);
  const named = new Set(shown.paths);
  const unnamed = [...checkout.all()].filter((file) => !named.has(file) && isSource(file)).sort();
  const components = parts.map(({ name, match, criteria }): CoveredComponent => {
    const matches = sourceMatcher(match, checkout);
    const remark = unnamedInWords(unnamed.filter((file) => matches.inside(file)));
    if (sources.include && remark !== undefined) return { name, criteria, measurements: {}, missing: remark };
    const measurements = coverage.of(matches);
    if (measurements.lines === undefined) return { name, criteria, measurements, missing: noLine(remark) };
    return { name, criteria, measurements, ...(remark !== undefined && { remark }) };
  });
  // Whoever says which files are sources means all of them: what was covered of those in no report nobody knows.
  const gap = sources.include && unnamedInWords(unnamed);
  const unseen = change && unseenChange(change, sourceFolders(isSource, shown));
  const places = sources.include ? [] : sourcePlaces(shown, checkout);
  const changed = change && coveredChange(change, coverage, isSource, places);
  const changeRemark = change
    ? (unseen ?? changed?.remark)
    : base && `git could not compare with ${base}: check the name, and check out with \`fetch-depth: 0\``;
  const all = gap === undefined ? coverage.all() : {};
  const told = gap === undefined ? remarksOn(all) : { lines: gap, branches: gap, statements: gap };
  return {
    measurements: {
      coverage: { ...all, ...(changed && unseen === undefined && { changedLines: changed.share }) },
      components: Object.fromEntries(components.map(({ name, measurements }) => [name, { ...measurements }])),
    },
    components,
    remarks: {
      ...(changeRemark !== undefined && { 'coverage.changedLines': changeRemark }),
      ...Object.fromEntries(Object.entries(told).map(([name, remark]) => [`coverage.${name}`, remark])),
    },
    findings: [
      ...coverage.ambiguous.map((name) => ({
        title: name,
        message:
          'several coverage reports use this name, and it is not clear which file of the checkout each means: each counts as a file of its own',
      })),
      ...excludedInVain(sources.exclude, coverage, checkout),
    ],
  };
}

/** `exclude` takes nothing out of a report, which a user may well expect of it. */
function excludedInVain(exclude: readonly string[], coverage: Coverage, checkout: Checkout): readonly Finding[] {
  const [first, ...others] = exclude.length === 0 ? [] : coverage.namesOf(sourceMatcher(exclude, checkout));
  if (first === undefined) return [];
  const [more, it] = others.length === 0 ? ['', 'it counts'] : [` (and ${others.length} more)`, 'they count'];
  const message = `matches coverage.exclude${more}, but a report names ${others.length === 0 ? 'it' : 'them'}: ${it}. Leave it out where the report is made`;
  return [{ title: first, message, note: true }];
}

/** What tools print as "coverage" is of statements with some, of lines with others: each number says what it is of. */
function remarksOn({ lines, statements }: Covered): Readonly<Record<string, string>> {
  if (statements === undefined) return { statements: 'a report counts no statements: coverage.lines is known of every format' };
  return lines === undefined || lines === statements ? {} : { lines: `of lines; of statements ${(100 * statements).toFixed(1)} %` };
}

function noLine(remark: string | undefined): string {
  return `no line of it in the coverage${remark === undefined ? '' : `: ${remark}`}`;
}
