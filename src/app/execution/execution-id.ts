import { randomBytes } from 'node:crypto';

/** A name for an execution that sorts by time and is new: `20261121-042412-9f3a1c` (UTC). */
export function executionId(now: Date): string {
  const [day, time] = now.toISOString().slice(0, 19).split('T');
  return `${day?.replaceAll('-', '')}-${time?.replaceAll(':', '')}-${randomBytes(3).toString('hex')}`;
}
