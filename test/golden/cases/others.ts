import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Case, type Cases, ofOneRun, port, until, type Workshop } from '../workshop.ts';

interface Durability {
  readonly restore?: string;
  readonly read?: string;
  readonly write?: string;
  readonly check?: string;
  readonly more?: string;
}

/** A store that is a file, and written to while its service can be reached. */
const durability = ({
  restore = 'true',
  read = 'cat store.txt',
  write = 'echo $GATE_SEQ >> store.txt',
  check = '"true"',
  more = '',
}: Durability = {}): Case =>
  ofOneRun((workshop: Workshop) => {
    workshop.write('store.txt', '');
    const given = port();
    const reach = `exec 3<>/dev/tcp/127.0.0.1/${given}`;
    return `services: { store: ${workshop.service(given)} }
gates:
  durable:
    kind: durability
    service: store
    count: ${more === '' ? 2 : 1}
    write: ${JSON.stringify(`${reach} && ${write}`)}
    write-interval: 50ms
    backup: cp store.txt $GATE_DIR/backup
    restore: ${JSON.stringify(restore)}
    read: ${read}
    check: ${check}
    rpo: 300ms
    rto: 10s
${more}`;
  });

const OPERATOR = 'Bearer 1f9a-the-operators-own';

/** Lets the operator in, and others where it is told to. */
async function guarded(answer: (isOperator: boolean) => number): Promise<{ url: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const isOperator = request.headers.authorization === OPERATOR;
    response
      .writeHead(answer(isOperator), { 'content-type': 'application/json' })
      .end(JSON.stringify({ role: isOperator ? 'operator' : 'none' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close().closeAllConnections() };
}

const SANDBOX = `    sandbox:
      - { run: "test -e allowed.txt", expect: allowed }
      - { run: "echo refused >&2; exit 77", expect: denied, denied-exit: [77], control: "true" }
`;

/** A command of the sandbox that is ended, and a server that is not there. */
const FAILING = `      - { run: "kill -9 $$", expect: allowed }
  gone:
    kind: access
    base-url: "http://127.0.0.1:1"
    identities: { nobody: {}, member: { headers: { X: y } } }
    rules: [ { request: { url: / }, allow: [member], deny: [nobody] } ]
`;

const access = (answer: (isOperator: boolean) => number, sandbox = SANDBOX): Case => {
  return async (workshop) => {
    const server = await guarded(answer);
    workshop.atEnd(() => server.close());
    workshop.write('allowed.txt', '');
    const yaml = `evidence: { secret-env: [TOKEN] }
gates:
  entry:
    kind: access
    base-url: "${server.url}"
    identities: { anonymous: {}, operator: { headers: { Authorization: "\${{ env.TOKEN }}" } } }
    rules:
      - { request: { url: /admin }, allow: [operator], deny: [anonymous], expect: 'json.role == "operator"' }
      - { request: { url: /items, method: POST, json: { name: x } }, allow: [operator], deny: [anonymous] }
${sandbox}`;
    await workshop.run(yaml, { env: { TOKEN: OPERATOR } });
    return workshop.newest();
  };
};

/** A gate for each criterion over a document. */
const asserting = (criteria: Readonly<Record<string, string>>): Case =>
  ofOneRun((workshop) => {
    workshop.write('score.json', '{"value": 2.5}');
    const gates = Object.entries(criteria).map(
      ([id, criterion]) => `  ${id}:
    kind: assert
    needs: [work]
    files: { score: { path: score.json, produced-by: external } }
    values: { doubled: 'score.value * 2.0' }
    criteria: [ '${criterion}' ]
`,
    );
    return `gates:\n  work: { run: echo work }\n${gates.join('')}`;
  });

const LONG = (workshop: Workshop): string => `services: { web: ${workshop.service(port())} }
gates:
  before: { run: echo before }
  work: { kind: checks, services: [web], checks: [ { command: "touch working; sleep 60" } ] }
  later: { run: echo later }
`;

const broken = (signal: 'SIGINT' | 'SIGKILL'): Case => {
  return async (workshop) => {
    const { child, done } = workshop.start(LONG(workshop));
    await until(() => workshop.isThere('working') && workshop.recorded().includes('"gate":"before","type":"gate.ended"'));
    child.kill(signal);
    await done;
    await until(() => workshop.isThere(workshop.newest()));
    return workshop.newest();
  };
};

export const others: Cases = {
  'durability-go': durability({ write: '{ test $((GATE_SEQ % 3)) != 0 || { echo no; exit 1; }; } && echo $GATE_SEQ >> store.txt' }),
  'durability-no-go': durability({
    restore: 'cp $GATE_DIR/backup store.txt; echo 999999 >> store.txt',
    check: '"false"',
    more: '    wipe: { paths: [store.txt] }\n    criteria: ["lostWrites == 0"]\n',
  }),
  'durability-blocked': durability({ read: 'echo ready' }),
  'access-go': access((isOperator) => (isOperator ? 200 : 401)),
  'access-no-go': access(() => 200, `${SANDBOX.replace('exit 77', 'exit 0')}${FAILING}`),
  'access-blocked': access(
    (isOperator) => (isOperator ? 200 : 401),
    `${SANDBOX.replace('control: "true"', 'control: "kill -9 $$"')}      - { run: ./no-such-command, expect: allowed }\n`,
  ),
  'assert-no-go': asserting({
    value: 'doubled == 5.0',
    counts: 'gates["work"].counts.passed == 1',
    wrong: 'doubled == 6.0',
    unknown: 'score.other == 5.0',
  }),
  interrupted: broken('SIGINT'),
  rescued: broken('SIGKILL'),
};
