import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseEnvFile } from '../../../src/live/looks/env-file.ts';
import { judgeProbe } from '../../../src/probes/judge.ts';
import { isRefused, reachesItself } from '../../../src/live/looks/tcp.ts';
import { versionsOf } from '../../../src/live/looks/tool-version.ts';
import { closedPort, folder, judged, planOf, tcpServer, world } from './world.ts';

describe('tcp', () => {
  const tcp = (port: number, host = '127.0.0.1') => planOf('tcp', { host, port });

  test('open, closed, and a name that does not resolve', async () => {
    expect(await judged(tcp(await tcpServer(() => {})))).toMatchObject({ verdict: 'passed', got: { open: true } });
    const closed = await closedPort();
    expect(await judged(tcp(closed))).toMatchObject({ verdict: 'failed', code: 'CONNECTION_REFUSED' });
    expect(await judged(tcp(closed, 'localhost'))).toMatchObject({ verdict: 'failed', code: 'CONNECTION_REFUSED' });
    expect(await judged(tcp(80, 'no-such-host.invalid'))).toMatchObject({ verdict: 'blocked', code: 'DNS' });
  });

  test('a condition may want it closed', async () => {
    expect(await judged({ ...tcp(await closedPort()), expect: 'open == false' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...tcp(await tcpServer(() => {})), expect: '!open' })).toMatchObject({ verdict: 'failed' });
  });

  test('a connection that reached itself found nobody', async () => {
    const port = await closedPort();
    const socket = net.connect({ host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: port });
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    expect(reachesItself(socket)).toBe(true);
    const other = net.connect({ host: '127.0.0.1', port: await tcpServer(() => {}) });
    onTestFinished(() => void other.destroy());
    await new Promise((resolve, reject) => other.once('connect', resolve).once('error', reject));
    expect(reachesItself(other)).toBe(false);
  });

  test.each([
    [['ECONNREFUSED', 'ETIMEDOUT'], false],
    [['ECONNREFUSED', 'EADDRNOTAVAIL'], true],
    [['ECONNREFUSED', 'ECONNREFUSED'], true],
    [['EADDRNOTAVAIL'], false],
    [['EHOSTUNREACH'], false],
  ])('refused by every address that could be asked: %j is %s', (codes, refused) => {
    const errors = codes.map((code) => Object.assign(new Error(code), { code }));
    expect(isRefused(errors.length === 1 ? (errors[0] as Error) : new AggregateError(errors))).toBe(refused);
  });

  test('silence is no "closed"', async () => {
    const silent = { code: 'TIMEOUT', detail: 'no connection within 5 ms', got: {} };
    expect(judgeProbe({ ...tcp(1), expect: '!open' }, silent)).toMatchObject({ verdict: 'failed', code: 'TIMEOUT' });
  });

  test('an abort is nobody’s failure', async () => {
    const context = world({ signal: AbortSignal.abort() });
    expect(await judged(tcp(1), context)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });
});

describe('port-free', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::1', '::'])('taken on %s', async (address) => {
    const server = net.createServer();
    onTestFinished(() => void server.close());
    const port = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(0, address, () => resolve((server.address() as net.AddressInfo).port));
    });
    if (port === undefined) return;
    expect(await judged(planOf('port-free', { port }))).toMatchObject({ verdict: 'failed', measured: 'taken', target: 'free' });
    expect(await judged(planOf('port-free', { port }, { expect: 'open' }))).toMatchObject({ verdict: 'passed' });
  });

  test('free', async () => {
    expect(await judged(planOf('port-free', { port: await closedPort() }))).toMatchObject({ verdict: 'passed', measured: 'free' });
  });
});

