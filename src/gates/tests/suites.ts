import type { CaseRow } from '../../formats/cases.ts';
import { anywhereMatcher, matcher } from './glob.ts';
import { placesOf } from './names.ts';
import type { TestsSpec } from './spec.ts';
import { Tally } from './tally.ts';

interface Suite {
  readonly name: string;
  readonly matches: (path: string) => boolean;
  /** For a file outside of the folder where the tests ran: in a container it has another name. */
  readonly matchesFromAnywhere: (path: string) => boolean;
  readonly tally: Tally;
}

const ABSOLUTE = /^(?:\/|[A-Za-z]:\/)/;

/** The suites that the configuration names, and how the tests in them went. */
export class Suites {
  readonly all: readonly Suite[];

  constructor(suites: TestsSpec['suites']) {
    this.all = suites.map(({ name, match }) => ({
      name,
      matches: matcher(match),
      matchesFromAnywhere: anywhereMatcher(match),
      tally: new Tally(),
    }));
  }

  /** Counts a test in every suite that it is in. */
  take(row: CaseRow): void {
    if (this.all.length === 0) return;
    const places = placesOf(row);
    for (const { matches, matchesFromAnywhere, tally } of this.all) {
      const isIn = places.some((place) => (ABSOLUTE.test(place) ? matchesFromAnywhere(place) : matches(place)));
      if (isIn) tally.take(row.outcome);
    }
  }

  /** How the tests of one suite went. */
  tallyOf(name: string): Tally | undefined {
    return this.all.find((suite) => suite.name === name)?.tally;
  }
}
