// eva-os: decides what may be done, and which service does it. policy.json says so; what it doesn't name is forbidden.
import fs from 'node:fs/promises';
import path from 'node:path';
import { HttpError, jsonOf } from './lib/http.mjs';
import { startService } from './lib/service.mjs';
import { isOperator } from './lib/state.mjs';

const file = path.join(import.meta.dirname, 'policy.json');
let policy;

function evaluate({ rules }, { action, bytes = 0 }) {
  const rule = rules.find((each) => each.action === action);
  if (!rule) return { allow: false, why: `no rule for "${action}"` };
  if (!rule.allow) return { allow: false, why: rule.why };
  if (bytes > (rule.mostBytes ?? Infinity)) return { allow: false, why: `more than ${rule.mostBytes} bytes` };
  return { allow: true, service: rule.service };
}

/** Reads the policy again; takes it only if it decides its own examples as they say. */
async function reload() {
  const read = JSON.parse(await fs.readFile(file, 'utf8'));
  for (const { request, allow } of read.examples) {
    if (evaluate(read, request).allow !== allow) throw new Error(`policy.json contradicts its example ${JSON.stringify(request)}`);
  }
  policy = read;
}

startService({
  name: 'eva-os',
  begin: reload,
  parts: {
    policy: async () => {
      if (evaluate(policy, { action: 'no such action' }).allow) throw new Error('the policy allows what it does not name');
    },
  },
  upkeep: reload,
  routes: {
    'POST /policy/evaluate': async ({ request }) => {
      if (!isOperator(request)) throw new HttpError(401, 'a bearer token is needed');
      return evaluate(policy, await jsonOf(request));
    },
  },
});
