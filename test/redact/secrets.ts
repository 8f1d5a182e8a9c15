import { createHash, generateKeyPairSync } from 'node:crypto';

/** A secret of our own making, put together here so that no scanner takes this file for a leak. */
export interface Sample {
  readonly rule: string;
  readonly what: string;
  /** As it may stand in a log. */
  readonly text: string;
  /** What of it must be seen nowhere. */
  readonly secret: string;
  readonly warns?: true;
  /** What is found begins so many lines below the first. */
  readonly below?: number;
  /** It is looked for as it is alone. */
  readonly plain?: true;
  /** It is looked for in base64, too. */
  readonly encoded?: true;
  /** It is cut, so that all that follows may belong to it. */
  readonly wide?: false;
}

/** Characters that look random and are the same in every run. */
export function random(seed: string, length: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'): string {
  let text = '';
  for (let round = 0; text.length < length; round++)
    for (const byte of createHash('sha512').update(`${seed} ${round}`).digest()) text += alphabet[byte % alphabet.length] ?? '';
  return text.slice(0, length);
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

type Written = (secret: string) => string;
const plain: Written = (secret) => secret;

function sample(rule: string, what: string, secret: string, written: Written = plain, more: Partial<Sample> = {}): Sample {
  return { rule, what, secret, text: written(secret), ...more };
}

const encoded = { encoded: true } as const;
const doubtful = { warns: true, plain: true } as const;
const base64 = (seed: string, length: number): string => Buffer.from(random(seed, length)).toString('base64');

function pem(type: 'pkcs1' | 'pkcs8' | 'sec1', format: 'rsa' | 'ec' | 'ed25519'): string {
  const { privateKey } =
    format === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : format === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return privateKey.export({ type, format: 'pem' }).toString().trim();
}

const block = (kind: string, body: string): string =>
  `-----BEGIN ${kind}-----\n${body.replaceAll(/.{64}/g, '$&\n')}\n-----END ${kind}-----`;
const PKCS8 = pem('pkcs8', 'rsa');
const line = (key: string, n: number): string => key.split('\n')[n] ?? '';
const jwtOf = (payload: object): string =>
  [{ alg: 'HS256', typ: 'JWT' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
  `.${random('signature', 43)}`;

const basic = (seed: string): string => Buffer.from(`svc:${random(seed, 12)}`).toString('base64');
/** A word of letters and digits, as people choose them. */
const password = (seed: string): string => `${random(seed, 11)}7`;

/** What clients of registries, sites and databases read, in files and on command lines. */
const CREDENTIALS: readonly Sample[] = [
  sample('basic-auth', 'of Docker', basic('docker'), (auth) => JSON.stringify({ auths: { 'ghcr.io': { auth } } }), encoded),
  sample('basic-auth', 'of Docker, indented', basic('indent'), (auth) => JSON.stringify({ auth }, null, 2).replaceAll('\n', ' '), encoded),
  sample('basic-auth', 'of npm', basic('npmrc'), (auth) => `//nexus.acme.io/npm/:_auth=${auth}`, encoded),
  sample('npmrc-password', 'of npm', base64('npmrc', 12), (value) => `//nexus.acme.io/npm/:_password="${value}"`, {
    warns: true,
    encoded: true,
  }),
  sample('netrc-password', 'in one line', password('netrc'), (value) => `machine api.acme.io login ada password ${value}`, encoded),
  sample('netrc-password', 'first', password('netrc first'), (value) => `machine git.acme.io password ${value} login ada`, encoded),
  sample('netrc-password', 'of no host', password('netrc default'), (value) => `default login ada password ${value}`, encoded),
  sample(
    'netrc-password',
    'in many lines',
    password('netrc lines'),
    (value) => `machine api.acme.io\n  login ada\n  account x\n  password ${value}\n`,
    { ...encoded, below: 3 },
  ),
  ...['db.acme.io:5432:orders:app', '*:*:*:app'].map((before) =>
    sample('pgpass-password', before, password(before), (value) => `${before}:${value}`, { warns: true, encoded: true }),
  ),
  ...[
    (value: string) => `host=db.acme.io port=5432 user=app password=${value} dbname=orders`,
    (value: string) => `password='${value}' host=db.acme.io`,
    (value: string) => `Password=${value};Server=db.acme.io`,
    (value: string) => `jdbc:sqlserver://db.acme.io:1433;databaseName=x;user=app;password=${value}`,
    (value: string) => `jdbc:oracle:thin:app/${value}@//db.acme.io:1521/orders`,
  ].map((write) => sample('connection-string', write('…'), password(write('')), write, encoded)),
  ...[
    (value: string) => `mysql -h db.acme.io -uroot -p${value} orders`,
    (value: string) => `mysqldump --host=db.acme.io -p'${value}' orders`,
    (value: string) => `redis-cli -h cache.acme.io -a ${value} ping`,
    (value: string) => `docker login -u ci -p ${value} ghcr.io`,
    (value: string) => `sshpass -p ${value} ssh ada@acme.io`,
  ].map((write) => sample('password-argument', write('…'), password(write('')), write, encoded)),
];

export const SECRETS: readonly Sample[] = [
  { rule: 'private-key', what: 'PKCS #8', text: PKCS8, secret: line(PKCS8, 2), ...encoded },
  { rule: 'private-key', what: 'PKCS #8 in JSON', text: JSON.stringify({ private_key: PKCS8 }), secret: line(PKCS8, 2) },
  ...(['rsa', 'ec'] as const).map((format): Sample => {
    const key = pem(format === 'rsa' ? 'pkcs1' : 'sec1', format);
    return { rule: 'private-key', what: `PEM, ${format}`, text: key, secret: line(key, 2), ...encoded };
  }),
  ((key): Sample => ({ rule: 'private-key', what: 'Ed25519', text: key, secret: line(key, 1), ...encoded }))(pem('pkcs8', 'ed25519')),
  ((body): Sample => ({
    rule: 'private-key',
    what: 'OpenSSH',
    text: block('OPENSSH PRIVATE KEY', body),
    secret: body.slice(70, 120),
    ...encoded,
  }))(random('ssh', 400, BASE64)),
  ((body): Sample => ({
    rule: 'private-key',
    what: 'PGP',
    text: block('PGP PRIVATE KEY BLOCK', `\n${body}`),
    secret: body.slice(70, 120),
    ...encoded,
  }))(random('pgp', 700, BASE64)),
  ((body): Sample => ({
    rule: 'private-key',
    what: 'cut at its end',
    text: `-----BEGIN RSA PRIVATE KEY-----\n${body}`,
    secret: body,
    wide: false,
  }))(random('cut', 60, BASE64)),
  sample('aws-access-key', 'long-lived', `AKIA${random('aws', 16, UPPER)}`, (key) => `aws_access_key_id = ${key}`, encoded),
  sample('aws-access-key', 'in a signature', `AKIA${random('v4', 16, UPPER)}`, (key) => `Credential=${key}/20260101/us-east-1/s3`),
  sample('aws-access-key', 'in the name of a branch', `AKIA${random('ref', 16, UPPER)}`, (key) => `refs/heads/fix/${key}-x`),
  sample('aws-access-key', 'temporary', `ASIA${random('sts', 16, UPPER)}`, plain, encoded),
  sample('aws-secret-key', 'in an environment', random('aws secret', 40, BASE64), (key) => `AWS_SECRET_ACCESS_KEY=${key}`, encoded),
  sample('aws-secret-key', 'in JSON', random('aws json', 40, BASE64), (key) => JSON.stringify({ SecretAccessKey: key }), encoded),
  sample(
    'azure-storage-key',
    'in a connection string',
    `${random('azure', 86, BASE64)}==`,
    (key) => `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${key};EndpointSuffix=core.windows.net`,
    encoded,
  ),
  sample('azure-ad-client-secret', 'of an application', `abc8Q~${random('entra', 34)}`, (key) => `client_secret=${key}`),
  sample('gcp-api-key', 'of Google', `AIza${random('google', 35)}`, plain, encoded),
  sample('gcp-oauth-client-secret', 'of Google', `GOCSPX-${random('oauth', 28)}`, plain, encoded),
  sample('github-pat', 'classic', `ghp_${random('github', 36)}`, plain, encoded),
  sample(
    'github-app-token',
    'of a workflow',
    `ghs_${random('ghs', 36)}`,
    (token) => `https://x-access-token:${token}@github.com/o/r.git`.replace('x-access-token:', ''),
    encoded,
  ),
  sample('github-fine-grained-pat', 'fine-grained', `github_pat_${random('fine', 82)}`, plain, encoded),
  sample('gitlab-pat', 'personal', `glpat-${random('gitlab', 20)}`, plain, encoded),
  sample(
    'slack-bot-token',
    'of a bot',
    `xoxb-${random('a', 12, '123456789')}-${random('b', 12, '123456789')}-${random('slack', 24)}`,
    plain,
    encoded,
  ),
  sample(
    'slack-webhook-url',
    'a webhook',
    `hooks.slack.com/services/T${random('t', 8)}/B${random('u', 8)}/${random('hook', 24)}`,
    (url) => `https://${url}`,
  ),
  sample('npm-access-token', 'to publish', `npm_${random('npm', 36)}`, (token) => `//registry.npmjs.org/:_authToken=${token}`, encoded),
  sample('pypi-upload-token', 'to publish', `pypi-AgEIcHlwaS5vcmc${random('pypi', 120)}`, plain, encoded),
  sample('stripe-access-token', 'live', `sk_live_${random('stripe', 24)}`, plain, encoded),
  sample('sendgrid-api-token', 'of SendGrid', `SG.${random('sg', 22)}.${random('sg2', 43)}`, plain, encoded),
  sample('openai-api-key', 'of a project', `sk-proj-${random('openai', 74)}T3BlbkFJ${random('openai2', 74)}`, plain, encoded),
  sample('anthropic-api-key', 'of Anthropic', `sk-ant-api03-${random('ant', 93)}AA`, plain, encoded),
  sample('twilio-api-key', 'of Twilio', `SK${random('twilio', 32, HEX)}`, plain, encoded),
  sample('datadog-token', 'by the name before it', random('dog', 40, `${HEX}ghijk`), (key) => `DATADOG_API_KEY=${key}`, encoded),
  sample(
    'connection-string',
    'PostgreSQL',
    random('pg', 14),
    (password) => `postgres://app:${password}@db.prod.internal:5432/orders`,
    encoded,
  ),
  sample(
    'connection-string',
    'MongoDB',
    random('mongo', 14),
    (password) => `mongodb+srv://app:${password}@cluster0.abcde.mongodb.net/x`,
    encoded,
  ),
  sample('connection-string', 'Redis', random('redis', 20), (password) => `redis://:${password}@cache.internal:6379/0`, encoded),
  sample('connection-string', 'a queue', random('amqp', 14), (password) => `amqps://svc:${password}@mq.internal/vhost`, encoded),
  sample('connection-string', 'a site', random('https', 14), (password) => `https://deploy:${password}@nexus.acme.io/repository`, encoded),
  sample('connection-string', 'in JSON of PHP', random('php', 14), (password) => `{"dsn":"mysql:\\/\\/app:${password}@db.acme.io\\/x"}`),
  sample(
    'connection-string',
    'ADO.NET',
    random('ado', 14),
    (password) => `Server=tcp:db.acme.io,1433;User ID=app;Password=${password};Encrypt=true`,
    encoded,
  ),
  sample('connection-string', 'the driver of Go', random('go', 14), (password) => `dsn=app:${password}@tcp(db.acme.io:3306)/x`),
  sample(
    'basic-authorization',
    'a header',
    Buffer.from(`svc:${random('basic', 12)}`).toString('base64'),
    (value) => `Authorization: Basic ${value}`,
    encoded,
  ),
  sample('curl-user', 'a command line', `admin:${random('curl', 12)}`, (user) => `curl -sS -u ${user} https://api.acme.io`, encoded),
  sample('curl-user', 'a key as user', random('curl key', 24), (user) => `curl -u ${user}: https://api.acme.io`, encoded),
  sample('curl-user', 'in braces', `{${random('key of curl', 14)}}`, (word) => `curl --user "apikey":"${word}" https://api.acme.io`),
  sample(
    'basic-authorization',
    'a key as user',
    Buffer.from(`${random('key of basic', 24)}:`).toString('base64'),
    (value) => `Authorization: Basic ${value}`,
    encoded,
  ),
  ...CREDENTIALS,
  sample('jwt', 'of a user', jwtOf({ sub: 'ada', exp: 1_700_000_000 }), (token) => `token=${token}`, { warns: true, encoded: true }),
  sample('bearer-authorization', 'an opaque token', random('bearer', 40), (token) => `authorization: Bearer ${token}`, { warns: true }),
  ...(['GENERIC_TOKEN=', 'api_key: ', '"clientSecret": "', 'var dbPassword string = "', "System.setProperty('X_TOKEN', '"] as const).map(
    (before): Sample =>
      sample(
        'assigned-secret',
        before.trim(),
        random(`${before}1`, 32),
        (value) => `${before}${value}${/["']$/.exec(before)?.[0] ?? ''}`,
        doubtful,
      ),
  ),
  sample('assigned-secret', 'a key in base 16', random('hex', 64, HEX), (value) => `signing_key=${value}`, doubtful),
  sample('assigned-secret', 'of a maker', random('cf', 37, HEX), (value) => `cloudflare: "${value}"`, doubtful),
  sample(
    'kubernetes-secret',
    'as people write it',
    base64('kube', 18),
    (value) => `\nkind: Secret\nmetadata:\n  name: x\ndata:\n  user: YWRtaW4=\n  word: ${value}\ntype: Opaque\n`,
    { ...doubtful, below: 5 },
  ),
  sample(
    'kubernetes-secret',
    'as kubectl writes it',
    base64('kubectl', 18),
    (value) => `\nitems:\n- apiVersion: v1\n  data:\n    word: ${value}\n  kind: Secret\n  metadata:\n    name: x\n`,
    { ...doubtful, below: 4 },
  ),
  sample(
    'kubernetes-secret',
    'in JSON',
    base64('kube json', 18),
    (value) => JSON.stringify({ data: { user: 'YWRtaW4=', word: value }, kind: 'Secret', metadata: {} }),
    doubtful,
  ),
  sample(
    'kubernetes-secret',
    'in JSON in JSON',
    base64('kube applied', 18),
    (value) => JSON.stringify({ applied: JSON.stringify({ kind: 'Secret', metadata: { labels: { a: 'b' } }, data: { 'a.b': value } }) }),
    doubtful,
  ),
  sample(
    'nuget-config-password',
    'of a feed',
    `${random('nuget', 12)}!7`,
    (value) => `<add key="ClearTextPassword" value="${value}" />`,
    doubtful,
  ),
  sample('terraform-password', 'of a database', `${random('tf', 12)}!7`, (value) => `administrator_login_password = "${value}"`, doubtful),
  sample('freemius-secret-key', 'of PHP', `sk_${random('freemius', 27)}#7`, (value) => `"secret_key" => "${value}",`, { plain: true }),
  sample('lob-api-key', 'of a sandbox', `test_${random('lob', 35, HEX)}`, plain, { plain: true }),
];
