// What outlives a process: the folder for it, and the tokens.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The folder of databases, pid files, tokens and the sandbox; SONIA_STATE_DIR moves it. */
export const STATE = path.resolve(process.env.SONIA_STATE_DIR ?? path.join(import.meta.dirname, '../../state'));

/** The path of a file in the state folder, whose own folder then exists. */
export function stateFile(name) {
  const file = path.join(STATE, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/**
 * The bearer token of `operator` or `reader`: SONIA_OPERATOR_TOKEN, SONIA_READER_TOKEN, else one that the first process to ask makes up and leaves in the state
 * folder, readable by its owner alone. Linking a finished file is atomic: of several who make one up, all end with the same.
 */
export function tokenOf(identity) {
  const given = process.env[`SONIA_${identity.toUpperCase()}_TOKEN`];
  if (given) return given;
  const file = stateFile(`${identity}.token`);
  if (!fs.existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, randomBytes(24).toString('hex'), { mode: 0o600 });
    try {
      fs.linkSync(draft, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      fs.rmSync(draft);
    }
  }
  return fs.readFileSync(file, 'utf8');
}
