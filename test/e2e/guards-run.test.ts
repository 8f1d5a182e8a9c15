import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, type Stand, withStand } from './fixtures/stand.ts';

const SECRET = 'tops3cret-value-42';

const work = (command: string, more = ''): string => `gates: { work: { kind: checks, checks: [ { command: "${command}" } ]${more} } }\n`;

/** Files of the bundle that hold a text, the zip and the statement beside it among them. */
function holding(run: Finished, text: string): readonly string[] {
  const inside = run.files().map((file) => path.join(run.folder, file));
  return [...inside, `${run.folder}.zip`, `${run.folder}.statement.json`].filter((file) => fs.readFileSync(file).includes(text));
}

function git(stand: Stand, ...args: string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: stand.folder, stdio: 'ignore' });
}

describe.concurrent('a command', () => {
  it(
    'that looks as if a login stood in it is evidence as it stands in the plan',
    withStand(async (stand) => {
      const run = await stand.run(work('true || curl -u admin:admin http://127.0.0.1:1/'));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.facts('step')[0]?.['run']).toBe('true || curl -u admin:admin http://127.0.0.1:1/');
    }),
  );

  it(
    'of a tests gate that is not there is the first reason',
    withStand(async (stand) => {
      const run = await stand.run('gates: { t: { kind: tests, run: no-such-runner, reports: junit.xml } }\n');
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('t')[0]).toBe('tests blocked: command not found (exit code 127), so there is no report');
    }),
  );
});

describe.concurrent('a tool', () => {
  it(
    'that is missing blocks, and what needs it does not run',
    withStand(async (stand) => {
      const run = await stand.run(`services: { web: ${await stand.service()} }
gates:
  precheck: { kind: checks, checks: [ { tool: node, version: ">=20" }, { tool: no-such-tool } ] }
  steady: { kind: health, needs: [precheck], services: [web], interval: 400ms, count: 3 }
  last: { kind: checks, needs: [steady], checks: [ { command: "touch ran" } ] }
`);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.verdicts).toEqual({ precheck: 'blocked', steady: 'skipped', last: 'skipped' });
      expect(run.bad('precheck')).toEqual(['no-such-tool blocked: not found: no-such-tool can not be called']);
      expect(run.facts('service.started')).toEqual([]);
      expect(fs.existsSync(path.join(stand.folder, 'ran'))).toBe(false);
    }),
  );

  it(
    'that is too old blocks',
    withStand(async (stand) => {
      const run = await stand.run('gates: { precheck: { kind: checks, checks: [ { tool: node, version: ">=999" } ] } }\n');
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('precheck').join()).toContain('node');
    }),
  );
});

describe.concurrent('a command', () => {
  it(
    'that fails is a NO-GO, its output is kept',
    withStand(async (stand) => {
      const run = await stand.run(work('echo to the log; echo to stderr >&2; exit 7'));
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('work').join()).toContain('exit code 7');
      expect(run.text('data/gates/work/check-1.stdout.log')).toBe('to the log\n');
      expect(run.text('data/gates/work/check-1.stderr.log')).toBe('to stderr\n');
    }),
  );

  it(
    'that runs into its own timeout fails, and its whole tree ends',
    withStand(async (stand) => {
      const run = await stand.run('gates: { work: { kind: checks, checks: [ { command: "sleep 50 & sleep 51", timeout: 400ms } ] } }\n');
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('work').join()).toContain('timed out');
      expect(run.facts('step')).toMatchObject([{ timedOut: true }]);
    }),
  );

  it(
    'that runs into the timeout of its gate is blocked',
    withStand(async (stand) => {
      const run = await stand.run(work('(sleep 50 &) ; sleep 51', ', timeout: 500ms'));
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('work')).toContain('ended by itself blocked: timed out');
      expect(run.facts('gate.ended')).toMatchObject([{ reason: 'timeout' }]);
    }),
  );

  it(
    'that leaves something running is tidied up after, and it is counted',
    withStand(async (stand) => {
      const run = await stand.run(work('setsid sleep 60 > /dev/null 2>&1 &'));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.facts('step')).toMatchObject([{ leftovers: 1 }]);
    }),
  );
});

