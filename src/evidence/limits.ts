/** How much a bundle may hold: whoever writes one keeps to it, whoever opens one refuses more. Not a ratio: logs of zeros shrink a thousandfold. */
export const BUNDLE_LIMITS: Volume = { entries: 100_000, bytes: 64 * 1024 ** 3 };

/** Room for the records of a bundle beside what is kept in it. */
const RECORDS: Volume = { entries: 100, bytes: 4 * 1024 ** 3 };

/** Files and bytes, unpacked. */
export interface Volume {
  readonly entries: number;
  readonly bytes: number;
}

/** Whether one more file of so many bytes can be kept beside what is there already. */
export function hasRoom(there: Volume, bytes: number, limits: Volume = BUNDLE_LIMITS): boolean {
  return there.entries < limits.entries - RECORDS.entries && there.bytes + bytes <= limits.bytes - RECORDS.bytes;
}
