// Before nginx starts: all traffic goes to stable, and no file names an earlier nginx, which was killed perhaps. The flags are on already, for whoever asks the canary itself.
import fs from 'node:fs';
import { goLive } from '../service/flags.mjs';
import { configure, HOME } from './nginx.mjs';

fs.rmSync('state/fault', { force: true });
fs.rmSync(`${HOME}/nginx.pid`, { force: true });
configure(0);
goLive();
