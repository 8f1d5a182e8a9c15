import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { random } from './secrets.ts';

/** A secret in a form that a rule of secretlint's recommended preset, 13.1.0, finds, and two of its rules beside it. */
interface Sample {
  /** The rule of secretlint. */
  readonly of: string;
  readonly text: string;
  readonly secret: string;
}

const HEX = '0123456789abcdef';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DIGITS = '123456789';

/** @param before what begins every such token */
function token(of: string, before: string, length: number, { alphabet = `${LETTERS}${DIGITS}`, after = '' } = {}): Sample {
  const secret = `${before}${random(`${of} ${before} ${length}`, length, alphabet)}${after}`;
  return { of, secret, text: `token: "${secret}"` };
}

/** @param write the text around a password */
function password(of: string, write: (password: string) => string): Sample {
  const secret = `${random(`${of} ${write('')}`, 13)}7`;
  return { of, secret, text: write(secret) };
}

const slack = (kind: string, ...lengths: readonly number[]): Sample => {
  const secret = [kind, ...lengths.map((length, index) => random(`${kind} ${index}`, length, DIGITS))].join('-');
  return { of: 'slack', secret, text: `token=${secret}` };
};

const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const account = Buffer.from(JSON.stringify({ email: 'a@b', secretKey: random('1password', 90) })).toString('base64');

const SECRETS: readonly Sample[] = [
  ...['AKIA', 'ASIA', 'A3TX'].map((before) => token('aws', before, 16, { alphabet: UPPER })),
  ...['AWS_SECRET_ACCESS_KEY = ', 'aws_secret_access_key: ', 'SecretAccessKey => ', 'SECRET_ACCESS_KEY='].map((before): Sample => {
    const secret = random(before, 40);
    return { of: 'aws', secret, text: `${before}${secret}` };
  }),
  token('npm', 'npm_', 36),
  ...[random('npmrc', 36), `${random('npmrc a', 8, HEX)}-${random('npmrc b', 4, HEX)}-${random('npmrc c', 20, HEX)}`].map(
    (secret): Sample => ({ of: 'npm', secret, text: `//npm.acme.io/:_authToken=${secret}` }),
  ),
  {
    of: 'npm',
    secret: random('oauth', 40, HEX),
    text: `"x": "git+https://${random('oauth', 40, HEX)}:x-oauth-basic@github.com/o/r.git#v1"`,
  },
  ...['xoxb', 'xoxp', 'xoxa', 'xoxo', 'xoxr'].map((kind) => slack(kind, 11, 13, ...(kind === 'xoxp' ? [13, 32] : []))),
  slack('xoxb', 12, 12, 24),
  ((secret): Sample => ({ of: 'slack', secret, text: secret }))(
    `xapp-1-A0${random('app', 9, UPPER)}-${random('n', 13, DIGITS)}-${random('x', 64, HEX)}`,
  ),
  ((secret): Sample => ({ of: 'slack', secret, text: `https://hooks.slack.com/services/${secret}` }))(
    `T${random('t', 8, UPPER)}/B${random('b', 10, UPPER)}/${random('hook', 24)}`,
  ),
  ...['http', 'https', 'ftp', 'ftps'].map((scheme) => password('basicauth', (word) => `see ${scheme}://deploy:${word}@files.acme.io/a`)),
  token('openai', 'sk-proj-', 74, { after: `T3BlbkFJ${random('openai', 74)}` }),
  token('openai', 'sk-svcacct-', 58, { after: `T3BlbkFJ${random('openai', 58)}` }),
  token('openai', 'sk-', 20, { after: `T3BlbkFJ${random('openai', 20)}` }),
  token('anthropic', 'sk-ant-api03-', 93, { after: 'AA' }),
  token('groq', 'gsk_', 52),
  token('huggingface', 'hf_', 34, { alphabet: LETTERS }),
  ...[32, 40, 64].map((length) => token('linear', 'lin_api_', length)),
  token('notion', 'ntn_', 11, { alphabet: DIGITS, after: random('notion', 35) }),
  { of: 'privatekey', secret: key.split('\n')[1] ?? '', text: key },
  token('sendgrid', 'SG.', 22, { after: `.${random('sendgrid', 43)}` }),
  ...['shppa', 'shpca', 'shpat', 'shpss'].flatMap((kind) => [
    token('shopify', `${kind}_`, 32, { alphabet: HEX }),
    token('shopify', `${kind}_`, 40),
  ]),
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => token('github', `${kind}_`, 36)),
  token('github', 'github_pat_', 82),
  token('gitlab', 'glpat-', 20),
  token('grafana', 'glc_', 80, { after: '==' }),
  token('grafana', 'glsa_', 32, { after: `_${random('grafana', 8, HEX)}` }),
  { of: '1password', secret: account, text: `ops_${account}` },
  ...['mongodb', 'mongodb+srv', 'mysql', 'mysqlx', 'jdbc:mysql', 'postgres', 'postgresql'].map((scheme) =>
    password('database-connection-string', (word) => `const uri = "${scheme}://app:${word}@db.acme.io:5432/orders?ssl=true";`),
  ),
  password('database-connection-string', (word) => `mysql --user=app --password=${word} --host=db.acme.io`),
  ...['PGPASSWORD', 'PG_PASSWORD'].map((name) => password('database-connection-string', (word) => `${name}=${word} psql -h db.acme.io`)),
  token('hashicorp-vault', 'hvs.', 95),
  token('hashicorp-vault', 'hvb.', 150),
  token('hashicorp-vault', 'hvr.', 95),
  ...['vcp', 'vci', 'vca', 'vcr', 'vck'].map((kind) => token('vercel', `${kind}_`, 24)),
  token('databricks', 'dapi', 32, { alphabet: HEX }),
  token('databricks', 'dapi', 32, { alphabet: HEX.toUpperCase(), after: '-2' }),
  ...['cfk', 'cfut', 'cfat'].map((kind) => token('cloudflare', `${kind}_`, 40, { after: random(kind, 8, HEX) })),
  ...['sk_live', 'sk_test', 'rk_live', 'rk_test'].map((kind) => token('stripe', `${kind}_`, 24)),
  ...['auth', 'api', 'client'].map((kind) => token('tailscale', `tskey-${kind}-`, 17, { after: `-${random(kind, 32)}` })),
  ((pem): Sample => ({ of: 'gcp', secret: pem.split('\\n')[1] ?? '', text: `{"type":"service_account","private_key":${pem}}` }))(
    JSON.stringify(key),
  ),
  ((value): Sample => ({ of: 'no-k8s-kind-secret', secret: value, text: `\nkind: Secret\ntype: Opaque\ndata:\n  password: ${value}\n` }))(
    Buffer.from(random('k8s', 12)).toString('base64'),
  ),
  token('docker', 'dckr_pat_', 27),
  token('figma', 'figd_', 40),
];

