/** How names of files end. */
export const ENDS_FILE = String.raw`\.(?:[cm]?[jt]sx?|map|py|go|java|kt|rs|rb|php|cs?|cpp|h|json[lc]?|ya?ml|xml|html?|css|csv|md|txt|log|snap|sh|sql|proto|vue|svelte|lock|toml|crt|pem|svg|png|jpe?g|gif|ico|wasm|jar|whl|t?gz|zip|bin|exe)`;

const DIGEST = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i;
const BEHIND_FILE = new RegExp(String.raw`${ENDS_FILE}["'\x60]?\s*[:|,]\s*["'\x60]?$`, 'i');

/** Behind a digest in a list of ours: the size. */
const SIZE = /^,\d{1,16}\s*(?:\n|$)/;

/** Whether a value is the digest of a file in a list: behind the name of that, or before its size. */
export function isListed(value: string, before: string, after: string): boolean {
  if (!DIGEST.test(value)) return false;
  return BEHIND_FILE.test(before) || (value.length === 64 && before.endsWith(',') && SIZE.test(after));
}
