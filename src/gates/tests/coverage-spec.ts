import { z } from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { glob, listOrOne, someOrOne } from '../../language/keys.ts';

/** Which files that no coverage report names are sources. */
export interface SourceSpec extends JsonObject {
  /** Absent: as the reports show. */
  readonly include?: readonly string[];
  readonly exclude: readonly string[];
}

/** What a plan has of coverage. */
export interface CoverageSpec {
  /** The reports. */
  readonly coverage?: readonly string[];
  /** Only where the configuration says anything of it. */
  readonly sources?: SourceSpec;
}

const FORMATS = 'lcov, Cobertura, JaCoCo, Clover, JSON of Istanbul or coverage.py, cover profile of Go';

const keys = z
  .strictObject({
    report: someOrOne(glob()).describe(`Coverage reports: ${FORMATS}.`),
    include: listOrOne(glob('a glob'))
      .optional()
      .describe(
        'Globs over the source files, from the working directory or the root of the checkout; each must match a file. One that no report names leaves coverage unknown. Default: the extensions and top folders that the reports show, with a working-directory only below it (and below folders beside it of which the reports show files).',
      ),
    exclude: listOrOne(glob('a glob'))
      .default([])
      .describe(
        'Globs over files in no report that are no sources. Always left out: tests, `*.config.*`, `*.d.ts`. A file that a report names counts all the same: leave it out where the report is made.',
      ),
  })
  .meta({ title: 'coverage' });

export const coverageKey = z.union([listOrOne(glob()), keys]);

export function resolveCoverage(raw: z.output<typeof coverageKey> | undefined): CoverageSpec {
  if (raw === undefined) return {};
  if (Array.isArray(raw)) return { coverage: raw };
  const { report, include, exclude } = raw;
  return { coverage: report, sources: { ...(include && { include }), exclude } };
}
