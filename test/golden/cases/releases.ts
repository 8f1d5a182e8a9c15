import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { pullRequest, push } from '../../platform/events.ts';
import { Platform } from '../../platform/platform.ts';
import type { Case, Cases, Workshop } from '../workshop.ts';

const RULES = `    base: main
    rules: [ { paths: ["docs/**"], risk: low }, { paths: ["db/**"], risk: high }, { paths: [".github/**"], risk: low } ]
`;
const RATES = `gates:
  change:
    kind: change
${RULES}`;

function gitIn({ folder }: Workshop): (...args: readonly string[]) => void {
  const who = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.org'];
  return (...args) => void execFileSync('git', [...who, ...args], { cwd: folder });
}

/** A repository whose branch `topic` changes one file since `main`. */
function branched(workshop: Workshop, yaml: string, changed: string): void {
  const git = gitIn(workshop);
  workshop.write('.gitignore', '.gate\n');
  workshop.write('gates.yml', `version: 1\n${yaml}`);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Begin');
  git('checkout', '--quiet', '-b', 'topic');
  workshop.write(changed, 'changed\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Change');
}

const rated = (changed: string): Case => {
  return async (workshop) => {
    branched(workshop, RATES, changed);
    await workshop.run(RATES);
    return workshop.newest();
  };
};

/** A second attempt where one NO-GO is all that a commit may have. */
const triedAgain: Case = async (workshop) => {
  const yaml = 'policy: { max-attempts: 1 }\ngates: { work: { run: test -f good } }\n';
  branched(workshop, yaml, 'docs/a.md');
  await workshop.run(yaml);
  await workshop.run(yaml);
  return workshop.newest();
};

/** A key that is made anew, in a log that is withheld and in a file beside the evidence. */
const key: Case = async (workshop) => {
  workshop.write('key.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await workshop.run('evidence: { scan: [ "*.pem" ] }\ngates: { work: { run: cat key.pem } }\n');
  return workshop.newest();
};

/** The trusted job's evidence, which holds that of the job that ran the gates. */
const approved: Case = async (workshop) => {
  const platform = await Platform.start();
  try {
    const project = platform.project({ '.github/gates.yml': `version: 1\nname: Widget\n${RATES}` });
    project.branch('topic');
    const headSha = project.commit({ 'db/1.sql': 'drop table x;' }, 'topic');
    const { number } = project.repository.pull({ head: 'topic', headSha, author: 'octocat' });
    project.repository.permissions.set('hubot', 'write');
    project.repository.review(number, { author: 'hubot', state: 'APPROVED' });
    const job = { event: pullRequest(project, number), runId: 40, action: workshop.program };
    await project.run({ ...job, job: 'gate / observe', permissions: 'none' });
    const bundle = path.join(workshop.folder, 'observed');
    fs.mkdirSync(bundle);
    fs.writeFileSync(path.join(bundle, 'evidence.zip'), await project.artifact(40, 'gate-evidence-40-1.zip'));
    await project.run({ ...job, job: 'gate / decide', inputs: { command: 'decide', bundle } });
    const zip = path.join(workshop.folder, 'decision.zip');
    fs.writeFileSync(zip, await project.artifact(40, 'gate-decision-40-1.zip'));
    return zip;
  } finally {
    await platform.close();
  }
};

/** A report that an artifact of the same run brings. */
const brought: Case = async (workshop) => {
  const platform = await Platform.start();
  try {
    const gates = 'gates: { unit: { kind: tests, reports: junit.xml, produced-by: "artifact:results" } }\n';
    const project = platform.project({ '.github/gates.yml': `version: 1\nname: Widget\n${gates}` });
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('<testsuite name="s" tests="1"><testcase name="a"/></testsuite>'), 'junit.xml');
    zip.end();
    await project.upload(40, 'results', await buffer(zip.outputStream));
    await project.run({ event: push(project), runId: 40, action: workshop.program, permissions: 'none' });
    const evidence = path.join(workshop.folder, 'evidence.zip');
    fs.writeFileSync(evidence, await project.artifact(40, 'gate-evidence-40-1.zip'));
    return evidence;
  } finally {
    await platform.close();
  }
};

export const releases: Cases = {
  'change-allowed': rated('docs/a.md'),
  'change-denied': rated('src/a.js'),
  'change-waits': rated('db/1.sql'),
  'change-approved': approved,
  'attempts-used-up': triedAgain,
  'evidence-key': key,
  'artifact-go': brought,
};
