import http from 'node:http';
import { type Case, type Cases, ofOneRun, port, until } from '../workshop.ts';

const health = (service: string, keys = 'interval: 100ms, count: 8, missed-limit: 7'): string => `
services: { web: ${service} }
gates:
  steady: { kind: health, services: [web], ${keys} }
  after: { kind: checks, needs: [steady], checks: [ { command: "true" } ] }
`;
const cycles = (service: string, count = 2): string => `
services: { web: ${service} }
gates: { restarts: { kind: cycles, services: [web], count: ${count} } }
`;
const PROGRESS = 'progress: { http: /metrics.json, value: json.processed, within: 500ms }';

/** A health gate over a service with a fault. */
const faulty = (fault: string, keys?: string, more?: string): Case =>
  ofOneRun((workshop) => health(workshop.service(port(), fault, more), keys));

/** The whole program is suspended for a while: checks are missed. */
const missed: Case = async (workshop) => {
  const { child, done } = workshop.start(health(workshop.service(port()), 'interval: 100ms, count: 25'));
  await until(() => workshop.recorded().includes('"type":"check"'));
  child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill('SIGCONT');
  await done;
  return workshop.newest();
};

/** A stranger takes the port that the service lets go of. */
const usurped: Case = async (workshop) => {
  const given = port();
  const service = workshop.service(given, 'give-up:3', '', { PID_FILE: 'web.pid' });
  const { done } = workshop.start(health(service, 'interval: 100ms, count: 20, failure-limit: 19, missed-limit: 19'));
  await until(() => workshop.read('web.pid') !== '');
  const stranger = http.createServer((_, response) => response.setHeader('connection', 'close').end('{}'));
  stranger.on('error', () => {});
  await until(() => stranger.listening || !stranger.listen(given, '127.0.0.1'));
  await done;
  await new Promise((resolve) => stranger.close(resolve).closeAllConnections());
  return workshop.newest();
};

/** Services that are not there to be judged, each for a gate of its own. */
const blocked: Case = async (workshop) => {
  const [taken, absent] = [port(), port()];
  const thief = http.createServer((_, response) => response.end('mine')).listen(taken, '127.0.0.1');
  await workshop.run(
    lookedAt({
      missing: '{ run: no-such-server, health: { tcp: "127.0.0.1:1" } }',
      taken: workshop.service(taken),
      absent: `{ port: ${absent}, health: /healthz, ready: { http: /healthz, interval: 100ms, timeout: 500ms } }`,
    }) + '  restarts: { kind: cycles, services: [missing], count: 1 }\n',
  );
  await new Promise((resolve) => thief.close(resolve).closeAllConnections());
  return workshop.newest();
};

/** Services that do not become ready. */
const failed: Case = ofOneRun((workshop) =>
  lookedAt({
    unready: workshop.service(port(), 'unready', 'ready: { http: /healthz, interval: 100ms, timeout: 700ms }'),
    exits: workshop.service(port(), 'exit:1'),
    killed: workshop.service(port()).replace('node service.mjs', '"echo last words; kill -9 $$"'),
  }),
);

/** A gate for each service. */
function lookedAt(services: Readonly<Record<string, string>>): string {
  const gates = Object.keys(services).map((id) => `  on-${id}: { kind: checks, services: [${id}], checks: [ { command: "true" } ] }\n`);
  const entries = Object.entries(services).map(([id, service]) => `  ${id}: ${service}\n`);
  return `services:\n${entries.join('')}gates:\n${gates.join('')}`;
}

/** One failed check among many; no answers; a command that fails; no progress, and none that can be read. */
const unwell: Case = ofOneRun((workshop) => {
  const silent = workshop.service(port(), 'hang:4').replace('health: /healthz', 'health: { http: /healthz, timeout: 150ms }');
  const [stuck, mute] = [
    workshop.service(port(), 'stall', PROGRESS),
    workshop.service(port(), '', PROGRESS.replace('/metrics.json', '/healthz')),
  ];
  return `services:
  stuck: ${stuck}
  mute: ${mute}
  once: ${workshop.service(port(), 'fail-once:5')}
  silent: ${silent}
  command: { health: { command: "echo seen; test ! -e gone; touch gone" } }
gates:
  failing: { kind: health, services: [once], interval: 100ms, count: 8, missed-limit: 7 }
  silence: { kind: health, services: [silent], interval: 300ms, count: 6, missed-limit: 5, consecutive-failure-limit: 1 }
  running: { kind: health, services: [command], interval: 300ms, count: 4, missed-limit: 3 }
  stalled: { kind: health, services: [stuck, mute], interval: 200ms, count: 8, missed-limit: 7 }
`;
});

/** @param start of the stack */
const stack = (start: (port: number) => string, stop: string): Case =>
  ofOneRun(() => {
    const given = port();
    return `services: { web: { port: ${given}, health: / } }
stack: { start: ${JSON.stringify(start(given))}, stop: ${stop} }
gates: { looks: { kind: checks, services: [web], checks: [ { command: "true" } ] } }
`;
  });

const SERVE = (given: number): string => `PORT=${given} nohup node service.mjs > /dev/null 2>&1 & echo $! > stack.pid; sleep 0.5`;

/** One service exits by itself while it is looked at, another is killed. */
const exited: Case = ofOneRun((workshop) => {
  const web = workshop.service(port(), '', '', { PID_FILE: 'web.pid' });
  return `services: { web: ${web}, short: ${workshop.service(port(), 'exit:5')} }
gates:
  steady: { kind: health, services: [short], interval: 100ms, count: 8, missed-limit: 7 }
  killer: { kind: checks, services: [web], checks: [ { command: "(sleep 0.4; kill -9 $(cat web.pid)) > /dev/null 2>&1 & sleep 0.1" } ] }
`;
});

export const services: Cases = {
  'health-go': faulty('', 'interval: 200ms, count: 8, missed-limit: 7, uninterrupted: 200ms', PROGRESS),
  'health-no-go': unwell,
  'health-blocked': missed,
  'services-blocked': blocked,
  'services-failed': failed,
  'service-usurped': usurped,
  'services-exited': exited,
  'service-left-behind': faulty('orphan'),
  'cycles-go': ofOneRun((workshop) => cycles(workshop.service(port(), '', 'pid-file: web.pid', { PID_FILE: 'web.pid' }))),
  'cycles-no-go': ofOneRun((workshop) => cycles(workshop.service(port(), 'orphan'))),
  'cycles-warned': ofOneRun((workshop) => cycles(workshop.service(port(), 'deaf', 'stop: { grace-period: 300ms }'), 1)),
  'stack-stop-fails': stack(SERVE, "'echo bye; kill -9 $$'"),
  'stack-start-fails': stack(() => 'echo no; exit 4', '"true"'),
};
