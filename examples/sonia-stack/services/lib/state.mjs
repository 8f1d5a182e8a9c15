// What outlives a process: the folder for it, and the operator's token.
import { randomBytes, timingSafeEqual, createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The folder of databases, pid files and the token; SONIA_STATE_DIR moves it. */
export const STATE = path.resolve(process.env.SONIA_STATE_DIR ?? path.join(import.meta.dirname, '../../state'));

/** The path of a file in the state folder, whose own folder then exists. */
export function stateFile(name) {
  const file = path.join(STATE, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/**
 * The operator's bearer token: SONIA_OPERATOR_TOKEN, else one that the first process to ask makes up and leaves in the state
 * folder, readable by its owner alone. Linking a finished file is atomic: of several who make one up, all end with the same.
 */
export function operatorToken() {
  const given = process.env.SONIA_OPERATOR_TOKEN;
  if (given) return given;
  const file = stateFile('operator.token');
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

/** Whether a request carries the operator's token. */
export function isOperator(request) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${operatorToken()}`));
}
