import { describe, expect, it } from 'vitest';
import { gateOf, load, planOf, problemsOf, serviceOf } from './load.ts';

const HEAD = `version: 1
vars: { count: 3, on: false, word: hello, url: "http://h:1", empty: "", limit: 5% }
evidence: { capture-env: [CI, HOME_DIR, NONE], secret-env: [TOKEN] }
`;
const ENV = { CI: 'true', HOME_DIR: '/home/x', EMPTY: '', TOKEN: 'never read', OTHER: 'never kept' };

function gates(text: string): string {
  return `${HEAD}gates:\n${text}\n`;
}

describe('substitution', () => {
  it('keeps the type of a variable that is the whole value', () => {
    const plan = planOf(
      gates(
        `  a: { kind: tests, run: x, reports: "\${{ vars.word }}.xml", runs: "\${{ vars.count }}", required: "\${{vars.on}}", failure-limit: "\${{ vars.limit }}" }`,
      ),
    );
    const gate = gateOf(plan, 'a');
    expect(gate.required).toBe(false);
    expect(gate.spec).toMatchObject({ reports: ['hello.xml'], runs: 3, failureLimit: { ratio: 0.05 } });
  });

  it('reads the services of a gate from a variable, which holds a text and no list', () => {
    const services = ['web', 'api', 'db'].map((id, index) => `  ${id}: { run: ./${id}, port: ${8080 + index}, health: /h }`).join('\n');
    const soak = `gates:\n  soak: { kind: health, services: "\${{ vars.services }}", count: 3 }`;
    const text = `version: 1\nvars: { services: all }\nservices:\n${services}\n${soak}\n`;
    expect(gateOf(planOf(text), 'soak').services).toEqual(['web', 'api', 'db']);
    expect(gateOf(planOf(text, { overrides: { services: 'db, web' } }), 'soak').services).toEqual(['web', 'db']);
    expect(gateOf(planOf(text, { overrides: { services: 'api' } }), 'soak').services).toEqual(['api']);
  });

  it('puts numbers, truth values and captured environment into texts', () => {
    const plan = planOf(gates(`  a: { name: "\${{ vars.count }} \${{ vars.on }} \${{env.CI}} \${{ env.HOME_DIR }}", run: x }`), {
      env: ENV,
    });
    expect(gateOf(plan, 'a').name).toBe('3 false true /home/x');
  });

  it('reaches into JSON bodies, and leaves keys and other braces alone', () => {
    const text = gates(
      `  a: { kind: checks, checks: [ { http: { url: "\${{ vars.url }}/x", method: POST, json: { n: "\${{ vars.count }}", l: ["$\{{ vars.word }}", "{{ x }}", $x] } } } ] }`,
    );
    expect(gateOf(planOf(text), 'a').spec).toMatchObject({
      checks: [{ target: { url: 'http://h:1/x', json: { n: 3, l: ['hello', '{{ x }}', '$x'] } } }],
    });
  });

  it('is done once: what was put in is not looked at again', () => {
    expect(() => planOf(gates('  a: { name: "${{ env.CI }}", run: x }'), { env: { CI: '${{ env.TOKEN }}' } })).toThrow(
      'gates.yml:5:14: the value of environment variable CI holds "${{"; nothing is substituted twice',
    );
    expect(problemsOf(gates('  a: { run: x }'), { overrides: { word: '${{ env.TOKEN }}' } })).toEqual([
      'gate: --var: the value of "word" holds "${{"; nothing is substituted twice',
    ]);
  });

  it('leaves secrets as they are, where they may stand', () => {
    const plan = planOf(
      `${HEAD}env: { T: "\${{ env.TOKEN }}" }
services: { s: { run: x, env: { A: "x\${{ env.TOKEN }}" } } }
gates:
  a:
    env: { B: "\${{ env.TOKEN }}-\${{ vars.word }}" }
    kind: checks
    checks:
      - { http: { url: "http://h", headers: { Authorization: "Bearer \${{ env.TOKEN }}" } } }
      - { env-file: .env, equals: { T: "\${{ env.TOKEN }}" } }
`,
      { env: ENV },
    );
    expect(plan.env).toEqual({ T: '${{ env.TOKEN }}' });
    expect(serviceOf(plan, 's').env).toEqual({ A: 'x${{ env.TOKEN }}' });
    expect(gateOf(plan, 'a').env).toEqual({ B: '${{ env.TOKEN }}-hello' });
    expect(gateOf(plan, 'a').spec).toMatchObject({
      checks: [{ target: { headers: { Authorization: 'Bearer ${{ env.TOKEN }}' } } }, { target: { equals: { T: '${{ env.TOKEN }}' } } }],
    });
    expect(JSON.stringify(plan)).not.toContain('never');
  });

  it('keeps of the environment what is listed and set, and no secret', () => {
    const plan = planOf(gates('  a: { run: x }'), { env: ENV });
    expect(plan.capturedEnv).toEqual({ CI: 'true', HOME_DIR: '/home/x' });
    expect(plan.secretEnv).toEqual(['TOKEN']);
  });

  it.each([
    ['a: { name: "${{ vars.wrod }}", run: x }', '5:14: unknown variable "wrod"; did you mean "word"?'],
    ['a: { name: "${{ vars.zzzzzz }}", run: x }', '5:14: unknown variable "zzzzzz"; "vars" does not name it'],
    ['a: { name: "x${{ vars.empty }}", run: x }', '5:14: variable "empty" is empty'],
    ['a: { name: "${{ env.NONE }}", run: x }', '5:14: environment variable NONE is not set'],
    [
      'a: { name: "${{ env.OTHER }}", run: x }',
      '5:14: environment variable OTHER is in neither "capture-env" nor "secret-env" of "evidence"',
    ],
    [
      'a: { name: "${{ env.C }}", run: x }',
      '5:14: environment variable C is in neither "capture-env" nor "secret-env" of "evidence"; did you mean',
    ],
    ['a: { name: "${{ env.TOKEN }}", run: x }', '5:14: $TOKEN is secret: its value may stand only in "headers", "env" and "equals"'],
    ['a: { name: "${{ github.sha }}", run: x }', '5:14: found "${{ github.sha }}", expected ${{ vars.NAME }} or ${{ env.NAME }}'],
    ['a: { name: "${{ vars.word | upper }}", run: x }', '5:14: found "${{ vars.word | upper }}", expected'],
    ['a: { name: "${{ vars.word", run: x }', '5:14: found "${{" without "}}"'],
    ['a: { run: "echo ${{ vars.word }}" }', '5:13: "${{ }}" has no place in a command; write $GATE_VAR_word'],
    ['a: { run: "echo ${{ env.CI }}" }', '5:13: "${{ }}" has no place in a command; write $CI'],
    [
      'a: { run: "x ${{ secrets.Z }}" }',
      '5:13: "${{ }}" has no place in a command; give Z to the step in "env", list it in "secret-env" of "evidence", and write $Z',
    ],
    [
      'a: { run: "x ${{ github.sha }}" }',
      '5:13: "${{ }}" has no place in a command; give ${{ github.sha }} to the step as an environment variable, and write its name after $',
    ],
    [
      'a: { run: x, name: "${{ secrets.Z }}" }',
      '5:22: found "${{ secrets.Z }}", expected ${{ vars.NAME }} or ${{ env.NAME }}; for a secret write ${{ env.Z }}, and Z in "secret-env"',
    ],
    [
      'a: { run: x, criteria: [ "failed < ${{ secrets.Z }}" ] }',
      '5:28: "${{ }}" has no place in a condition; write vars.NAME, of a variable of "vars"',
    ],
    ['a: { run: x, on-failure: [ "y ${{ vars.word }}" ] }', '5:30: "${{ }}" has no place in a command'],
    ['a: { run: x, on-blocked: "y ${{ vars.word }}" }', '5:28: "${{ }}" has no place in a command'],
    ['a: { kind: checks, checks: [ { command: "${{ vars.word }}" } ] }', '5:43: "${{ }}" has no place in a command'],
    ['a: { kind: tests, reports: r, run: "${{ vars.word }}" }', '5:38: "${{ }}" has no place in a command'],
    ['a: { run: x, criteria: [ "failed < ${{ vars.count }}" ] }', '5:28: "${{ }}" has no place in a condition; write vars.count'],
    ['a: { run: x, criteria: [ { pass: "failed < ${{ vars.count }}" } ] }', '5:36: "${{ }}" has no place in a condition'],
    ['a: { kind: checks, checks: [ { tcp: "h:1", expect: "${{ vars.word }}" } ] }', '5:54: "${{ }}" has no place in a condition'],
    ['a: { kind: assert, values: { v: "${{ vars.count }}" }, criteria: ["v > 1.0"] }', '5:35: "${{ }}" has no place in a condition'],
    ['a: { kind: "${{ vars.word }}" }', '5:14: nothing is substituted here'],
    ['a: { run: x, env: { "${{ vars.word }}": y } }', '5:23: found "${{ }}" in a key'],
    [
      'a: { run: x, timeout: "${{ vars.word }}" }',
      '5:25: found "hello", expected a duration such as 250ms, 5s, 30m or 48h (written as ${{ vars.word }})',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(gates(`  ${text}`), { env: ENV })[0]).toContain(`gates.yml:${problem}`);
  });

  it('refuses an empty captured variable only where it is used', () => {
    const text = HEAD.replace('NONE', 'EMPTY');
    expect(load(`${text}gates: { a: { run: x } }`, { env: ENV }).plan.capturedEnv).toEqual({ CI: 'true', HOME_DIR: '/home/x', EMPTY: '' });
    expect(problemsOf(`${text}gates: { a: { run: x, name: "\${{ env.EMPTY }}" } }`, { env: ENV })).toEqual([
      'gates.yml:4:29: environment variable EMPTY is empty',
    ]);
  });

  it.each([
    ['services: { s: { run: "x ${{ vars.word }}" } }', '3:23: "${{ }}" has no place in a command'],
    ['services: { s: { run: x, health: { command: "${{ vars.word }}" } } }', '3:45: "${{ }}" has no place in a command'],
    ['services: { s: { run: x, log: { run: "${{ vars.word }}" } } }', '3:38: "${{ }}" has no place in a command'],
    [
      'services: { s: { run: x, port: 1, health: { http: /x, expect: "${{ vars.word }}" } } }',
      '3:63: "${{ }}" has no place in a condition',
    ],
    ['stack: { start: "${{ vars.word }}", stop: y }', '3:17: "${{ }}" has no place in a command'],
    ['policy: { allow-overrides: [ "${{ vars.word }}" ] }', '3:30: nothing is substituted here'],
    ['evidence: { capture-env: [ "${{ vars.word }}" ] }', '3:28: nothing is substituted here'],
  ])('%s', (text, problem) => {
    const all = `version: 1\nvars: { word: hello }\n${text}\ngates: { a: { run: x } }\n`;
    expect(problemsOf(all)[0]).toContain(`gates.yml:${problem}`);
  });

  it('is not done in variables themselves', () => {
    expect(problemsOf('version: 1\nvars: { a: x, b: "${{ vars.a }}" }\ngates: { a: { run: x } }\n')[0]).toContain(
      '2:18: nothing is substituted here',
    );
  });
});

