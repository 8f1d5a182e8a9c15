import type { JsonObject } from '../../core/json.ts';
import type { Finding } from '../../core/judgement.ts';
import type { Change } from './change.ts';
import type { Checkout } from './checkout.ts';
import type { Coverage, Covered } from './coverage.ts';
import { coveredChange, unnamedInWords } from './covered-change.ts';
import { sourceMatcher } from './glob.ts';
import { sourceFilter } from './source-files.ts';
import type { Part, TestsSpec } from './spec.ts';

export interface CoverageInput {
  readonly spec: TestsSpec;
  readonly coverage: Coverage;
  readonly checkout: Checkout;
  /** Undefined where nobody knows what was changed. */
  readonly change: Change | undefined;
}

/** A component, and what was covered of it. */
export interface CoveredComponent extends Pick<Part, 'name' | 'criteria'> {
  readonly measurements: Covered;
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
  spec: { components: parts, sources = { exclude: [] } },
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
    return { name, criteria, measurements: coverage.of(matches), ...(remark !== undefined && { remark }) };
  });
  const changed = change && coveredChange(change, coverage, isSource);
  return {
    measurements: {
      coverage: { ...coverage.all(), ...(changed && { changedLines: changed.share }) },
      components: Object.fromEntries(components.map(({ name, measurements }) => [name, { ...measurements }])),
    },
    components,
    remarks: changed?.remark === undefined ? {} : { 'coverage.changedLines': changed.remark },
    findings: coverage.ambiguous.map((name) => ({
      title: name,
      message:
        'several coverage reports use this name, and it is not clear which file of the checkout each means: each counts as a file of its own',
    })),
  };
}
