import type { RowParser } from '../core/fold.ts';
import { ctrfParser } from './ctrf.ts';
import { goTestParser } from './go-test.ts';
import { jestParser } from './jest.ts';
import { junitParser } from './junit.ts';
import { nunitParser } from './nunit.ts';
import { tapParser } from './tap.ts';
import { trxParser } from './trx.ts';
import { xunitParser } from './xunit.ts';

/**
 * The formats of test results that are read, by their word in gates.yml; the path is the report's name, for messages. A new format is
 * a file of its own, a line here, and below the root or the beginning by which it is told.
 */
export const RESULT_PARSERS = {
  junit: junitParser,
  trx: trxParser,
  nunit: nunitParser,
  xunit: xunitParser,
  tap: tapParser,
  ctrf: ctrfParser,
  jest: jestParser,
  'go-json': goTestParser,
} as const satisfies Readonly<Record<string, (path: string) => RowParser>>;

export type ResultFormat = keyof typeof RESULT_PARSERS;

export const RESULT_FORMATS = Object.keys(RESULT_PARSERS) as readonly ResultFormat[];

/** The root element that tells the format of XML. */
export const ROOTS: Readonly<Record<string, ResultFormat>> = {
  testsuites: 'junit',
  testsuite: 'junit',
  TestRun: 'trx',
  'test-run': 'nunit',
  'test-results': 'nunit',
  assemblies: 'xunit',
  assembly: 'xunit',
};

/** A beginning that tells any other format; the first that matches counts. */
export const BEGINNINGS: readonly (readonly [RegExp, ResultFormat])[] = [
  [/^\{[^\n]*"Action"\s*:\s*"/, 'go-json'],
  [/^\{[^]*?"reportFormat"\s*:\s*"CTRF"/, 'ctrf'],
  [/^\{\s*"results"\s*:\s*\{\s*"(?:tool|summary|tests)"/, 'ctrf'],
  [/^\{[^]*?"(?:num(?:Total|Failed|Passed|Pending)Test(?:s|Suites)|testResults)"\s*:/, 'jest'],
  [/^(?:TAP version \d+\s*$|1\.\.\d+|(?:not )?ok(?:\s|$))/m, 'tap'],
];
