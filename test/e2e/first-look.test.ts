import { expect, describe, it } from 'vitest';
import { withStand } from './fixtures/stand.ts';

/** What the terminal says of a run below its decision. How many facts came before one is the machine's business. */
function below(stdout: string): string {
  return stdout
    .slice(stdout.indexOf('\nFindings\n') + 1, stdout.indexOf('\nbundle '))
    .replaceAll(/observations\.jsonl:\d+/g, 'observations.jsonl:N');
}

describe.concurrent('who looks at the terminal only', () => {
  it(
    'sees what a command and a service wrote before they failed, without secrets, and where the log is',
    withStand(async (stand) => {
      const port = await stand.port();
      const run = await stand.run(
        `
evidence: { secret-env: [TOKEN] }
services:
  shop: { run: 'echo starting; echo "no database for $KEY" >&2; exit 3', port: ${port}, health: /healthz, env: { KEY: "\${{ env.TOKEN }}" } }
gates:
  smoke: { kind: checks, checks: [ { name: migrate, command: "seq 9 >&2; exit 4" } ] }
  up: { kind: health, services: [shop], interval: 400ms, count: 3 }
`,
        { env: { TOKEN: 'correct-horse' } },
      );
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.bad('evidence')).toEqual(['no secrets failed: 2 found, such as TOKEN in gates/evidence/services/shop.log:2']);
      expect(below(run.ran.stdout)).toBe(`Findings
✗ smoke, migrate: exit code 4, expected exit code 0
  | 7
  | 8
  | 9
  log: data/gates/smoke/check-1.stderr.log
· smoke, Environment: its commands were not given TOKEN, which may hold secrets: what is needed goes into \`env\`
✗ up, Service: shop ended before it was ready, exit code 3
  | starting
  | no database for [REDACTED:TOKEN]
  log: data/gates/up/diagnostics/shop.log
✗ evidence, Secret found: TOKEN in observations.jsonl:N (redacted)
✗ evidence, Secret found: TOKEN in gates/evidence/services/shop.log:2 (redacted)
  log: data/gates/evidence/services/shop.log
`);
    }),
  );

  it(
    'sees why the command of a gate did not even begin its work',
    withStand(async (stand) => {
      const run = await stand.run('gates: { t: { kind: tests, run: no-such-runner --all, reports: r.xml, format: junit } }\n');
      expect(run.said).toEqual(['BLOCKED', 2]);
      expect(below(run.ran.stdout)).toMatch(
        /^Findings\n■ t, run-1: exit code 127: no-such-runner --all\n {2}\| .*no-such-runner: command not found\n {2}log: data\/gates\/t\/run-1\.stderr\.log\n$/,
      );
    }),
  );
});
