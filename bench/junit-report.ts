const CASES_A_SUITE = 20;

/** A JUnit report of about so many bytes, piece by piece: modules that nest suites that nest suites, one test of 40 fails. */
export function* junitReport(bytes: number): Generator<string, void> {
  let written = 0;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="all">\n';
  for (let module = 0; written < bytes; module++) {
    const text = `<testsuite name="module-${module}" file="src/module-${module}.test.ts"><testsuite name="outer">${inner(module, 0)}${inner(module, 1)}</testsuite></testsuite>\n`;
    written += text.length;
    yield text;
  }
  yield '</testsuites>\n';
}

function inner(module: number, index: number): string {
  const cases = Array.from({ length: CASES_A_SUITE }, (_, i) => testcase(module, i + index * CASES_A_SUITE)).join('');
  return `<testsuite name="inner ${index}" tests="${CASES_A_SUITE}" errors="0">${cases}<system-out><![CDATA[started\nstopped]]></system-out></testsuite>`;
}

function testcase(module: number, i: number): string {
  const head = `<testcase name="handles request ${i} of ${module} &amp; answers" classname="com.acme.module${module}.Outer" time="0.${100 + i}"`;
  if (i % 40 !== 7) return `${head}><properties><property name="owner" value="team-${i % 5}"/></properties></testcase>`;
  const stack = Array.from({ length: 30 }, (_, line) => `    at com.acme.Outer.step${line}(Outer.java:${line * 7})`).join('\n');
  return `${head}><failure message="expected 200 &lt;but&gt; was 503" type="AssertionError">AssertionError\n${stack}</failure></testcase>`;
}
