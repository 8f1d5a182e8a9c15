// What confines the workers of openclaw: one folder, no program, no network, none of our environment.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stateFile } from './state.mjs';

const here = (name) => path.join(import.meta.dirname, name);

/** The folder that is all a sandboxed command sees of the disk. */
export function sandboxFolder() {
  return path.dirname(stateFile('sandbox/inside.txt'));
}

/** Makes the folder, with something to read in it. */
export function prepareSandbox() {
  fs.writeFileSync(stateFile('sandbox/inside.txt'), 'what is in here may be read\n');
}

/** Options of `fork` for a script that is to run in the sandbox. Node's permissions were an experiment before 22.13. */
export function confined(script) {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const readable = [script, here('commands.mjs'), here('no-network.mjs'), path.join(sandboxFolder(), '*')];
  return {
    cwd: sandboxFolder(),
    env: {},
    execArgv: [
      permission,
      '--disable-warning=ExperimentalWarning',
      ...readable.map((file) => `--allow-fs-read=${file}`),
      `--allow-fs-write=${path.join(sandboxFolder(), '*')}`,
      `--import=${pathToFileURL(here('no-network.mjs'))}`,
    ],
  };
}

/** The same without a sandbox: what the fault `unconfined` comes to. */
export function unconfined() {
  return { cwd: sandboxFolder() };
}
