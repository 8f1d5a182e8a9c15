import { describe, expect, it } from 'vitest';
import { withStand } from './fixtures/stand.ts';

describe.concurrent('a selection', () => {
  const gates = `vars: { depth: 1, host: a }
policy: { allow-overrides: [host] }
gates:
  first: { kind: checks, checks: [ { command: "test $GATE_VAR_depth = 1 || echo changed" } ] }
  second: { kind: checks, needs: [first], checks: [ { command: "echo $GATE_VAR_host" } ] }
  third: { kind: checks, checks: [ { command: "false" } ] }
  extra: { kind: checks, required: false, checks: [ { command: "false" } ] }
`;

  it(
    'by --gate runs it with what it needs, and is PARTIAL',
    withStand(async (stand) => {
      const run = await stand.run(gates, { args: ['--gate', 'second'] });
      expect([run.said, run.verdicts]).toEqual([['PARTIAL', 0], { first: 'passed', second: 'passed' }]);
      expect(run.decision.partial.join()).toContain('--gate');
    }),
  );

  it(
    'that holds a failed gate is a NO-GO all the same',
    withStand(async (stand) => {
      expect((await stand.run(gates, { args: ['--gate', 'third'] })).said).toEqual(['NO-GO', 1]);
    }),
  );

  it(
    'by --skip leaves advisory gates out, which is no less than the whole',
    withStand(async (stand) => {
      const run = await stand.run(gates.replace('"false"', '"true"'), { args: ['--skip', 'extra'] });
      expect([run.said, Object.keys(run.verdicts)]).toEqual([
        ['GO', 0],
        ['first', 'second', 'third'],
      ]);
    }),
  );

  it(
    'by --var is PARTIAL, unless the policy allows to override that variable',
    withStand(async (stand) => {
      const good = gates.replace('"false"', '"true"');
      const other = await stand.run(good, { args: ['--var', 'depth=2'] });
      expect(other.said).toEqual(['PARTIAL', 0]);
      expect(other.decision.partial.join()).toContain('depth');
      expect(other.text('data/gates/first/check-1.stdout.log')).toBe('changed\n');
      const allowed = await stand.run(good, { args: ['--var', 'host=b'] });
      expect(allowed.said).toEqual(['GO', 0]);
      expect(allowed.text('data/gates/second/check-1.stdout.log')).toBe('b\n');
    }),
  );

  it(
    'that makes no sense is a set-up error',
    withStand(async (stand) => {
      for (const [args, words] of [
        [['--skip', 'first'], 'is required'],
        [['--gate', 'secnd'], 'did you mean "second"'],
        [['--var', 'dept=2'], 'did you mean "depth"'],
        [['--var', 'depth'], 'NAME=VALUE'],
        [['--for', 'deployment'], 'required-for'],
      ] as const) {
        const ran = await stand.start(gates, { args }).done;
        expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(words)]);
      }
      expect(stand.project.bundles()).toEqual([]);
    }),
  );
});
