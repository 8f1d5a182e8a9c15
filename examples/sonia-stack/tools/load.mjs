// A steady load through the gateway: ten rounds a second, each of which gives work to every service. Ends on SIGTERM.
import { ask } from '../services/lib/service.mjs';

const gateway = Number(process.env.API_GATEWAY_PORT ?? 7000);
const headers = { authorization: `Bearer ${process.env.SONIA_OPERATOR_TOKEN ?? 'operator-for-local-runs'}` };
let rounds = 0;
let failed = 0;

async function round() {
  const requests = [
    ['/v1/complete', { prompt: 'a question' }],
    ['/v1/remember', { text: `round ${rounds}` }],
    ['/v1/run', { numbers: [5, 3, 4] }],
    ['/v1/speak', { frames: ['Hello   there'] }],
    ['/v1/decide', { action: 'read' }],
  ];
  const answers = await Promise.allSettled(requests.map(([path, body]) => ask(gateway, 'POST', path, body, headers)));
  failed += answers.filter(({ status }) => status === 'rejected').length;
  rounds++;
}

const timer = setInterval(round, 100);
process.on('SIGTERM', () => {
  clearInterval(timer);
  console.log(`load: ${rounds} rounds, ${failed} requests failed`);
  process.exit(0);
});
