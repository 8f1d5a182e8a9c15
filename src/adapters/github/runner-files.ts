// Named one by one, so that the bundler leaves out what the toolkit has besides: a client for OpenID Connect, and with it a whole HTTP library.
export { saveState, setOutput, summary } from '@actions/core';