describe('variables of the command line', () => {
  const text = `${HEAD}policy: { allow-overrides: [word] }\ngates: { a: { name: "\${{ vars.word }}", run: x } }\n`;

  it('take the type of the declared ones', () => {
    const plan = planOf(text, { overrides: { count: '7', on: 'true', word: '08', limit: '5' } });
    expect(plan.vars).toEqual({ count: 7, on: true, word: '08', url: 'http://h:1', empty: '', limit: '5' });
    expect(plan.overrides).toEqual({ count: '7', on: 'true', word: '08', limit: '5' });
    expect(gateOf(plan, 'a').name).toBe('08');
  });

  it('make the run PARTIAL unless the policy allows it', () => {
    expect(planOf(text, { overrides: { word: 'y' } }).partial).toEqual([]);
    expect(planOf(text, { overrides: { word: 'y', count: '7' } }).partial).toEqual(['variable "count" is overridden: 7']);
  });

  it.each([
    [{ wrod: 'x' }, 'gate: --var: unknown variable "wrod"; did you mean "word"?'],
    [{ count: 'x' }, 'gate: --var: found "x" for "count", expected a number as in the configuration'],
    [{ count: 'Infinity' }, 'gate: --var: found "Infinity" for "count", expected a number as in the configuration'],
    [{ count: '' }, 'gate: --var: found "" for "count", expected a number as in the configuration'],
    [{ on: 'yes' }, 'gate: --var: found "yes" for "on", expected true or false as in the configuration'],
  ])('%j', (overrides, problem) => {
    expect(problemsOf(text, { overrides })).toEqual([problem]);
  });
});