describe('command', () => {
  const command = (run: string, more: object = {}) => planOf('command', { run, ...more });

  test('exit 0 passes; another code fails with what it wrote', async () => {
    expect(await judged(command('echo fine'))).toMatchObject({ verdict: 'passed', got: { exitCode: 0 } });
    expect(await judged(command('echo nope >&2; exit 3'))).toMatchObject({
      verdict: 'failed',
      code: 'EXIT',
      measured: 'exit code 3',
      output: 'nope',
    });
  });

  test('a condition may judge exit code, output and JSON', async () => {
    expect(await judged({ ...command('exit 3'), expect: 'exitCode == 3' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...command('exit 2'), expect: 'exitCode == 3' })).toMatchObject({ verdict: 'failed', code: 'EXIT' });
    expect(await judged({ ...command('echo hello'), expect: 'stdout.startsWith("hell")' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...command(`echo '{"a":2}'`), expect: 'json.a == 2' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...command('echo []'), expect: 'size(json) == 0' })).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...command('echo no'), expect: 'json.a == 2' })).toMatchObject({ verdict: 'failed', code: 'BODY' });
    expect(await judged({ ...command(`echo '{"a":2}'; exit 1`), expect: 'json.a == 2' })).toMatchObject({
      verdict: 'failed',
      code: 'EXIT',
    });
  });

  test('a signal, a timeout: failed; a command that is not there: blocked', async () => {
    expect(await judged(command('kill -9 $$'))).toMatchObject({ verdict: 'failed', code: 'SIGNAL', measured: 'SIGKILL' });
    expect(await judged({ ...command('sleep 30'), timeoutMs: 50 })).toMatchObject({ verdict: 'failed', code: 'TIMEOUT' });
    expect(await judged(command('no-such-command-here'))).toMatchObject({ verdict: 'blocked', code: 'NOT_FOUND' });
    expect(await judged({ ...command('exit 127'), expect: 'exitCode == 127' })).toMatchObject({ verdict: 'passed' });
  });

  test('"anything but 0" is no answer of a command that could not be executed', async () => {
    expect(await judged({ ...command('no-such-command-here'), expect: 'exitCode != 0' })).toMatchObject({ verdict: 'blocked' });
    expect(await judged({ ...command('exit 126'), expect: 'exitCode > 0' })).toMatchObject({ verdict: 'blocked' });
    expect(await judged({ ...command('exit 2'), expect: 'exitCode != 0' })).toMatchObject({ verdict: 'passed' });
  });

  test.each([`printf 'E\\0R\\0R\\0'`, `printf '\\xff\\xfeERR'`])('output that is no text says nothing: %s', async (run) => {
    expect(await judged({ ...command(run), expect: '!stdout.contains("ERROR")' })).toMatchObject({
      verdict: 'blocked',
      why: expect.stringContaining("can't be read as text"),
    });
    expect(await judged({ ...command(run), expect: '!stderr.contains("ERROR")' })).toMatchObject({ verdict: 'passed' });
  });

  test('a shell that can not be started blocks', async () => {
    const broken = { timedOut: false, aborted: false, durationMs: 1, leftovers: 0, stdout: '', stderr: '', output: '' };
    const failing = (spawnError: string) => world({ command: async () => ({ ...broken, spawnError }) });
    expect(await judged(command('x'), failing('ENOENT'))).toMatchObject({ verdict: 'blocked', code: 'NOT_FOUND' });
    expect(await judged(command('x'), failing('EACCES'))).toMatchObject({ verdict: 'blocked', code: 'PERMISSION' });
    const aborted = world({ command: async () => ({ ...broken, aborted: true, signal: 'SIGTERM' }) });
    expect(await judged(command('x'), aborted)).toMatchObject({ verdict: 'blocked', code: 'MISSED' });
  });

  test('output that was cut off is ours to give up, where the condition reads it', async () => {
    const long = world({
      command: async () => ({
        exit: 0,
        timedOut: false,
        aborted: false,
        durationMs: 1,
        leftovers: 0,
        stdout: 'x'.repeat(2 ** 20),
        stderr: '',
        output: '',
      }),
    });
    expect(await judged(command('x'), long)).toMatchObject({ verdict: 'passed' });
    expect(await judged({ ...command('x'), expect: '!stdout.contains("y")' }, long)).toMatchObject({ verdict: 'blocked' });
  });
});

