import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { samplesOf } from './samples.ts';

/** What a rule of gitleaks finds, and what it passes over. */
interface Samples {
  readonly rule: string;
  readonly secrets: readonly string[];
  readonly harmless: readonly string[];
}

type Reasons = Readonly<Record<string, { readonly count: number; readonly why: string }>>;

/** Secrets that are not found, by gitleaks' rule. */
const MISSED: Reasons = {
  'curl-auth-header': { count: 1, why: 'a user without a password who is a word, and so no key' },
  'curl-auth-user': { count: 1, why: 'a user without a password, too short to look like a key' },
  'hashicorp-tf-password': { count: 1, why: 'a word as password of nothing that is named: it can not be told from one of a test' },
  'pkcs12-file': { count: 1, why: 'an empty file: gitleaks goes by its name alone' },
};
/** Findings in what gitleaks' rule passes over. */
const FOUND: Reasons = {
  'anthropic-admin-api-key': { count: 2, why: 'of another rule, or with another end: keys all the same' },
  'anthropic-api-key': { count: 2, why: 'of another rule, or with another end: keys all the same' },
  'aws-access-token': { count: 1, why: 'the example of the documentation: it is told, and no harm' },
  'cisco-meraki-api-key': {
    count: 2,
    why: 'capitals among its digits: a maker may change that; a random value of the name token, which warns',
  },
  'cloudflare-api-key': { count: 5, why: 'secrets of the two other rules' },
  'cloudflare-global-api-key': { count: 5, why: 'secrets of the two other rules' },
  'cloudflare-origin-ca-key': { count: 6, why: 'secrets of the two other rules' },
  'curl-auth-header': { count: 1, why: 'a JSON Web Token, which warns' },
  'curl-auth-user': { count: 1, why: 'a password that equals its user: it is told, and no harm' },
  'databricks-api-token': { count: 1, why: 'a value of the name token that counts: it is told, and no harm' },
  'freemius-secret-key': { count: 1, why: 'a secret: gitleaks asks for the ending of the file' },
  'gcp-api-key': { count: 16, why: 'keys of the public samples of Google: they look like any other' },
  'generic-api-key': { count: 1, why: 'known to everybody, as an example: it is told, and no harm' },
  'mailchimp-api-key': { count: 1, why: 'a random value of the name token, which warns' },
  'nuget-config-password': { count: 3, why: 'examples of the documentation; a secret in a file of another name' },
  'settlemint-application-access-token': { count: 2, why: 'random values of the name token, which warn' },
  'slack-user-token': { count: 1, why: 'a random value of the name token, which warns' },
  'stripe-access-token': { count: 1, why: 'a random value of the name token, which warns' },
};

const redactor = new Redactor([], standardMatching());
const finds = (text: string): boolean => redactor.text(text).hits.length > 0;
const ALL = samplesOf('gitleaks.txt') as readonly Samples[];

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