describe.concurrent('a gate', () => {
  it(
    'that needs a failed one is skipped, unless it says always; an advisory one only warns',
    withStand(async (stand) => {
      const run = await stand.run(`gates:
  bad: { kind: checks, checks: [ { command: "false" } ] }
  next: { kind: checks, needs: [bad], checks: [ { command: "true" } ] }
  always: { kind: checks, needs: [next], if: always, checks: [ { command: "true" } ] }
  other: { kind: checks, checks: [ { command: "true" } ] }
  advisory: { kind: checks, required: false, checks: [ { command: "false" } ] }
  unclear: { kind: checks, required: false, checks: [ { tool: no-such-tool } ] }
`);
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.verdicts).toEqual({
        bad: 'failed',
        next: 'skipped',
        always: 'passed',
        other: 'passed',
        advisory: 'warned',
        unclear: 'warned',
      });
      expect([run.gate('advisory').raw, run.gate('unclear').raw]).toEqual(['failed', 'blocked']);
    }),
  );

  it(
    'that is advisory does not keep from a GO; where warnings are not allowed a required one that warns does',
    withStand(async (stand) => {
      const gates = `gates:
  good: { kind: checks, checks: [ { command: "true" } ], criteria: [ { name: many, pass: "passed > 1", warn: "passed == 1" } ] }
  advisory: { kind: checks, needs: [good], required: false, checks: [ { command: "false" } ] }
`;
      const allowed = await stand.run(gates);
      expect([allowed.said, allowed.verdicts]).toEqual([['GO', 0], { good: 'warned', advisory: 'warned' }]);
      const strict = await stand.run(`policy: { allow-warnings: false }\n${gates}`);
      expect([strict.said, strict.verdicts]).toEqual([['BLOCKED', 2], { good: 'blocked', advisory: 'skipped' }]);
    }),
  );

  it(
    'that is advisory is nothing to decide by, and what was wrong with it is said',
    withStand(async (stand) => {
      const run = await stand.run('gates: { lint: { kind: checks, required: false, checks: [ { name: style, command: "exit 3" } ] } }\n');
      expect(run.said).toEqual(['BLOCKED', 2]);
      const why = 'only advisory gates were judged, and a decision needs a required one: lint failed: style: exit code 3';
      expect(run.ran.stdout).toContain('No decision is possible: no required gate was judged.');
      expect(run.ran.stdout.replaceAll(/\s+/g, ' ')).toContain(why);
    }),
  );

  it(
    'is required for the purposes that it names',
    withStand(async (stand) => {
      const gates = `gates:
  good: { kind: checks, checks: [ { command: "true" } ] }
  routes: { kind: checks, required-for: [deployment], checks: [ { command: "false" } ] }
`;
      expect((await stand.run(gates)).said).toEqual(['GO', 0]);
      const run = await stand.run(gates, { args: ['--for', 'deployment'] });
      expect([run.said, run.verdicts]).toEqual([['NO-GO', 1], { good: 'passed', routes: 'failed' }]);
    }),
  );

  it(
    'that fails runs its on-failure, one that is blocked its on-blocked; both are recorded and judge nothing',
    withStand(async (stand) => {
      const run = await stand.run(`gates:
  bad: { kind: checks, checks: [ { command: "false" } ], on-failure: [ "echo mended; exit 9", "touch second" ], on-blocked: [ "touch wrong" ] }
  unclear: { kind: checks, checks: [ { tool: no-such-tool } ], on-blocked: [ "echo asked" ], on-failure: [ "touch wrong" ] }
  good: { kind: checks, checks: [ { command: "true" } ], on-failure: [ "touch wrong" ], on-blocked: [ "touch wrong" ] }
`);
      expect([run.said, run.verdicts]).toEqual([['NO-GO', 1], { bad: 'failed', unclear: 'blocked', good: 'passed' }]);
      expect(run.facts('after.step').map(({ gate, name, exit }) => [gate, name, exit])).toEqual([
        ['bad', 'on-failure', 9],
        ['bad', 'on-failure-2', 0],
        ['unclear', 'on-blocked', 0],
      ]);
      expect(run.text('data/gates/bad/on-failure.stdout.log')).toBe('mended\n');
      expect(fs.readdirSync(stand.folder).filter((file) => file === 'second' || file === 'wrong')).toEqual(['second']);
    }),
  );

  it(
    'that fails or is blocked leaves diagnostics: processes, ports, the end of every log',
    withStand(async (stand) => {
      const service = await stand.service('', '', { SAY: 'hello' });
      const run = await stand.run(`services: { web: ${service} }
gates:
  good: { kind: checks, services: [web], checks: [ { command: "true" } ] }
  bad: { kind: checks, services: [web], checks: [ { command: "false" } ] }
  unclear: { kind: checks, services: [web], checks: [ { tool: no-such-tool } ] }
`);
      const kept = run.files().filter((file) => file.includes('/diagnostics/'));
      const names = ['ports.txt', 'processes.txt', 'web.log'];
      expect(kept).toEqual(['bad', 'unclear'].flatMap((gate) => names.map((name) => `data/gates/${gate}/diagnostics/${name}`)));
      expect(run.text('data/gates/bad/diagnostics/processes.txt')).toContain('\tnode');
      expect(run.text('data/gates/bad/diagnostics/ports.txt')).toMatch(/^port\tservice\tstate\towners\n\d+\tweb\tlistening\t\d+\n$/);
      expect(run.text('data/gates/bad/diagnostics/web.log')).toBe('it says hello aloud\n');
    }),
  );
});

