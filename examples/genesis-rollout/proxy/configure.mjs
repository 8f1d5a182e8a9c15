// Before nginx starts: all traffic goes to stable. The flags are on already, for whoever asks the canary itself.
import fs from 'node:fs';
import { goLive } from '../service/flags.mjs';
import { configure } from './nginx.mjs';

fs.rmSync('state/fault', { force: true });
configure(0);
goLive();
