import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';

/** What a rule of gitleaks finds, and what it passes over. */
interface Samples {
  readonly rule: string;
  readonly secrets: readonly string[];
  readonly harmless: readonly string[];
}

function samplesOf(file: string): readonly Samples[] {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'samples', file), 'utf8');
  const encoded = text.slice(text.lastIndexOf('\n\n'));
  return JSON.parse(brotliDecompressSync(Buffer.from(encoded, 'base64')).toString()) as Samples[];
}

type Reasons = Readonly<Record<string, { readonly count: number; readonly why: string }>>;

/** Secrets that are not found, by gitleaks' rule. */
const MISSED: Reasons = {
  'cloudflare-api-key': { count: 1, why: 'the name alone, without a word such as key or token, stands before digests as well' },
  'cloudflare-global-api-key': { count: 1, why: 'the name alone stands before it' },
  'jfrog-identity-token': { count: 1, why: 'the name alone stands before it' },
  'sourcegraph-access-token': { count: 1, why: 'the name alone stands before it, and it looks like a commit' },
  'curl-auth-header': { count: 1, why: 'a user without a password' },
  'curl-auth-user': { count: 2, why: 'a user without a password; a password in braces, as templates write variables' },
  'freemius-secret-key': { count: 1, why: 'it has no form of its own: gitleaks asks for the ending of the file' },
  'generic-api-key': { count: 36, why: 'any value of a name such as token: what it is can not be told from its form' },
  'hashicorp-tf-password': { count: 2, why: 'any value of the name password' },
  'nuget-config-password': { count: 6, why: 'any value of the name password' },
  'kubernetes-secret-yaml': { count: 16, why: 'any value in base64: only the manifest around it tells' },
  jwt: { count: 25, why: 'made from the expression of the rule: neither part is JSON, so it is no token' },
  'lob-api-key': { count: 25, why: 'a key of the sandbox: test_ begins the names of too many tests' },
  'lob-pub-api-key': { count: 25, why: 'a publishable key of the sandbox' },
  'pkcs12-file': { count: 1, why: 'an empty file: gitleaks goes by its name alone' },
  'vault-service-token': { count: 1, why: 'a token of Vault before 1.10 without the name of Vault' },
};
/** Findings in what gitleaks' rule passes over. */
const FOUND: Reasons = {
  'anthropic-admin-api-key': { count: 2, why: 'of another rule, or with another end: keys all the same' },
  'anthropic-api-key': { count: 2, why: 'of another rule, or with another end: keys all the same' },
  'aws-access-token': { count: 1, why: 'the example of the documentation: it is told, and no harm' },
  'cisco-meraki-api-key': { count: 1, why: 'capitals among its digits: a maker may change that' },
  'cloudflare-api-key': { count: 4, why: 'secrets of the two other rules' },
  'cloudflare-global-api-key': { count: 4, why: 'secrets of the two other rules' },
  'cloudflare-origin-ca-key': { count: 4, why: 'secrets of the two other rules' },
  'curl-auth-header': { count: 1, why: 'a JSON Web Token, which warns' },
  'curl-auth-user': { count: 1, why: 'a password that equals its user: it is told, and no harm' },
  'gcp-api-key': { count: 16, why: 'keys of the public samples of Google: they look like any other' },
};

const redactor = new Redactor([], standardMatching());
const finds = (text: string): boolean => redactor.text(text).hits.length > 0;
const ALL = samplesOf('gitleaks.txt');

function counted(samples: (of: Samples) => readonly string[]): Record<string, number> {
  const counts = ALL.map((of): [string, number] => [of.rule, samples(of).length]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function expected(reasons: Reasons): Record<string, number> {
  return Object.fromEntries(Object.entries(reasons).map(([rule, { count }]) => [rule, count]));
}

describe('the samples of gitleaks', () => {
  it('are many', () => {
    expect(ALL.length).toBeGreaterThan(200);
    expect(ALL.flatMap(({ secrets }) => secrets).length).toBeGreaterThan(5900);
    expect(ALL.flatMap(({ harmless }) => harmless).length).toBeGreaterThan(350);
  });

  it('are found, but for those that have a reason', () => {
    expect(counted(({ secrets }) => secrets.filter((text) => !finds(text)))).toEqual(expected(MISSED));
  });

  it('that are harmless are passed over, but for those that have a reason', () => {
    expect(counted(({ harmless }) => harmless.filter(finds))).toEqual(expected(FOUND));
  });
});
