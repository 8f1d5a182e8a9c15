/** Names and addresses by which a machine asks itself, as URLs write them. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[\da-f]{2}:[\da-f]{1,4}|0:0)\])\.?$/;

/** Whether a host is this machine, as far as its name tells, however it is written: `0`, `127.1`, `[::ffff:127.0.0.1]`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(asInUrl(host));
}

/** A host as a URL has it: of the many ways to write an address there is one left. */
function asInUrl(host: string): string {
  const address = `http://${/^[^[].*:/.test(host) ? `[${host}]` : host}`;
  return URL.canParse(address) ? new URL(address).hostname : host.toLowerCase();
}

/** What an http address has wrong. @param expected what it should have been */
export function addressProblems(url: string, expected: string): readonly string[] {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return [`found "${url}", expected ${expected}`];
  const { username, password } = new URL(url);
  return username === '' && password === ''
    ? []
    : ['credentials in a URL would stand in the evidence; send them in "headers", from secret-env'];
}