/** Forms that others of its rules find, and ours don't: no secrets, or nothing tells them from what is none. */
const PASSED_OVER: readonly string[] = [
  // Who an account, a tenant, a client is.
  `aws_account_id: ${random('account', 12, DIGITS)}`,
  'ad_tenant_id: "5f0c8f7a-0b61-4b1e-9d9c-6f3d1e2a7b40"',
  'azure_client_id: "0d6f6f0e-4a3f-4b7a-8a35-2f1c9e7d5b13"',
  // A private key of secp256k1, which a digest looks like.
  `the wallet 0x${random('wallet', 64, HEX)}`,
  // A folder of a user.
  ['', 'home', 'ada', 'src'].join('/'),
  '/Users/ada/src',
];

/** In the forms that its rules pass over, and some that they take for secrets and are none. */
const HARMLESS: readonly string[] = [
  // Identifiers of users, groups and roles, which secretlint takes for keys.
  `AIDA${random('user', 16, UPPER)} AROA${random('role', 16, UPPER)}`,
  // Template and documentation.
  'mongodb://username:password@db.acme.io:27017/app',
  'mysql://app:${PASSWORD}@db.acme.io:3306/app',
  'postgresql://{user}:{password}@{{host}}:5432/{name}',
  'mysql://admin:REPLACE_WITH_PASSWORD@db.acme.io/app',
  'mongodb://YOUR_USER:YOUR_PASSWORD@db.acme.io/app',
  'postgres://db.acme.io:5432/app',
  'ftp://user:pass@files.acme.io',
  'Host=your_host; Port=5432; Username=your_username; Password=your_password;',
  '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
  '-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nYOUR_PRIVATE_KEY_HERE\n-----END PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nxxx\n-----END PRIVATE KEY-----',
  'npm_config_registry npm_package_dependencies npm_lifecycle_event',
  'https://api.slack.com/web https://hooks.slack.com/services/T00000000',
  'ghp_xxx github_pat_your_token_here xoxb-your-token',
];

const redactor = new Redactor([], standardMatching());

describe.each(SECRETS)('what $of of secretlint finds', ({ text, secret }) => {
  it(`is taken out: ${text.slice(0, 14)}…`, () => {
    const { text: clean, hits } = redactor.text(text);
    expect(clean).not.toContain(secret);
    expect(hits.some(({ example }) => example !== true)).toBe(true);
  });
});

describe.each([...HARMLESS, ...PASSED_OVER])('what is no secret: %s', (text) => {
  it('stays as it is', () => expect(redactor.text(text)).toEqual({ text, hits: [] }));
});
