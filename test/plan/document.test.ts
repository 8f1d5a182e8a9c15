import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/core/errors.ts';
import { loadPlan } from '../../src/plan/load.ts';
import { planOf, problemsOf } from './load.ts';

const GATES = 'gates: { a: { run: "true" } }\n';
const MINIMAL = `version: 1\n${GATES}`;

function problemsOfBytes(bytes: Uint8Array): readonly string[] {
  try {
    loadPlan({ text: Buffer.from(bytes).toString('utf8'), bytes, file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
}

describe('a configuration that is no YAML', () => {
  const rest = '  c: { kind: checks, checks: [ { command: x } ] }\n'.repeat(30);
  const hint = '${{ vars.x }} inside { } or [ ]: write the whole value in quotes';

  it.each([
    ['a whole value', `version: 1\ngates:\n  a: { run: x, name: \${{ vars.x }}, shell: bash }\n${rest}`, `gates.yml:3:22: ${hint}`],
    ['a part of one', `version: 1\ngates:\n  a: { run: x, name: in \${{ vars.x }}:80 }\n${rest}`, `gates.yml:3:25: ${hint}`],
    ['an item', `version: 1\nx: [a, \${{ vars.x }}]\n${rest}`, `gates.yml:2:8: ${hint}`],
  ])('because of an unquoted substitution as %s says just that', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('says the first mistake of a line, and of at most two lines', () => {
    expect(problemsOf('version: 1\ngates:\n  a: { run: x }}, b ]\n')).toEqual(['gates.yml:3:16: found } without its {']);
    expect(problemsOf('version: 1\ngates:\n  a:\n    run: @x\n    name: %x\n    shell: @y\n')).toHaveLength(2);
  });

  const quotes = (why: string): string => `a value that ${why} needs quotes`;
  const uneven = 'the keys of one map begin at the same column';

  it.each([
    ['a colon', 'name: Release: shop', `2:7: write "Release: shop": ${quotes('holds ": "')}`],
    ['a colon and quotes', 'name: say "x": shop # why', `2:7: write 'say "x": shop': ${quotes('holds ": "')}`],
    ['much text with a colon', `name: a: ${'x'.repeat(80)}`, '2:7: write the whole value in quotes: it holds ": "'],
    ['a comparison', 'name: >=20', `2:8: write ">=20": ${quotes('begins with >')}`],
    ['a reserved sign', 'name: @x', `2:7: write "@x": ${quotes('begins with @')}`],
    ['a star', 'name: *.sh', `2:7: write "*.sh": ${quotes('begins with *')}`],
    ['a list beside its key', 'evidence: - { x: y }', '2:11: a list begins on a line of its own: write "- { x: y }" below the key'],
    ['quotes within quotes', 'name: "status == "ok""', `2:19: the text ends at its second ": write 'status == "ok"'`],
    ['text behind quotes', 'name: "x" y', `2:11: the text ends at its second ": write '"x" y'`],
    ['an open quote', 'name: "x', /a text that begins with " has no " at its end$/],
    [
      'an escape',
      String.raw`name: "a\d"`,
      String.raw`2:9: "\d" means nothing between " and ": write "\\" for "\", or ' and ' around the text`,
    ],
    ['a deeper line', 'name: x\n  release: {}', `2:7: line 3 is indented by 2, line 2 by 0: ${uneven}`],
    ['an uneven line', 'evidence:\n    scan: [a]\n  store: auto', `4:1: line 4 is indented by 2, line 3 by 4: ${uneven}`],
    ['a tab', 'evidence:\n\tscan: [a]', '3:1: line 3 is indented with a tab: write spaces'],
    ['a key without a colon', 'name x', '2:1: found "name x", expected a key with ":"'],
    [
      'an item among keys',
      'evidence:\n  store: auto\n  - x',
      '4:1: found "- " among the keys of a map: a list stands below a key of its own',
    ],
    ['an open list', 'evidence: { scan: [a }', /a list that begins with \[ has no \] at its end$/],
    ['an open map', 'evidence: { store: auto', '3:1: a map that begins with { has no } at its end'],
  ])('because of %s says what to write', (_, line, problem) => {
    const [first] = problemsOf(`version: 1\n${line}\n${GATES}`);
    if (typeof problem === 'string') expect(first).toBe(`gates.yml:${problem}`);
    else expect(first).toMatch(problem);
  });
});

describe('the text of a configuration', () => {
  it('may be as small as this', () => {
    const plan = planOf(MINIMAL);
    expect(plan.name).toBe('Release gate');
    expect(plan.gates.map(({ id }) => id)).toEqual(['a', 'evidence']);
  });

  it('may have a byte order mark and CRLF, and the places are still right', () => {
    expect(problemsOf(`\uFEFF${MINIMAL}`)).toEqual([]);
    expect(problemsOf(MINIMAL.replaceAll('\n', '\r\n'))).toEqual([]);
    expect(problemsOf(`\uFEFFversion: 2\r\n${GATES}`)).toEqual(['gates.yml:1:10: found 2, expected 1']);
    expect(problemsOf('version: 1\r\nnam: x\r\ngates: { a: { run: "true" } }')).toEqual([
      'gates.yml:2:1: unknown key "nam" of the configuration; did you mean "name"?',
    ]);
  });

  it.each([
    ['empty', '', 'gates.yml:1:1: the configuration is empty; it needs at least "version" and "gates"'],
    ['only a comment', '# nothing\n', 'gates.yml:1:1: the configuration is empty; it needs at least "version" and "gates"'],
    ['a list', '- 1\n', 'gates.yml:1:1: the configuration must be a map with "version" and "gates"'],
    ['two documents', `${MINIMAL}---\nversion: 1\n`, 'gates.yml:3:1: found a second YAML document, expected one'],
    ['a second key', `version: 1\nname: a\nname: b\n${GATES}`, 'gates.yml:3:1: a second key "name"; the first stands on line 2'],
    [
      'an unknown tag',
      `version: 1\nname: !secret x\n${GATES}`,
      'gates.yml:2:7: unknown tag !secret; for a text write it in quotes: "!secret x"',
    ],
    ['an unclosed bracket', 'version: 1\ngates: { a: [ }\n', /^gates\.yml:2:\d+: a list that begins with \[ has no \] at its end$/],
    [
      'bad indentation',
      'version: 1\ngates:\n  a:\n kind: x\n',
      'gates.yml:3:5: line 4 is indented by 1, line 3 by 2: the keys of one map begin at the same column',
    ],
    [
      'an alias without anchor',
      `version: 1\nname: *x\n${GATES}`,
      'gates.yml:2:7: no earlier value has the anchor "&x"; for a text write "*x"',
    ],
    ['a list as a key', `version: 1\n? [a]\n: b\n${GATES}`, 'gates.yml:2:3: a key must be a text'],
    ['__proto__', `version: 1\n__proto__: { a: 1 }\n${GATES}`, 'gates.yml:2:1: a key must be a text'],
    ['not a number', `version: 1\nvars: { a: .nan }\n${GATES}`, /^gates\.yml:2:12: found \.nan, which is no number/],
    [
      'a number that is too large',
      `version: 1\nvars: { a: 90071992547409931 }\n${GATES}`,
      /^gates\.yml:2:12: found 90071992547409931, which is/,
    ],
    ['YAML 1.1', `%YAML 1.1\n---\n${MINIMAL}`, 'gates.yml:1:1: found YAML 1.1, expected 1.2'],
    [
      'a value that holds itself',
      `version: 1\nvars: &v { a: *v }\n${GATES}`,
      'gates.yml:2:15: no earlier value has the anchor "&v"; for a text write "*v"',
    ],
  ])('is refused when it is %s', (_, text, problem) => {
    const [first] = problemsOf(text);
    if (typeof problem === 'string') expect(first).toBe(problem);
    else expect(first).toMatch(problem);
  });

  it('is refused when it is larger than 256 KiB', () => {
    const size = (bytes: number): string => `${MINIMAL}#${'x'.repeat(bytes - MINIMAL.length - 2)}\n`;
    expect(problemsOf(size(256 * 1024))).toEqual([]);
    expect(problemsOf(size(256 * 1024 + 1))).toEqual(['gates.yml:1:1: the configuration is larger than 256 KiB']);
  });

  it('is refused when it is no UTF-8, at the place', () => {
    const bytes = Buffer.concat([Buffer.from('version: 1\nname: ä'), Buffer.from([0xff]), Buffer.from(`\n${GATES}`)]);
    expect(problemsOfBytes(bytes)).toEqual(['gates.yml:2:8: found bytes that are no UTF-8']);
  });

  it('is refused when it is nested without end', () => {
    expect(problemsOf(`version: 1\nname: ${'['.repeat(60)}${']'.repeat(60)}\n${GATES}`)).toEqual([
      expect.stringMatching(/^gates\.yml:2:\d+: nested more than 50 levels deep$/),
    ]);
    expect(problemsOf(`a: ${'['.repeat(100_000)}`)[0]).toBe('gates.yml:1:1: nested more than 50 levels deep');
  });

  it('may use an anchor, and is refused when aliases multiply', () => {
    expect(problemsOf('version: 1\ngates: { a: &g { run: "true" }, b: *g }\n')).toEqual([]);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 9; i++) bomb.push(`${'abcdefghi'[i]}: &${'abcdefghi'[i]} [${`*${'abcdefghi'[i - 1]},`.repeat(10)}]`);
    expect(problemsOf(bomb.join('\n'))).toEqual([expect.stringMatching(/: more than 100000 values, what aliases repeat included$/)]);
  });

  it('takes YAML 1.2 at its word: no, on and dates are texts', () => {
    expect(planOf(`version: 1\nvars: { a: no, b: on, c: 2026-12-31, d: 15, e: true }\n${GATES}`).vars).toEqual({
      a: 'no',
      b: 'on',
      c: '2026-12-31',
      d: 15,
      e: true,
    });
  });
});
