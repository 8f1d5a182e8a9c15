/** Names and addresses by which a machine asks itself. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){1,3}|0\.0\.0\.0|\[?(::|::1|::ffff:127(\.\d+){3})\]?)\.?$/i;

/** Whether a host is this machine, as far as its name tells. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** What an http address has wrong. @param expected what it should have been */
export function addressProblems(url: string, expected: string): readonly string[] {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return [`found "${url}", expected ${expected}`];
  const { username, password } = new URL(url);
  return username === '' && password === ''
    ? []
    : ['credentials in a URL would stand in the evidence; send them in "headers", from secret-env'];
}
