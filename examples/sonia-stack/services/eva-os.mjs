// eva-os: decides what may be done by whom, and which service does it. policy.json says so; what it doesn't name is forbidden.
import fs from 'node:fs/promises';
import path from 'node:path';
import { identify } from './lib/auth.mjs';
import { faultsOf } from './lib/faults.mjs';
import { jsonOf } from './lib/http.mjs';
import { startService } from './lib/service.mjs';

const file = path.join(import.meta.dirname, 'policy.json');
let policy;

function evaluate({ rules }, { who, action, bytes = 0 }) {
  const rule = rules.find((each) => each.action === action);
  if (!rule) return { allow: false, why: `no rule for "${action}"` };
  if (!rule.allow) return { allow: false, why: rule.why };
  if (!rule.who.includes(who)) return { allow: false, why: `${who} may not ${action}` };
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
      if (evaluate(policy, { who: 'operator', action: 'no such action' }).allow) throw new Error('the policy allows what it does not name');
    },
  },
  upkeep: reload,
  routes: {
    'POST /policy/evaluate': async ({ request }) => {
      const who = identify('eva-os', request);
      const decided = evaluate(policy, { ...(await jsonOf(request)), who });
      return faultsOf('eva-os').has('permit') ? { ...decided, allow: true } : decided;
    },
  },
});