describe.concurrent('a clean tree', () => {
  const yaml = `policy: { require-clean-tree: true }\n${work('touch $GATE_DIR/x; touch ran')}`;

  it(
    'that is required and dirty blocks before the first gate',
    withStand(async (stand) => {
      git(stand, 'init', '-q');
      stand.project.write('.gitignore', 'ran\n');
      stand.project.write('gates.yml', `version: 1\n${yaml}`);
      git(stand, 'add', '.');
      git(stand, 'commit', '-qm', 'all');
      expect((await stand.run(yaml)).said).toEqual(['GO', 0]);
      fs.rmSync(path.join(stand.folder, 'ran'));
      stand.project.write('changed.txt', 'x');
      const run = await stand.run(yaml);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('evidence')).toEqual(['clean tree blocked: 1 changed: changed.txt']);
      expect(run.decision.reasons).toEqual([expect.stringMatching(/^Nothing ran: .*1 changed: changed.txt/)]);
      expect(run.facts('gate.started')).toEqual([]);
      expect(fs.existsSync(path.join(stand.folder, 'ran'))).toBe(false);
    }),
  );

  it(
    'that is required where there is no git blocks',
    withStand(async (stand) => {
      const run = await stand.run(yaml);
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(run.bad('evidence')).toEqual(['clean tree blocked: no git work tree']);
      expect(run.facts('source')).toMatchObject([{ vcs: null }]);
      expect(JSON.parse(run.text('data/changeset.json'))).toMatchObject({ source: null });
    }),
  );
});

describe.concurrent('a secret', () => {
  it(
    'that is unset, or too short, blocks before the first gate',
    withStand(async (stand) => {
      const yaml = `evidence: { secret-env: [API_TOKEN] }\n${work('touch ran')}`;
      for (const [env, why] of [
        [{}, 'not set'],
        [{ API_TOKEN: '' }, 'not set'],
        [{ API_TOKEN: 'short' }, 'too short'],
      ] as const) {
        const run = await stand.run(yaml, { env });
        expect(run.said).toEqual(['BLOCKED', 2]);
        expect(run.bad('evidence')).toEqual([`secrets blocked: API_TOKEN: ${why}`]);
        expect(run.decision.reasons).toEqual([expect.stringMatching(new RegExp(`^Nothing ran: .*API_TOKEN: ${why}`))]);
      }
      expect(fs.existsSync(path.join(stand.folder, 'ran'))).toBe(false);
    }),
  );

  it(
    'that is used and not shown is no finding, and no command gets it that does not name it',
    withStand(async (stand) => {
      const run = await stand.run(
        `evidence: { secret-env: [API_TOKEN] }
gates:
  with: { kind: checks, env: { T: "\${{ env.API_TOKEN }}" }, checks: [ { command: "test $T = ${SECRET.slice(0, 4)}\${EMPTY}${SECRET.slice(4)}" } ] }
  without: { kind: checks, checks: [ { command: "test -z \\"$API_TOKEN\\"" } ] }
`,
        { env: { API_TOKEN: SECRET } },
      );
      expect(run.said).toEqual(['GO', 0]);
      expect(holding(run, SECRET)).toEqual([]);
    }),
  );

  it(
    'that leaks into output, a file, a log or a reason is a NO-GO, and stands nowhere in the bundle',
    withStand(async (stand) => {
      const service = await stand.service('', '', { SAY: '${{ env.API_TOKEN }}' });
      const run = await stand.run(
        `evidence: { secret-env: [API_TOKEN] }
services: { web: ${service} }
gates:
  leaks:
    kind: checks
    services: [web]
    env: { T: "\${{ env.API_TOKEN }}" }
    checks:
      - { command: "echo out $T; echo err $T >&2; echo file $T > $GATE_DIR/file.txt; printf '\\\\0%s' $T > $GATE_DIR/binary; printf %s $T | base64 > $GATE_DIR/encoded" }
      - { command: "echo $T", expect: 'stdout == "x"' }
`,
        { env: { API_TOKEN: SECRET } },
      );
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('evidence')).toEqual([
        expect.stringMatching(/^no secrets failed: [1-9]\d* found, such as API_TOKEN in gates\/leaks\/[\w.-]+:\d+$/),
      ]);
      const places = run.facts('leak').map(({ file }) => String(file));
      for (const place of [
        'check-1.stdout.log',
        'check-1.stderr.log',
        'file.txt',
        'binary',
        'encoded',
        'services/web.log',
        'observations.jsonl',
      ])
        expect(places.join(), place).toContain(place);
      expect(holding(run, SECRET)).toEqual([]);
      expect(holding(run, Buffer.from(SECRET).toString('base64'))).toEqual([]);
      expect(run.ran.stdout + run.ran.stderr).not.toContain(SECRET);
    }),
  );
});

