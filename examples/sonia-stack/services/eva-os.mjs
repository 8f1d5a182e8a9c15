// Decides what may be done: every rule is asked, and one that forbids is enough.
import { start } from './lib/service.mjs';

const rules = [
  ({ action }) => ['read', 'write', 'list'].includes(action),
  ({ action, size = 0 }) => action !== 'write' || size <= 1_000_000,
];
const allowed = (request) => rules.every((rule) => rule(request));

start({
  name: 'eva-os',
  port: 7050,
  work: async () => {
    if (!allowed({ action: 'read' }) || allowed({ action: 'erase' })) throw new Error('the rules contradict themselves');
  },
  routes: { 'POST /policy/evaluate': async (request) => [200, { allowed: allowed(request) }] },
});