describe('tool', () => {
  function bin(name: string, script: string) {
    const cwd = folder();
    writeFileSync(path.join(cwd, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    return world({ env: { PATH: `${cwd}:${process.env['PATH'] ?? ''}` } });
  }
  const tool = (name: string, version?: string) => planOf('tool', { tool: name, ...(version !== undefined && { version }) });

  test('callable and in range', async () => {
    const context = bin('frob', 'echo "frob version 3.11 (2024-01-02)"');
    expect(await judged(tool('frob', '>=3.10'), context)).toMatchObject({ verdict: 'passed', measured: '3.11.0', target: '>=3.10' });
    expect(await judged(tool('frob'), context)).toMatchObject({ verdict: 'passed', measured: '3.11.0' });
  });

  test.each([
    ['v20.0.0-rc.1', '20.0.0-rc.1'],
    ['Python 3.13.0b2', '3.13.0-b.2'],
    ['go version go1.22rc1 linux/amd64', '1.22.0-rc.1'],
    ['app 2.0.0-SNAPSHOT', '2.0.0-snapshot'],
    ['git version 2.43.0-1ubuntu7', '2.43.0'],
    ['tool 1.2.3-el9', '1.2.3'],
    ['frob 3.11 beta-free', '3.11.0'],
    ['5.2.15(1)-release', '5.2.15'],
  ])('%j is %s', (text, version) => expect(versionsOf('x', text)).toEqual(version === undefined ? [] : [version]));

  const MAVEN = 'Apache Maven 3.9.6 (bc0240f3c744dd6b6ec2920b3cd08dcc295161ae)\nMaven home: /opt/maven\nJava version: 17.0.9, vendor: x';
  const GRADLE =
    '\n------\nGradle 8.5\n------\n\nBuild time: 2023-11-29 14:08:57 UTC\nKotlin: 1.9.20\nGroovy: 3.0.17\nJVM: 17.0.9 (x 17.0.9+9)';
  const TERRAFORM =
    'Terraform v1.6.6\non linux_amd64\n\nYour version of Terraform is out of date! The latest version\nis 1.7.0. You can update by downloading';

  test.each([
    ['frob', 'config of v9.9.9 is deprecated\nfrob 1.2.3', ['1.2.3']],
    ['frob', 'config of v9.9.9 is deprecated\n1.2.3', ['1.2.3']],
    ['frob', 'frob: config of v9.9.9 is deprecated\nversion 1.2.3', ['1.2.3']],
    ['frob', 'frob 9.9.9 is available\nfrob 1.2.3', ['1.2.3']],
    ['frob', 'config of v9.9.9 is deprecated', []],
    ['frob', 'using settings of 9.9.9\nfrob 1.2.3', ['1.2.3']],
    ['frob', 'frob 1.2.3\nfrob 2.0.0', ['1.2.3', '2.0.0']],
    ['frob', 'frob 1.2.3\nfrob 1.2.3', ['1.2.3']],
    ['frob', '1.2.3\n2.0.0', ['1.2.3', '2.0.0']],
    ['python3.12', 'Python 3.12.3', ['3.12.3']],
    ['gcc', 'gcc (Debian 12.2.0-14) 12.2.1\nCopyright (C) 2022 Free Software Foundation, Inc.', ['12.2.1']],
    ['/usr/bin/g++', 'g++ (Debian 12.2.0-14) 12.2.0', ['12.2.0']],
    ['psql', 'psql (PostgreSQL) 16.2 (Ubuntu 16.2-1.pgdg22.04+1)', ['16.2.0']],
    ['java', 'openjdk version "21.0.2" 2024-01-16\nOpenJDK Runtime Environment (build 21.0.2+13-58)', ['21.0.2']],
    ['mvn', MAVEN, ['3.9.6']],
    ['gradle', GRADLE, ['8.5.0']],
    ['terraform', TERRAFORM, ['1.6.6']],
    ['docker', 'Docker version 24.0.7, build afdd53b', ['24.0.7']],
    ['go', 'go version go1.22.0 linux/amd64', ['1.22.0']],
    ['curl', 'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 OpenSSL/3.0.13\nRelease-Date: 2023-12-06', ['8.5.0']],
    ['perl', '\nThis is perl 5, version 38, subversion 2 (v5.38.2) built for x86_64-linux', ['5.38.2']],
    ['php', 'PHP 8.3.2 (cli) (built: Jan 20 2024)\nZend Engine v4.3.2, Copyright (c) Zend Technologies', ['8.3.2']],
    ['kubectl', 'Client Version: v1.29.0\nKustomize Version: v5.0.4', ['1.29.0']],
    ['helm', 'version.BuildInfo{Version:"v3.13.2", GitCommit:"2a2fb3b", GoVersion:"go1.20.10"}', ['3.13.2']],
    ['redis-server', 'Redis server v=7.2.4 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', ['7.2.4']],
    ['aws', 'aws-cli/2.15.0 Python/3.11.6 Linux/5.15', ['2.15.0']],
    ['ansible', 'ansible [core 2.15.3]\n  python version = 3.11.2', ['2.15.3']],
    ['jq', 'jq-1.6', ['1.6.0']],
    ['sqlite3', '3.45.1 2024-01-30 16:01:20 e876e51a0ed5c5b3126f52e532044363a014bc59', ['3.45.1']],
    ['yq', 'yq (https://github.com/mikefarah/yq/) version v4.40.5', ['4.40.5']],
    ['make', 'GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu', ['4.3.0']],
    ['rustc', 'rustc 1.75.0 (82e1608df 2023-12-21)', ['1.75.0']],
    ['cmake', 'cmake version 3.27.4\n\nCMake suite maintained and supported by Kitware (kitware.com/cmake).', ['3.27.4']],
    ['openssl', 'OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)', ['3.0.13']],
    ['ruby', 'ruby 3.2.3 (2024-01-18 revision 52bb2ac0a6) [x86_64-linux]', ['3.2.3']],
    ['npm.cmd', '10.2.4', ['10.2.4']],
    ['foo', 'foo1.2.3', ['1.2.3']],
    ['x', 'bash 5.2 (x86_64)', ['5.2.0']],
  ])('%s says %j', (name, answer, versions) => expect(versionsOf(name, answer)).toEqual(versions));

  test('that tells several versions is blocked, and they are named', async () => {
    const context = bin('frob', "printf 'frob 1.2.3\\nfrob 20.0.0\\n'");
    expect(await judged(tool('frob', '>=20'), context)).toMatchObject({ verdict: 'blocked', measured: '1.2.3, 20.0.0' });
    expect(await judged(tool('frob'), context)).toMatchObject({ verdict: 'passed' });
  });

  test('what is not out yet is older than what is', async () => {
    const context = bin('frob', 'echo v20.0.0-rc.1');
    expect(await judged(tool('frob', '>=20'), context)).toMatchObject({ verdict: 'blocked' });
    expect(await judged(tool('frob', '>=19'), context)).toMatchObject({ verdict: 'passed' });
  });

  test('missing, too old, or without a version: always blocked', async () => {
    expect(await judged(tool('no-such-tool-here', '>=1'))).toMatchObject({ verdict: 'blocked', code: 'NOT_FOUND' });
    expect(await judged(tool('frob', '>=3.12'), bin('frob', 'echo 3.11.9'))).toMatchObject({ verdict: 'blocked', measured: '3.11.9' });
    expect(await judged(tool('frob', '>=1'), bin('frob', 'echo hello'))).toMatchObject({ verdict: 'blocked' });
    expect(await judged(tool('frob'), bin('frob', 'exit 4'))).toMatchObject({ verdict: 'blocked', code: 'NOT_FOUND' });
    const old = { ...tool('frob'), expect: 'version == "4.0.0"' };
    expect(await judged(old, bin('frob', 'echo 3.11'))).toMatchObject({ verdict: 'blocked' });
    expect(await judged({ ...tool('frob'), timeoutMs: 50 }, bin('frob', 'exec sleep 30'))).toMatchObject({
      verdict: 'blocked',
      code: 'TIMEOUT',
    });
  });

  test('asks in other ways when --version is refused, and reads stderr', async () => {
    const context = bin('javelin', 'if [ "$1" = -version ]; then echo \'javelin version "17.0.1"\' >&2; else exit 1; fi');
    expect(await judged(tool('javelin', '^17'), context)).toMatchObject({ verdict: 'passed', measured: '17.0.1' });
    expect(context.ran.map(({ run }) => run)).toEqual(['javelin --version', 'javelin -version']);
  });

  test.each([
    ['v20.20.2', '20.20.2'],
    ['Python 3.11.2', '3.11.2'],
    ['3.40.1 2022-12-28 14:03:47', '3.40.1'],
    ['GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)', '5.2.15'],
    ['systemd 252 (252.30-1~deb12u2)', '252.30.0'],
    ['less 590 (GNU regular expressions)', '590.0.0'],
    ['PowerShell 7.4.1.500', '7.4.1'],
    ['no number', undefined],
  ])('the version in %j', (text, version) => expect(versionsOf('x', text)).toEqual(version === undefined ? [] : [version]));
});

describe('disk', () => {
  test('the free share and bytes, for a condition', async () => {
    const disk = (expected?: string, at = '.') => planOf('disk', { path: at }, expected === undefined ? {} : { expect: expected });
    expect(await judged(disk('free >= 0.0 && free <= 1.0 && freeBytes > 0'))).toMatchObject({ verdict: 'passed' });
    expect(await judged(disk('free > 1.0'))).toMatchObject({ verdict: 'failed' });
    expect(await judged(disk())).toMatchObject({ verdict: 'blocked' });
    expect(await judged(disk('free > 0.0', 'no/such/folder'))).toMatchObject({ verdict: 'blocked' });
  });
});

describe('env-file and env', () => {
  function envFile(text: string) {
    const cwd = folder();
    writeFileSync(path.join(cwd, '.env'), text);
    return world({ cwd });
  }
  const plan = (equals: Record<string, string>, expected?: string) =>
    planOf('env-file', { path: '.env', equals }, expected === undefined ? {} : { expect: expected });

  test('equal, different, not there, no file', async () => {
    const context = envFile('A=1\nB=two\n');
    expect(await judged(plan({ A: '1', B: 'two' }), context)).toMatchObject({ verdict: 'passed', measured: 'A = 1, B = two' });
    expect(await judged(plan({ A: '1', B: '2' }), context)).toMatchObject({ verdict: 'failed', measured: 'B = two', target: 'B = 2' });
    expect(await judged(plan({ C: '' }), context)).toMatchObject({ verdict: 'failed', measured: 'C is not there' });
    expect(await judged(plan({ toString: 'x' }), context)).toMatchObject({ verdict: 'failed', measured: 'toString is not there' });
    expect(await judged(plan({ A: '1' }), world({ cwd: folder() }))).toMatchObject({ verdict: 'failed', code: 'NOT_FOUND' });
  });

  test('the last line of a key counts, and that there were several is recorded', async () => {
    const context = envFile('FLAG=true\nFLAG=false\n');
    expect(await judged(plan({ FLAG: 'true' }), context)).toMatchObject({ verdict: 'failed', got: { duplicates: ['FLAG'] } });
    expect(await judged(plan({ FLAG: 'false' }), context)).toMatchObject({ verdict: 'passed' });
  });

  test('other values only where the condition reads them', async () => {
    const context = envFile('A=1\nB=2\nPASSWORD=hush\n');
    const answer = await judged(plan({ A: '1' }, 'values.B == "2"'), context);
    expect(answer).toMatchObject({ verdict: 'passed', got: { seen: { A: '1' }, values: { B: '2' } } });
    expect(JSON.stringify(answer)).not.toContain('hush');
  });

  test.each([
    ['s3cret-value', 'passed'],
    ['other-value', 'failed'],
  ])('a secret is compared (%s), never recorded', async (value, verdict) => {
    const answer = await judged(plan({ T: '${{ env.TOKEN }}' }), envFile(`T=${value}\n`));
    expect(answer.verdict).toBe(verdict);
    expect(JSON.stringify(answer)).not.toContain(value);
    const context = world({ env: { T: value } });
    const variable = await judged(planOf('env', { variable: 'T', equals: '${{ env.TOKEN }}' }), context);
    expect(variable.verdict).toBe(verdict);
    expect(JSON.stringify(variable)).not.toContain(value);
  });

  test('a secret can not be read by a condition', async () => {
    const context = world({ env: { TOKEN: 's3cret-value', OTHER: 'o' } });
    const answer = await judged(planOf('env', { variable: 'TOKEN' }, { expect: 'values.TOKEN != "x"' }), context);
    expect(answer).toMatchObject({ verdict: 'blocked', got: { set: true } });
    expect(JSON.stringify(answer)).not.toContain('s3cret-value');
  });

  test('quotes, comments, export, CRLF, BOM', () => {
    const text = '\uFEFFexport A="x # y" # note\r\nB=\'q\'\r\n#C=1\nD = e f # g\nE=\nF=a#b\nnot a line\n';
    expect(Object.fromEntries(parseEnvFile(text).values)).toEqual({ A: 'x # y', B: 'q', D: 'e f', E: '', F: 'a#b' });
  });

  test('a variable that we have and commands do not is said to be withheld', async () => {
    vi.stubEnv('SHOP_TOKEN', 'correct-horse');
    onTestFinished(() => void vi.unstubAllEnvs());
    const look = planOf('env', { variable: 'SHOP_TOKEN' });
    expect(await judged(look, world({ env: {} }))).toMatchObject({
      verdict: 'failed',
      measured: 'withheld from commands and probes, as a secret or credential is: name it in an `env`',
    });
    expect(await judged({ ...look, target: { ...look.target, equals: 'x' } }, world({ env: {} }))).toMatchObject({
      measured: expect.stringMatching(/^withheld/),
    });
    expect(await judged(look, world({ env: { SHOP_TOKEN: 'correct-horse' } }))).toMatchObject({ verdict: 'passed' });
    vi.stubEnv('SHOP_TOKEN', '');
    expect(await judged(look, world({ env: {} }))).toMatchObject({ measured: 'not set, or empty' });
  });

  test('a variable is set, equal, or read', async () => {
    const context = world({ env: { X: 'one', EMPTY: '' } });
    const env = (variable: string, more = {}) => planOf('env', { variable, ...more });
    expect(await judged(env('X'), context)).toMatchObject({ verdict: 'passed', got: { set: true } });
    expect(await judged(env('EMPTY'), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(env('NONE'), context)).toMatchObject({ verdict: 'failed' });
    expect(await judged(env('X', { equals: 'one' }), context)).toMatchObject({ verdict: 'passed' });
    expect(await judged(env('X', { equals: 'two' }), context)).toMatchObject({ verdict: 'failed', measured: 'X = one' });
    expect(await judged({ ...env('X'), expect: 'values.X != "two"' }, context)).toMatchObject({ verdict: 'passed' });
  });
});

test('a kind of probe that nobody knows blocks', async () => {
  expect(await judged(planOf('carrier-pigeon', {}))).toMatchObject({ verdict: 'blocked' });
});

describe('an env file that means something else than its lines', () => {
  test('what stands in a value of several lines is no assignment', () => {
    const { values, duplicates } = parseEnvFile('DEBUG=true\nNOTE="first\nDEBUG=false\n" # end\nPORT=1\r\nOPEN="half\nLAST=\'x\'\n');
    expect([...values]).toEqual([
      ['DEBUG', 'true'],
      ['NOTE', 'first\nDEBUG=false\n'],
      ['PORT', '1'],
      ['OPEN', '"half'],
      ['LAST', 'x'],
    ]);
    expect(duplicates).toEqual([]);
  });

  test('one that is no text in UTF-8 says nothing', async () => {
    const cwd = folder();
    writeFileSync(path.join(cwd, '.env'), Buffer.from('DEBUG=true\n', 'utf16le'));
    const plan = planOf('env-file', { path: '.env', equals: {} }, { expect: '!("DEBUG" in values)' });
    expect(await judged(plan, world({ cwd }))).toMatchObject({ verdict: 'blocked' });
  });
});
