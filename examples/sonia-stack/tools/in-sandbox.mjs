// Has openclaw run a command in its sandbox: `node tools/in-sandbox.mjs cat inside.txt`. Exit codes: 0 it ran, 77 the sandbox refused
// it, 1 anything else, so that a service that is not there never looks like a refusal.
import { ask } from '../services/lib/http.mjs';

const REFUSED = 77;

try {
  const task = JSON.stringify({ name: 'command', argv: process.argv.slice(2) });
  const { status, text } = await ask('openclaw', 'POST', '/v1/tasks', task);
  const { result, error } = JSON.parse(text);
  console.log(result ?? `${status} ${error}`);
  process.exitCode = status === 200 ? 0 : status === 403 ? REFUSED : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
