import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Cases, ofOneRun, port, type Workshop } from '../workshop.ts';

function everyProbe(workshop: Workshop): string {
  const [web, free] = [port(), port()];
  workshop.write('app.env', 'REGION=eu\nSIZE=3\n');
  const database = new DatabaseSync(path.join(workshop.folder, 'store.db'));
  database.exec("CREATE TABLE item (name TEXT); INSERT INTO item VALUES ('first')");
  database.close();
  fs.mkdirSync(path.join(workshop.folder, 'notes'));
  workshop.write('notes/CHECKLIST.md', '- [x] looked at by hand\n');
  return `name: Every probe
vars: { least: 1 }
evidence: { attachments: [notes], capture-env: [REGION] }
services: { web: ${workshop.service(web, '', 'pid-file: web.pid', { PID_FILE: 'web.pid', SAY: 'hello' })} }
gates:
  looks:
    kind: checks
    services: [web]
    env: { REGION: "\${{ env.REGION }}" }
    checks:
      - { name: API, http: "http://127.0.0.1:${web}/healthz", expect: "status == 200 && json.ok" }
      - { tcp: "127.0.0.1:${web}" }
      - { port-free: ${free} }
      - { command: "echo hello; echo aside >&2", expect: 'stdout.contains("hello")' }
      - { tool: node, version: ">=20" }
      - { file: app.env, min-bytes: 2, capture: true, contains: REGION, lacks: ERROR, produced-by: external }
      - { file: "log:web", contains: hello }
      - { file: "*.txt", count: 0 }
      - { disk: ., expect: "free > 0.0001" }
      - { env-file: app.env, equals: { REGION: eu } }
      - { env: REGION, equals: eu }
      - { process: { pid-file: web.pid } }
      - { sqlite: store.db, query: SELECT name FROM item, expect: 'rows[0].name == "first"' }
      - { name: second try, command: "test -e tried || { touch tried; exit 1; }", retry: { attempts: 3, delay: 100ms } }
    criteria: [ "passed >= vars.least" ]
  again: { run: echo again }
`;
}

const failing = (workshop: Workshop): string => {
  const web = port();
  return `services: { web: ${workshop.service(web, 'fail-from:2', '', { SAY: 'hello' })} }
gates:
  bad:
    kind: checks
    services: [web]
    checks:
      - { command: "echo to the log; echo to stderr >&2; exit 7" }
      - { command: "sleep 50 & sleep 51", timeout: 300ms }
      - { http: "http://127.0.0.1:${web}/healthz", retry: { attempts: 2, delay: 50ms } }
      - { http: "http://127.0.0.1:${web}/healthz", expect: "json.ok" }
      - { tcp: "127.0.0.1:${port()}" }
      - { file: missing.txt }
    on-failure: [ "echo mended; exit 9", "rm $(readlink /proc/$$/fd/1)" ]
    on-blocked: [ "touch wrong" ]
  next: { kind: checks, needs: [bad], checks: [ { command: "true" } ] }
  always: { kind: checks, needs: [next], if: always, checks: [ { command: "setsid sleep 60 > /dev/null 2>&1 &" } ] }
  advisory: { kind: checks, required: false, checks: [ { command: "false" } ] }
  unclear: { kind: checks, required: false, checks: [ { tool: no-such-tool } ] }
`;
};

const BLOCKED = `gates:
  unclear:
    kind: checks
    checks:
      - { tool: no-such-tool }
      - { command: ./no-such-command }
      - { container: no-such-container }
    on-blocked: [ "echo asked" ]
  late: { kind: checks, timeout: 400ms, checks: [ { command: "(sleep 50 &) ; sleep 51" } ] }
  astray: { kind: checks, working-directory: nowhere, checks: [ { command: "true" } ] }
  last: { kind: checks, needs: [unclear], checks: [ { command: "true" } ] }
`;

const WARNED = `gates:
  good: { kind: checks, checks: [ { command: "true" } ], criteria: [ { name: many, pass: "passed > 1", warn: "passed == 1" } ] }
  advisory: { kind: checks, needs: [good], required: false, checks: [ { command: "false" } ] }
`;

const TWO = `vars: { host: here }
gates:
  first: { run: 'echo $GATE_VAR_host' }
  second: { run: echo second, required-for: [deployment] }
`;

export const checks: Cases = {
  'checks-go': ofOneRun(everyProbe, { env: { REGION: 'eu' } }),
  'checks-no-go': ofOneRun(failing),
  'checks-blocked': ofOneRun(BLOCKED),
  'warned-go': ofOneRun(WARNED),
  'warned-blocked': ofOneRun(`policy: { allow-warnings: false }\n${WARNED}`),
  'partial-selection': ofOneRun(TWO, { args: ['--gate', 'first'] }),
  'partial-override': ofOneRun(TWO, { args: ['--var', 'host=there', '--for', 'deployment'] }),
};
