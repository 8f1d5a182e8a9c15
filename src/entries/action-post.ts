import { postRunner } from '../adapters/github/runner.ts';
import { readInputs } from '../app/action/inputs.ts';
import { actionLog } from '../app/action/log.ts';
import { entry, wire } from './action.ts';

// Further signals of a cancelled run are not for `post`: it is what stops everything, and it takes as long as that takes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const { STATE_published: published, STATE_folder: folder } = process.env;
const { 'STATE_work-folder': workFolder, 'STATE_artifact-name': artifactName } = process.env;
const log = actionLog((text) => process.stdout.write(text), { env: process.env, cwd: process.cwd() });

// `main` has come to its end and shown what came out, or it has not even begun an execution: there is nothing left to do.
if (published !== 'true' && folder !== undefined && workFolder !== undefined) {
  await entry(log, async () => {
    const { post } = await import('../app/action/post.ts');
    const { inputs } = readInputs(process.env);
    const said = { ...inputs, artifactName: artifactName ?? inputs.artifactName };
    return post(wire(said, log, postRunner), { folder, workFolder });
  });
}
