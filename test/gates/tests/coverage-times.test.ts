import { describe, expect, it } from 'vitest';
import { isTimes } from '../../../src/formats/coverage.ts';
import { Provenance } from '../../../src/gates/tests/provenance.ts';
import { reportOf, rowsOf } from './coverage-fixture.ts';

function timesOf(name: string, text: string): unknown {
  return rowsOf(name, text).filter(isTimes)[0]?.times;
}

const at = (time: string) => ({ first: Date.parse(time), last: Date.parse(time) });

describe('a coverage report says when it was measured', () => {
  it.each([
    ['jest/clover.xml', { zoned: { first: 1795963746865, last: 1795963746865 } }],
    ['jest/cobertura-coverage.xml', { zoned: { first: 1795963746867, last: 1795963746867 } }],
    ['openclover/clover.xml', { zoned: { first: 1795964372707, last: 1795964372707 } }],
    ['coverage.py/coverage.xml', { zoned: { first: 1795963862349, last: 1795963862349 } }],
    ['jacoco/aggregate.xml', { zoned: { first: 1795963803882, last: 1795963812804 } }],
    ['jest/lcov.info', undefined],
    ['jest/coverage-final.json', undefined],
  ])('%s', (name, times) => expect(timesOf(name, reportOf(name))).toEqual(times));

  it('in JSON of coverage.py, without a zone', () => {
    const times = timesOf('coverage.json', reportOf('coverage.py/coverage.json'));
    expect(times).toEqual({ local: { first: expect.any(Number) as number, last: expect.any(Number) as number } });
  });

  it('in seconds, as PHPUnit and coverlet do', () => {
    const file = '<file name="/checkout/a.php"><line num="1" type="stmt" count="1"/></file>';
    const report = `<coverage generated="1795963746"><project timestamp="1795963746">${file}</project></coverage>`;
    expect(timesOf('clover.xml', report)).toEqual({ zoned: at('2026-11-29T14:49:06Z') });
  });
});

describe('coverage of another run', () => {
  const WINDOW = { from: Date.parse('2026-11-29T14:40:00Z'), to: Date.parse('2026-11-29T14:50:00Z') };
  const doubt = (time: string): string | undefined => {
    const provenance = new Provenance();
    provenance.takeCoverage('clover.xml', { zoned: at(time) });
    return provenance.doubtOfCoverage(WINDOW);
  };

  it.each(['2026-11-29T14:36:00Z', '2026-11-29T14:45:00Z', '2026-11-29T14:54:00Z'])('is no more than 5 min away: %s', (time) =>
    expect(doubt(time)).toBeUndefined(),
  );

  it('is told by its time', () => {
    const when = 'its coverage was measured at 2026-11-28T14:40:00Z, 24 h before the run began (a cache, or an old report?)';
    expect(doubt('2026-11-28T14:40:00Z')).toBe(`clover.xml: ${when}`);
    expect(doubt('2026-11-29T15:40:00Z')).toContain('50 min after the run ended');
  });
});
