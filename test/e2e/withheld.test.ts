import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPO } from './harness.ts';
import { withStand } from './fixtures/stand.ts';

const WITHHELD = ['DB_PASSWORD', 'PGPASSWORD', 'MYSQL_PWD', 'DB_PASS', 'CREDS', 'SHOP_TOKEN', 'STRIPE_SECRET_KEY', 'GH_PAT', 'MINE'];
const HANDED = ['DATABASE_URL', 'SENTRY_DSN', 'GH_AUTH', 'SECRET_X', 'MY_KEY', 'PASS_RATE', 'PWD'];
const ENV = { ...Object.fromEntries([...WITHHELD, ...HANDED].map((name) => [name, `${name}-value-7`])), INPUT_TOKEN: 'runner' };

it(
  'a service and a command that end badly are said not to have been given credentials, by name and never by value',
  withStand(async (stand) => {
    const text = `
evidence: { secret-env: [MINE] }
env: { GH_PAT: "x" }
services:
  web: { run: node -e "process.exit(3)", port: 1, health: /, env: { TOKEN_OF_SHOP: "\${{ env.MINE }}", SHOP_TOKEN: none } }
gates:
  up: { kind: health, services: [web], count: 1 }
  names: { run: "env > names.txt && exit 4", env: { DB_PASS: none } }
  well: { run: node --version }
`;
    const run = await stand.run(text, { env: ENV });
    const findings = (id: string): readonly string[] =>
      run.gate(id).findings.flatMap(({ title, message }) => (title === 'Environment' ? [message] : []));
    const told = (whose: string, names: readonly string[]): string =>
      `${whose} not given ${names.toSorted().join(', ')}, which may hold secrets: what is needed goes into \`env\``;
    const but = (...given: readonly string[]): readonly string[] => WITHHELD.filter((name) => !given.includes(name));
    expect(findings('up')).toEqual([told('web was', but('GH_PAT', 'MINE', 'SHOP_TOKEN'))]);
    expect(findings('names')).toEqual([told('its commands were', but('GH_PAT', 'DB_PASS'))]);
    expect(findings('well')).toEqual([]);
    const given = fs.readFileSync(path.join(stand.folder, 'names.txt'), 'utf8').split('\n');
    const names = given.map((line) => line.split('=')[0]);
    expect(HANDED.filter((name) => !names.includes(name))).toEqual([]);
    expect(WITHHELD.filter((name) => names.includes(name))).toEqual(['DB_PASS', 'GH_PAT']);
    expect(run.facts('execution.started')[0]?.['withheld']).toEqual(WITHHELD.toSorted());
    expect(run.text('data/observations.jsonl')).not.toMatch(/(?:PASSWORD|PWD|CREDS|MINE)-value-7/);
  }),
);

it('the page on secrets lists them', () => {
  const [, section = ''] =
    /## What commands are not given\n(.*?)\n## /s.exec(fs.readFileSync(path.join(REPO, 'docs/secrets.md'), 'utf8')) ?? [];
  const words = new Set(section.match(/[A-Z]+(?:_[A-Z]+)*/g));
  const ends = ['TOKEN', 'SECRET', 'PASSWORD', 'PASSWD', 'PASS', 'PASSPHRASE', 'PAT', 'PRIVATE_KEY', 'ACCESS_KEY', 'SECRET_KEY', 'API_KEY'];
  for (const name of [...ends, 'PGPASSWORD', 'MYSQL_PWD', 'SSHPASS', 'REDISCLI_AUTH', 'DATABASE_URL', 'SENTRY_DSN'])
    expect(words).toContain(name);
});

it(
  'files that are called after a maker of tokens stand beside their digests, which are no tokens',
  withStand(async (stand) => {
    const files = ['sentry-client.log', 'artifactory-access.txt', 'new-relic-key', 'discord-bot.json', 'confluent-auth.csv'];
    const run = await stand.run(`gates: { a: { run: "cd $GATE_DIR && for f in ${files.join(' ')}; do echo $f > $f; done" } }`);
    expect(run.said).toEqual(['GO', 0]);
    for (const file of files) expect(run.text('SHA256SUMS.csv')).toContain(`data/gates/a/files/${file},`);
  }),
);
