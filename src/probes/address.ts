/** What an http address has wrong. @param expected what it should have been */
export function addressProblems(url: string, expected: string): readonly string[] {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) return [`found "${url}", expected ${expected}`];
  const { username, password } = new URL(url);
  return username === '' && password === ''
    ? []
    : ['credentials in a URL would stand in the evidence; send them in "headers", from secret-env'];
}
