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

/** Names of tests that are kept to be shown. */
const KEPT = 3;
/** Characters of one. */
const LONGEST = 60;

/** The suites that the configuration names, and how the tests in them went. */
export class Suites {
  readonly all: readonly Suite[];
  /** Some of the names that globs may match, one a test, and one more where there are more. */
  private readonly places = new Set<string>();

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
    const [first] = places;
    if (first !== undefined && this.places.size <= KEPT) this.places.add(first);
    for (const { matches, matchesFromAnywhere, tally } of this.all) {
      const isIn = places.some((place) => (ABSOLUTE.test(place) ? matchesFromAnywhere(place) : matches(place)));
      if (isIn) tally.take(row.outcome);
    }
  }

  /** What is wrong with a suite that no test is in: what the tests are called tells what its globs miss. */
  noneInWords(): string {
    const names = [...this.places].slice(0, KEPT).map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name));
    if (names.length === 0) return 'no test of it';
    return `no test of it: tests here are called ${names.join(', ')}${this.places.size > KEPT ? ', …' : ''}`;
  }

  /** How the tests of one suite went. */
  tallyOf(name: string): Tally | undefined {
    return this.all.find((suite) => suite.name === name)?.tally;
  }
}
