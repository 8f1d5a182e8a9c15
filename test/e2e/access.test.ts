import { describe, expect, it } from 'vitest';
import { nginx } from '../gates/access/nginx.ts';
import { needs } from '../platform/programs.ts';
import { withStand } from './fixtures/stand.ts';

const TOKEN = 'Bearer 1f9a-the-operators-own';

describe('an access gate over a real nginx', needs('nginx'), () => {
  it(
    'keeps a token out of the evidence, even where the server says it aloud',
    withStand(async (stand) => {
      // What it was sent comes back in a header, in the body, as an address and in base64.
      const echo = `"$http_authorization aloud, in base64 ${Buffer.from(TOKEN).toString('base64')}"`;
      const base = await nginx(`location / { add_header X-You-Sent $http_authorization always; return 500 ${echo}; }`);
      const gate = `g: { kind: access, base-url: "${base}", identities: { anonymous: {}, operator: { headers: { Authorization: "\${{ env.TOKEN }}" } } },
        rules: [ { request: { url: /status }, allow: [operator], deny: [anonymous] } ] }`;
      const run = await stand.run(`evidence: { secret-env: [TOKEN] }\ngates: { ${gate} }\n`, { env: { TOKEN } });
      expect(run.said).toEqual(['NO-GO', 1]);
      expect(run.gate('g').findings[0]?.message).toContain('status 500');
      expect(run.gate('g').findings[0]?.message).toContain('aloud');
      for (const file of run.files()) {
        for (const secret of [TOKEN, '1f9a-the-operators-own', Buffer.from(TOKEN).toString('base64')]) {
          expect(run.text(file).includes(secret), `${file} holds ${secret}`).toBe(false);
        }
      }
      expect(run.ran.stdout + run.ran.stderr).not.toContain('1f9a');
    }),
  );

  it(
    'is blocked without its token, whatever the server answers',
    withStand(async (stand) => {
      const base = await nginx('if ($http_authorization = "") { return 401; }');
      const gate = `g: { kind: access, base-url: "${base}", identities: { anonymous: {}, operator: { headers: { Authorization: "\${{ env.TOKEN }}" } } },
        rules: [ { request: { url: / }, allow: [operator], deny: [anonymous] } ] }`;
      const run = await stand.run(`evidence: { secret-env: [TOKEN] }\ngates: { ${gate} }\n`, { env: { TOKEN: '' } });
      expect([run.said, run.bad('evidence')]).toEqual([['BLOCKED', 2], [expect.stringContaining('TOKEN')]]);
    }),
  );
});
