// What can be wrong with the canary: CANARY_FAULT=<fault>[:<number>], several with commas between them; or, while it runs, the same
// words in the file state/fault.
import fs from 'node:fs';

const FILE = 'state/fault';

/** Every fault, with the number that it has when none is given. */
const FAULTS = {
  errors: 0.5, // this share of the answers is a 500, with an ERROR in the log
  slow: 700, // so many ms later
  silent: 0, // SPICE makes no tasks, however well all is answered
  wrong: 10, // so many of 100 self-tests fail
  fallback: 1, // this share of the requests falls back to the old planner
};

/** The number of a fault, if it is switched on. A word that means nothing ends the process: no rehearsal may pass by a typo. */
export function fault(name) {
  const words = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8').trim() : (process.env.CANARY_FAULT ?? '');
  const on = new Map(words.split(',').filter(Boolean).map(read));
  return on.get(name);
}

function read(entry) {
  const [name, number = FAULTS[name]] = entry.split(':');
  if (Object.hasOwn(FAULTS, name) && Number(number) >= 0) return [name, Number(number)];
  console.error(`the fault "${entry}" means nothing; known are ${Object.keys(FAULTS).join(', ')}`);
  return process.exit(64);
}

// So that one of the environment ends it at once, not with the first request.
fault('');
