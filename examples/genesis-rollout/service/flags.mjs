import fs from 'node:fs';
import { isOn } from '../src/orchestration/plan.mjs';

/** The flags that are live: a deployment copies .env.production here, a rollback adds lines; the last line of a name counts. */
const LIVE = 'state/live.env';

/** At once, so that nobody ever reads half of them. */
export function goLive() {
  fs.copyFileSync('.env.production', `${LIVE}.new`);
  fs.renameSync(`${LIVE}.new`, LIVE);
}

export function flag(name) {
  const lines = fs.existsSync(LIVE) ? fs.readFileSync(LIVE, 'utf8').split('\n') : [];
  return isOn(lines, name);
}
