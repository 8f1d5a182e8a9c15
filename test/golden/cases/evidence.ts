import { execFileSync } from 'node:child_process';
import { type Case, type Cases, ofOneRun, port, type Workshop } from '../workshop.ts';

const SECRET = 'tops3cret-value-42';
const WORK = 'gates: { work: { run: echo work } }\n';
const CLEAN = `policy: { require-clean-tree: true }\n${WORK}`;

/** Puts everything there is under git before the run. @param later a file that is written after that */
function inGit(yaml: string, later?: string): Case {
  return async (workshop) => {
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.org', ...args], { cwd: workshop.folder });
    workshop.write('.gitignore', '.gate\n');
    workshop.write('gates.yml', `version: 1\n${yaml}`);
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Begin');
    if (later !== undefined) workshop.write(later, 'x');
    await workshop.run(yaml);
    return workshop.newest();
  };
}

function leaks(workshop: Workshop): string {
  // A binary file in which a secret stands is withheld.
  workshop.write('seen.json', `\0${SECRET}`);
  return `evidence: { secret-env: [API_TOKEN] }
services: { web: ${workshop.service(port(), '', '', { SAY: '${{ env.API_TOKEN }}' })} }
gates:
  leaks:
    kind: checks
    services: [web]
    env: { T: "\${{ env.API_TOKEN }}" }
    checks:
      - { command: "echo out $T; echo err $T >&2; echo file $T > $GATE_DIR/file.txt; printf '\\\\0%s' $T > $GATE_DIR/binary; printf %s $T | base64 > $GATE_DIR/encoded" }
      - { command: "echo $T", expect: 'stdout == "x"' }
  document: { kind: assert, files: { seen: { path: seen.json, produced-by: external } }, criteria: [ 'seen.ok == true' ] }
`;
}

/** Lets the wall clock of the program jump by 5 s, once a gate says so. */
const CLOCK = `import fs from 'node:fs';
const Real = Date;
const now = () => Real.now() + (fs.existsSync('jump') ? 5000 : 0);
globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }
  static now() {
    return now();
  }
};
`;

export const evidence: Cases = {
  'evidence-leak': ofOneRun(leaks, { env: { API_TOKEN: SECRET } }),

  'evidence-secret-unset': ofOneRun(`evidence: { secret-env: [API_TOKEN] }\n${WORK}`, { env: { API_TOKEN: 'short' } }),
  'evidence-clean-tree': inGit(CLEAN),
  'evidence-dirty-tree': inGit(CLEAN, 'changed.txt'),
  'evidence-clock-and-attachment': async (workshop) => {
    workshop.write('clock.mjs', CLOCK);
    workshop.write('MISSING.md', 'gone at the end');
    await workshop.run('evidence: { attachments: [MISSING.md] }\ngates: { work: { run: rm MISSING.md; touch jump; sleep 2 } }\n', {
      env: { NODE_OPTIONS: '--import=./clock.mjs' },
    });
    return workshop.newest();
  },
};
