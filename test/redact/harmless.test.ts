import { describe, expect, it } from 'vitest';
import { standardMatching } from '../../src/redact/pattern-matching.ts';
import { Redactor } from '../../src/redact/redact.ts';
import { samplesOf } from './samples.ts';
import { random, SECRETS } from './secrets.ts';

const redactor = new Redactor([], standardMatching());
const HEX = '0123456789abcdef';
const uuid = '7c1f0d4e-9b52-4e0a-8a56-3f1c2b7d9e04';
const sha = random('sha', 64, HEX);
const commit = random('commit', 40, HEX);
const blob = Buffer.from(random('blob', 3000)).toString('base64');

/** What logs hold everywhere, by its kind. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'digests of locks and images': [
    `      "integrity": "sha512-${random('integrity', 86)}==",`,
    `golang.org/x/oauth2 v0.15.0 h1:${random('go.sum', 43)}=`,
    `Digest: sha256:${sha}  Status: Downloaded newer image for ghcr.io/acme/token-service@sha256:${sha}`,
    `token-service@sha256:${sha} secret-store: sha256-${random('s', 43)}=`,
    `"src/auth/tokens.ts": "${commit}", "lib/secret.go": "${sha}", src/token.rs=${sha}`,
    `path,sha256,bytes\ndata/gates/a/files/sentry-client.log,${sha},3\ndata/gates/a/files/REDACTED-new-relic-key-.7,${sha},1\n`,
    `"assets/discord-login.js","${sha}"\nartifactory-access.txt: ${sha}\n"xray-auth.xml": "${sha}" sumologic-id.csv=${commit} jfrog-api.json | ${sha}`,
    `token_hash=${sha} passwordHash: "${sha}" secret_checksum=${sha} access_key_fingerprint: ${sha} hashed_token: "${sha}"`,
  ],
  'commits, requests, traces': [
    `HEAD is now at ${commit} Rotate the secret: all of it`,
    `traceparent: 00-${random('trace', 32, HEX)}-${random('span', 16, HEX)}-01 trace_id=${random('t', 32, HEX)} x-request-id: ${uuid}`,
    `ETag: "${random('etag', 32, HEX)}" last-modified-key: ${uuid}`,
    `"ClientRequestToken": "${uuid}", "clientToken": "${uuid}", LockToken=${uuid}, "nextPageToken": "${random('page', 60)}", continuation_token: ${random('c', 60)}`,
    `<meta name="csrf-token=${random('csrf', 40)}"> XSRF-TOKEN=${random('xsrf', 40)}`,
  ],
  'keys of caches and builds': [
    `Build cache key for task ':compileJava' is ${random('gradle', 32, HEX)}`,
    `Cache restored from key: Linux-node-${sha} cache-key=${sha} primary_key: ${uuid} publicKey = "${random('pub', 43)}="`,
    `restore-keys: npm-${sha} key: ${random('k', 40)}`,
  ],
  'workflows and shells': [
    '  token: ${{ secrets.NPM_TOKEN2 }}\n  password: ${{ secrets.DB_PASSWORD_1 }}',
    '  env:\n    GITHUB_TOKEN: ***\n    API_KEY: ***\n##[debug]token=***',
    'password=$PASSWORD1 secret="$(cat /run/secrets/db1)" token=%TOKEN1% API_KEY=<your-api-key-1>',
    'docker build --secret id=npm_token1,src=.npmrc . --mount=type=secret,id=jfrog_secret2',
    'secret: /var/run/secrets/kubernetes.io/serviceaccount1/token PASSWORD_FILE=/run/secrets/db_password_1',
  ],
  'words that name secrets': [
    '{"token_type":"bearer","expires_in":3600,"scope":"read:user1 write:repo2","token_use":"access"}',
    '"usage": {"prompt_tokens": 1234567890123, "completion_tokens": 98765432101}',
    'token: IDENTIFIER_NAME_12 token=STRING_LITERAL_2 tokenizer: bert-base-uncased-v2 token = "end-of-file-marker-1"',
    'password: changeit123456 password=Password1234567 secret: my-app-secret-v2 credentials: service-account-2024-01-15',
    'secretName: app-tls-2 secretKeyRef: {name: db-credentials-1, key: password-1} imagePullSecrets: registry-cred-20240115',
    `arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-db-a1B2c3 AWS::SecretsManager::Secret: ${random('aws', 16, HEX)}`,
    'ok 12 - auth: rejects a token that is expired (12.4ms)\n--- PASS: TestToken/secret:_base64_v2 (0.00s)',
    'tests/test_auth.py::test_token[HS256-secret1-2024] PASSED test_0a1b2c3d4e5f60718293a4b5c6d7e8f',
  ],
  'objects of Kubernetes': [
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  blob: ${blob}\nmetadata:\n  uid: ${uuid}\n`,
    'kind: Secret\nmetadata:\n  name: x\ntype: Opaque\n',
    'apiVersion: v1\nkind: Secret\ndata:\n  password: {{ .Values.password | b64enc }}\n  empty: ""\nstringData:\n  other: ${OTHER}\n',
    `kind: SealedSecret\nspec:\n  encryptedData:\n    a: ${blob}\n`,
    `kind: ExternalSecret\nspec:\n  secretStoreRef:\n    kind: SecretStore\n  data:\n    - key: secret/a1b2\n`,
    `data:\n  a: ${blob}\nkind: ConfigMap\n---\nkind: Secret\nmetadata:\n  name: x\n---\nkind: ConfigMap\ndata:\n  b: ${blob}\n`,
    `{"level":"info","kind":"Secret","name":"a","data":{"generation":"1"},"uid":"${uuid}"}`,
  ],
  'files of credentials without one': [
    '{"auths":{"ghcr.io":{},"quay.io":{"auth":""}},"credsStore":"desktop1"} {"auth":"dXNlcjpwYXNzd29yZA=="}',
    `"author":"ada1" auth: github_app1 auth=basic2 oauth=code12345678 "auth": "registry" auth: ${random('auth', 40)}`,
    '//nexus.acme.io/:_password=${NPM_PASSWORD}\n//nexus.acme.io/:_auth=${NPM_AUTH}\n//nexus.acme.io/:always-auth=true',
    'machine api.acme.io login ada password $TOKEN1\nthe machine needs a login, and a password 1 time\nmachine string\nlogin string\npassword string',
    '0.0.0.0:5432->5432/tcp 127.0.0.1:5432:5432 src/a.c:5432:12:34:5678 db:5432:orders:app:connected arn:aws:logs:*:*:*',
    'host=db.acme.io port=5432 user=app dbname=x1 sslmode=require password=*** application_name=y2',
    'host=db.acme.io password=$PGPASSWORD1 user=app; Server=db.acme.io;Password={0};User Id=app1',
  ],
  'commands without a password': [
    'docker run --name mysql -p3306:3306 mysql:8 && mkdir -p mysql/data1 && mysql -u root -p orders1 && docker compose -p app1 up',
    'mysql -uroot -p"$MYSQL_ROOT_PASSWORD1" && mysqldump -p${PW1} x1 && mysqladmin -P3307 -u root ping1; echo -p1234x',
    'docker login -u ci --password-stdin ghcr.io && docker login -u ci -p "$TOKEN1" ghcr.io && docker login -p <token1> ghcr.io',
    'sshpass -p "$PW1" ssh a1 && redis-cli -a "$REDIS1" ping && redis-cli -n 1 get a1 && curl -u "$USER1:$PASS1" https://a.io',
    'curl -u ada: https://a.io && curl --user "{user1}":"{password1}" https://a.io && curl -H "Authorization: Basic YnJvd3Nlcjo="',
    'the new --password options. --password respectively. use --password (see 1)',
  ],
  'help in other languages, and code': [
    '       --password=JELSZÓ               mind\n  -p, --password CONTRASEÑA       cambia\n       --password=HASŁO      ustawia',
    '  -p, --password PALAVRA-PASSE  palavra-passe\n--ask-password ve --password seçenekleri',
    '--username ada --password smb-file-server-password',
    "keywords: ['PGPASSWORD='],\\n keywords: ['sshpass -p'],\\n",
    `c="PuTTY-User-Key-File-2: ssh-rsa\\r\\n";c+="Encryption: "+a+"\\r\\n",c+="Private-Lines: "+l+"\\r\\n"+p,c+="\\r\\nPrivate-MAC: "+d(f)`,
    `('-----BEGIN ENCRYPTED PRIVATE KEY-----', '-----END ENCRYPTED PRIVATE KEY-----')\n# Encrypted keys are read by a class of its own.`,
    `machine acme.io login ada password \x00passr?\x00\x00 --password=z\x1fDoing sshpass -pz\x0fabcd`,
  ],
  'pictures and reports': [
    `<img src="data:image/png;base64,${blob}"> {"screenshot":"${blob}"}`,
    `<testcase classname="auth.TokenTest" name="parses token=abc" time="0.012"/> SF:src/token.ts DA:12,34 <class name="Secret" line-rate="0.98123"/>`,
  ],
};

describe.each(Object.entries(HARMLESS))('%s', (_, texts) => {
  it.each(texts)('hold no secret: %#', (text) => expect(redactor.text(`a\n${text}\nb\n`)).toEqual({ text: `a\n${text}\nb\n`, hits: [] }));

  it.each(texts)('hold none in base64 and UTF-16: %#', (text) => {
    for (const before of ['', 'a', 'ab']) expect(redactor.text(Buffer.from(`${before}\n${text}\n`).toString('base64')).hits).toEqual([]);
    expect(redactor.text(Buffer.from(text, 'utf16le').toString('latin1')).hits).toEqual([]);
  });
});

it.each([
  ['a long text in base64', `"AAAAEAAAcAAwAJPgIAFK4/EAAM${random('EAAM', 200)}+MMI"`],
  ['one with a short end', `t9B/EAAA${random('EAAA', 60)}=`],
  ['help in other scripts', '--password MẬT_KHẨU --password=ПАРОЛЬ   пароль --password 密码和用户名'],
])('%s holds no secret', (_, text) => expect(redactor.text(`a\n${text}\nb\n`).hits).toEqual([]));

it('takes no word in UTF-16 for a token that begins within it', () => {
  const token = `AKIA${random('aws', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
  const found = (text: string): number => redactor.text(Buffer.from(text, 'utf16le').toString('latin1')).hits.length;
  expect([found(`a ${token} b`), found(`a X${token} b`)]).toEqual([1, 0]);
});

describe('what documentation shows', () => {
  const basic = (credentials: string): string => Buffer.from(credentials).toString('base64');
  it.each([
    ['GitHub', ['ghs_', '16C7e42F292c6912E7710c838347Ae178B4a'].join('')],
    ['Octokit', ['createTokenAuth("ghp_', 'PersonalAccessToken01245678900000000")'].join('')],
    ['a key of Amazon', ['AKIA', 'EXAMPLEPBUMBC3GA'].join('')],
    ['a session of Amazon', `"IQoJb3JpZ2luX2VjEOz////////////////////wEXAMPLEtMS${random('sts', 80)}"`],
    ['RFC 6749', `Authorization: Basic ${basic('s6BhdRkqt3:gX1fBat3bV')}`],
    ['RFC 7617', `Authorization: Basic ${basic('Aladdin:open sesame')}`],
    ['npm', `auth: '${basic('isaacs:not my real password')}'`],
    ['tests that have one word', `Authorization: Basic ${basic('test:test')}`],
    ['dotenv', 'Wrong format. Must be in valid uri format like dotenv://:key_1234@dotenv.org/vault/.env.vault?environment=development'],
    ['Redis', 'createClient({ url: "redis://alice:foobared@awesome.redis.server:6380" })'],
    ['perl', 'is normally used as:\n\n    default login anonymous password user@site\n'],
  ])('is told, and no harm: %s', (_, text) => {
    const stream = redactor.stream();
    stream.push(Buffer.from(text));
    stream.end();
    expect([stream.harms, stream.count > 0]).toEqual([false, true]);
  });
});

describe.each(samplesOf('logs.txt') as readonly { project: string; log: string }[])('the log of $project', ({ log }) => {
  it('holds no secret', () => {
    expect(log.length).toBeGreaterThan(10_000);
    expect(redactor.text(log).hits).toEqual([]);
  });

  it('holds every secret that is put into it', () => {
    const lines = log.split('\n');
    for (const [index, { text, rule, wide }] of SECRETS.entries()) {
      if (wide === false) continue;
      const at = Math.floor((lines.length * index) / SECRETS.length);
      const found = redactor.text([...lines.slice(at - 50, at), text, ...lines.slice(at, at + 50)].join('\n')).hits;
      expect(found.map((hit) => hit.rule)).toContain(rule);
    }
  });
});
