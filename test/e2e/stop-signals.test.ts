import { describe, expect, it } from 'vitest';
import { SERVICE, type Stand, withStand } from './fixtures/stand.ts';

/** A service of gates.yml whose command starts the program by way of something else. */
async function wrapped(stand: Stand, run: string): Promise<string> {
  return (await stand.service()).replace(`run: node ${SERVICE}`, `run: ${JSON.stringify(run)}`);
}

const NPM =
  'npm does not hand the stop signal on to what its script starts: let `run` be the program itself (`node server.js`), or begin the script with `exec`';
const SHELL = 'a shell does not hand the stop signal on to what its script starts: write `exec` before the program there';

describe('a program that its command starts by way of something else', () => {
  it(
    'is left behind by npm, whose script can begin with exec',
    withStand(async (stand) => {
      const script = (start: string): string => stand.project.write('package.json', JSON.stringify({ scripts: { start } }));
      const text = `services: { web: ${await wrapped(stand, 'npm start')} }\ngates: { again: { kind: cycles, services: [web], count: 1 } }\n`;
      script(`node ${SERVICE}`);
      const left = await stand.run(text);
      expect(left.said).toEqual(['NO-GO', 1]);
      const behind = left.gate('again').findings.flatMap(({ message }) => (message.includes(' behind ') ? [message] : []));
      expect(behind[0]).toMatch(/^cycle 1: web left process \d+ behind \(.*\) at its (?:first|last) stop, found by /);
      expect(behind[0]).toContain(`; ${NPM}`);
      expect(behind.slice(1).join()).not.toContain('npm does not');
      expect(left.gate('again').reason).toContain(NPM);
      script(`exec node ${SERVICE}`);
      expect((await stand.run(text)).said).toEqual(['GO', 0]);
    }),
  );

  it(
    'is left behind by a script without exec, in a gate that does not restart it too',
    withStand(async (stand) => {
      const script = (text: string): string => stand.project.write('start.sh', `true\n${text}\n`);
      const text = `services: { web: ${await wrapped(stand, 'bash start.sh')} }\ngates: { up: { kind: health, services: [web], interval: 300ms, count: 2, missed-limit: 1 } }\n`;
      script(`node ${SERVICE}\ntrue`);
      const left = await stand.run(text);
      const said = left.gate('evidence').findings.map(({ message }) => message);
      expect(said).toEqual([expect.stringMatching(/^process \d+ \(.*\) of web was still there after the stop; ended; /)]);
      expect(said[0]).toContain(SHELL);
      script(`exec node ${SERVICE}`);
      const heard = await stand.run(text);
      expect(heard.gate('evidence').findings).toEqual([]);
    }),
  );
});