describe.concurrent('a hand-written attachment', () => {
  it(
    'is kept as it is and marked; one that is missing blocks',
    withStand(async (stand) => {
      stand.project.write('CHECKLIST.md', '- [x] by hand\n');
      stand.project.write('notes/one.txt', '1');
      const yaml = (names: string): string => `evidence: { attachments: [${names}] }\n${work('true')}`;
      const run = await stand.run(yaml('CHECKLIST.md, notes'));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.text('data/gates/evidence/attachments/CHECKLIST.md')).toBe('- [x] by hand\n');
      expect(
        run
          .facts('attachment')
          .filter(({ handWritten }) => handWritten === true)
          .map(({ original }) => original),
      ).toEqual(['CHECKLIST.md', 'notes/one.txt']);
      // Apart from what was measured, in every rendering, with where it comes from.
      for (const report of ['data/report.md', 'data/report.html']) {
        const [measured = '', written = ''] = run.text(report).split('Hand-written, never judged');
        expect([measured.includes('attachments/CHECKLIST.md'), measured.includes('stdout')]).toEqual([false, true]);
        expect(written).toMatch(/CHECKLIST\.md[^]{1,40}before this run/);
      }
      expect(run.text('data/execution.json')).toContain('"handWritten":');
      const without = await stand.run(yaml('CHECKLIST.md, MISSING.md'));
      expect(without.said).toEqual(['BLOCKED', 2]);
      // Before the first gate, not after hours.
      expect(without.facts('gate.started')).toEqual([]);
      expect(without.bad('evidence')).toEqual(['attachments blocked: missing: MISSING.md']);
      expect(without.decision.reasons).toEqual([expect.stringMatching(/^Nothing ran: .*missing: MISSING.md/)]);
    }),
  );

  it(
    'may be a glob or optional, is copied as it is at the end, and must still be there',
    withStand(async (stand) => {
      stand.project.write('LOG.md', 'begun\n');
      stand.project.write('notes/a.md', 'a');
      stand.project.write('notes/b.txt', 'b');
      const yaml = (names: string, command: string): string => `evidence: { attachments: [${names}] }\n${work(command)}`;
      const names = 'LOG.md, "notes/*.md", { path: MAYBE.md, optional: true }, { path: "none/*", optional: true }';
      const run = await stand.run(yaml(names, 'echo done >> LOG.md'));
      expect(run.said).toEqual(['GO', 0]);
      expect(run.text('data/gates/evidence/attachments/LOG.md')).toBe('begun\ndone\n');
      expect(run.facts('attachment').flatMap(({ handWritten, original }) => (handWritten === true ? [original] : []))).toEqual([
        'LOG.md',
        'notes/a.md',
      ]);
      const gone = await stand.run(yaml('LOG.md', 'rm LOG.md'));
      expect([gone.said, gone.bad('evidence')]).toEqual([['BLOCKED', 2], ['attachments blocked: missing: LOG.md']]);
      const none = await stand.run(yaml('"none/*"', 'true'));
      expect([none.said, none.bad('evidence')]).toEqual([['BLOCKED', 2], ['attachments blocked: missing: none/*']]);
    }),
  );
});
