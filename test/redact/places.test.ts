import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { random, SECRETS } from './secrets.ts';

const redactor = new Redactor([], standardMatching());
const HEX = '0123456789abcdef';

const TOKENS: readonly (readonly [rule: string, token: string])[] = [
  ['stripe-access-token', `sk_live_${random('place', 24)}`],
  ['npm-access-token', `npm_${random('place', 36)}`],
  ['digitalocean-pat', `dop_v1_${random('place', 64, HEX)}`],
  ['gcp-api-key', `AIza${random('place', 35)}`],
  ['groq-api-key', `gsk_${random('place', 52)}`],
  ['pulumi-api-token', `pul-${random('place', 40, HEX)}`],
];

describe.each(TOKENS)('%s', (rule, token) => {
  it('is found in a name, behind an underscore', () =>
    expect(redactor.text(`report_${token}.txt`).text).toBe(`report_[REDACTED:${rule}].txt`));

  it('is none within a word', () => expect(redactor.text(`reportX${token}`).hits).toEqual([]));
});

it.each(TOKENS.filter(([rule]) => rule !== 'gcp-api-key'))('%s is found before a dash', (rule, token) =>
  expect(redactor.text(`cache-${token}-v1`).text).toBe(`cache-[REDACTED:${rule}]-v1`),
);

const key = `DATADOG_API_KEY=${random('dog', 40, HEX)}`;
const words = `password='${random('libpq', 12)}7' host=db.acme.io`;
const settings = `Password=${random('ado', 12)}7;Server=db.acme.io;`;
const azure = `a1b8Q~${random('entra', 34)}`;

describe.each([
  ['an environment with zeros between its variables', (text: string) => `A=1\0${text}\0B=2`],
  ['the end of a sentence', (text: string) => `it is ${text}.\nThen`],
  ['an element of XML', (text: string) => `<out>${text}</out>`],
  ['a list', (text: string) => `[${text}]`],
  ['a part of CDATA', (text: string) => `<![CDATA[${text}]]>`],
  ['Markdown', (text: string) => `\`${text}\``],
])('%s', (_, write) => {
  it.each([
    ['datadog-token', key],
    ['connection-string', words],
    ['connection-string', settings],
    ['azure-ad-client-secret', azure],
  ])('shows no %s', (rule, text) => expect(redactor.text(write(text)).hits).toMatchObject([{ rule }]));
});

it.each(['spring.datasource.password=a1b2c3d4;Server=db.acme.io;', '--password=x host=db.acme.io', 'db_password=abc;Server=db.acme.io;'])(
  'does not take a part of a name for a setting: %s',
  (text) => expect(redactor.text(text).hits).toEqual([]),
);

describe('in base64', () => {
  const lines = (text: string, width: number): string => text.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
  const hook = `https://discordapp.com/api/webhooks/${random('id', 18, '123456789')}/${random('hook', 68)}`;

  it('finds words of any length across the end of a line, wherever that is', () => {
    for (let before = 0; before < 60; before++)
      expect(redactor.text(lines(Buffer.from(`${'x'.repeat(before)} ${hook}\n`).toString('base64'), 76)).hits).toMatchObject([
        { rule: 'discord-webhook' },
      ]);
  });

  it.each([
    ['openshift-user-token', `sha256~${random('openshift', 43)}`],
    ['azure-ad-client-secret', azure],
  ])('finds signs in either alphabet: %s', (rule, token) => {
    for (const encoding of ['base64', 'base64url'] as const)
      for (const before of ['', ' ', '  '])
        expect(redactor.text(Buffer.from(`${before}${token} x`).toString(encoding)).hits).toMatchObject([{ rule }]);
  });
});

it('finds a private key in the fields of a form', () => {
  const pem = SECRETS.find(({ what }) => what === 'PKCS #8');
  const body = new URLSearchParams({ user: 'ada', key: pem?.text ?? '' }).toString();
  expect(body).toContain('PRIVATE+KEY');
  expect(redactor.text(body).hits).toMatchObject([{ rule: 'private-key' }]);
  expect(redactor.text(body).text).not.toContain(encodeURIComponent(pem?.secret ?? ''));
});

it('finds credentials of Docker in CSV', () =>
  expect(redactor.text(`a,"{""auth"": ""${Buffer.from(`ada:${random('csv', 12)}`).toString('base64')}""}"`).hits).toMatchObject([
    { rule: 'basic-auth' },
  ]));

it('finds a key of Freemius in JSON', () =>
  expect(redactor.text(JSON.stringify(`"secret_key" => "sk_${random('freemius', 27)}#7",`)).hits).toMatchObject([
    { rule: 'freemius-secret-key' },
  ]));

it.each([
  ['basic-authorization', `Authorization: Basic ${Buffer.from(`ada:${random('shell', 12)}`).toString('base64')}`],
  ['curl-user', `curl -u ada:${random('shell', 12)} https://api.acme.io`],
  ['password-argument', `docker login -u ci -p ${random('shell', 11)}7 ghcr.io`],
])('finds what a shell quotes with backslashes: %s', (rule, text) =>
  expect(redactor.text(text.replaceAll(' ', String.raw`\ `)).hits).toMatchObject([{ rule }]),
);

it.each([
  ['datadog-token', `${key}.txt`],
  ['datadog-token', `data/gates/a/files/${key}.16\n`],
])('finds a %s in the path of a file', (rule, text) => expect(redactor.text(text).hits).toMatchObject([{ rule }]));

it.each([
  ['a column behind a variable', `DATADOG_APP_KEY,${random('dog', 40, HEX)},prod`],
  ['a token of Square in an address', `https://connect.squareup.com/x/EAAA${random('square', 60)}`],
  ['a token of Square in a form', `authorization=Bearer+EAAA${random('square', 60)}`],
  ['a token of Square behind a slash', `path/sq0atp-${random('square', 22)}`],
  ['a token of Facebook behind a dash', `key-EAAM${random('page', 110)}`],
  ['a password of two words for PostgreSQL', 'PGPASSWORD=moonlight-sonata psql -h db.acme.io'],
  ['a password of two words for MySQL', 'mysql -h db.acme.io -pmoonlight-sonata'],
])('finds %s', (_, text) => expect(redactor.text(text).hits).toHaveLength(1));

it.each([
  'const dropboxClient = dropboxProvider.get();',
  'linkedinAuth = linkedinProvider.auth(user)',
  'airtableClient = airtableApiClient.init(',
  'dropbox_auth => DropboxOAuth2V1.rb',
  'ORDERS_API-01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'tests/test_locale_sk_test_translations.py and my_sk_test_harness1234.ts',
  'test_vcr_IntegrationTestConfigLoader1',
  `icons/ico-${random('icon', 32, HEX)}-32x32.png and cache/SK${random('cache', 32, HEX)}/file`,
  '(pwd=/srv/app1/run) address=10.0.0.5;',
])('takes no code, name or path for a secret: %s', (text) => expect(redactor.text(text).hits).toEqual([]));
