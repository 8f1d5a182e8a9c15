/** How names of files end. */
export const ENDS_FILE = String.raw`\.(?:[cm]?[jt]sx?|map|py|go|java|kt|rs|rb|php|cs?|cpp|h|json[lc]?|ya?ml|xml|html?|css|csv|md|txt|log|snap|sh|sql|proto|vue|svelte|lock|toml|crt|pem|svg|png|jpe?g|gif|ico|wasm|jar|whl|t?gz|zip|bin|exe)`;

const DIGEST = /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/i;
const BEHIND_FILE = new RegExp(String.raw`(?:${ENDS_FILE}["'\x60]?\s*[:=|,>]+[\s"'\x60]*|[\w.-],)$`, 'i');

/** Whether a value is the digest of a file in a list: behind the name of that, or in the next column. */
export function isListed(value: string, before: string): boolean {
  return DIGEST.test(value) && BEHIND_FILE.test(before);
}
