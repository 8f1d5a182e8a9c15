import { describe, expect, it } from 'vitest';
import { REAL_REPORTS, realReport } from '../../formats/real-reports.ts';
import { judged } from './facts.ts';

describe('a gate whose command writes a report of a real tool', () => {
  it.each(REAL_REPORTS)('$tool/$file and ends with $exit is $verdict', (report) => {
    expect(judged([report], { exit: report.exit }).verdict).toBe(report.verdict);
  });
});

/** Counts of tests, and the ids of the failures, as findings print them. */
function failuresIn(tool: string, file: string): { readonly counts: object; readonly ids: readonly string[] } {
  const report = realReport(tool, file);
  const { counts, findings } = judged([report], { exit: report.exit });
  const { total, passed, failed, errors, skipped, flaky, collectionErrors } = counts;
  return { counts: { total, passed, failed, errors, skipped, flaky, collectionErrors }, ids: findings.map(({ title }) => title) };
}

describe('one failing suite in every format of its runner', () => {
  it.each([
    ['jest', ['failing.json', 'failing.junit.xml', 'failing.ctrf.json'], 'a-cart.test.js::cart checkout pays'],
    ['vitest', ['failing.json', 'failing.junit.xml', 'failing.tap', 'failing.flat.tap'], 'a-cart.test.js::cart checkout pays'],
    ['node-test', ['failing.junit.xml', 'failing.tap'], 'a-cart.test.mjs::cart checkout pays'],
  ])('%s: the same counts and ids', (tool, files, id) => {
    const counts = { total: 5, passed: 3, failed: 1, errors: 0, skipped: 1, flaky: 0, collectionErrors: 0 };
    for (const file of files) expect(failuresIn(tool, file), file).toEqual({ counts, ids: [id] });
  });

  it.each([
    ['go', 'failing.json', ['example.com/shop/cart::TestCheckout', 'example.com/shop/cart::TestCheckout/pays']],
    ['gotestsum', 'failing.junit.xml', ['example.com/shop/cart::TestCheckout', 'example.com/shop/cart::TestCheckout/pays']],
    ['gotestsum', 'failing.json', ['example.com/shop/cart::TestCheckout', 'example.com/shop/cart::TestCheckout/pays']],
    ['pytest', 'failing.junit.xml', ['test_cart.TestCheckout::test_pays']],
    ['pytest', 'failing-xunit1.junit.xml', ['test_cart.TestCheckout::test_pays']],
    ['surefire-junit4', 'failing.cart.junit.xml', ['shop.CartTest::pays']],
    ['ant', 'failing.cart.junit.xml', ['shop.CartTest::pays']],
    ['ant', 'failing.all.junit.xml', ['shop.CartTest::pays']],
    ['gradle', 'failing.cart.junit.xml', ['shop.CartTest::pays']],
    ['nunit2', 'failing.xml', ['cart.dll > Shop > CartTest::Shop.CartTest.Pays']],
    ['phpunit', 'failing.junit.xml', ['CartTest::testPays']],
    ['playwright', 'failing.junit.xml', ['a-cart.spec.js::cart checkout pays']],
    ['mocha', 'failing.junit.xml', ['a-cart.test.js::cart checkout pays']],
    ['test-more', 'failing.tap', ['outer > checkout::pays']],
  ])('%s/%s: %j', (tool, file, ids) => {
    expect(failuresIn(tool, file).ids.toSorted()).toEqual(ids);
  });

  it('each suite in a file of its own and once more in one of all, as Ant writes them: each test counts once', () => {
    for (const run of ['passing', 'failing']) {
      const both = ['cart', 'all'].map((which) => realReport('ant', `${run}.${which}.junit.xml`));
      const { counts } = judged(both, { exit: both[0]?.exit ?? 0 });
      expect(counts, run).toMatchObject({ total: 3, skipped: 1, failed: run === 'failing' ? 1 : 0 });
    }
  });

  // gotestsum's JUnit shows a test that was run again as two tests of one name.
  const once = REAL_REPORTS.filter(({ tool, file }) => tool !== 'gotestsum' || !file.includes('flaky.junit'));
  it.each(once)('$tool/$file: an id that a finding prints is one that a waiver takes', (report) => {
    const before = judged([report], { exit: report.exit });
    const ids = before.findings.filter(({ message }) => /^(?:failed|errored)/.test(message)).map(({ title }) => title);
    if (ids.length === 0 || new Set(ids).size < ids.length) return;
    const match = JSON.stringify(ids);
    const more = `waivers:\n  - { gate: t, match: ${match}, severity: low, owner: "@a", reason: known, expires: 2099-01-01 }\n`;
    expect(judged([report], { exit: report.exit, more }).counts['unwaivedFailures']).toBe(0);
  });
});
