import fs from 'node:fs';
import { MOST, readRegular } from '../../evidence/read.ts';
import { pidIn } from '../processes/pid.ts';
import { identify } from '../processes/table.ts';

/** `live`: names a living process of ours; `stale`: none that lives, or no number at all; `foreign`: a living one that is not ours. */
export type PidFileState = 'live' | 'stale' | 'absent' | 'foreign';

/** Looks at a pid file. @param ours the pids of the service's living processes. */
export async function pidFileState(file: string, ours: ReadonlySet<number>): Promise<PidFileState> {
  let text: string;
  try {
    text = readRegular(file, MOST.settings).toString('utf8');
  } catch {
    return fs.existsSync(file) ? 'stale' : 'absent';
  }
  const pid = pidIn(text);
  if (pid === undefined) return 'stale';
  if (ours.has(pid)) return 'live';
  return (await identify(pid)) === undefined ? 'stale' : 'foreign';
}
