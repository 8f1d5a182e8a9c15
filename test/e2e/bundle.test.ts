import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBag } from '../../src/evidence/bag.ts';
import { writeZip } from '../../src/evidence/zip.ts';
import { freePort } from '../live/processes/tree.ts';
import { JUDGE_VERSION } from '../../src/verdict/version.ts';
import { needs } from '../platform/programs.ts';
import { CLI, OWN_NODE, Project, REPO } from './harness.ts';

/** One small GO with every kind of record: services, checks, health, cycles, files, hand-written attachments. */
const project = new Project();
let bundle: string;
let head: string;
let copies = 0;

beforeAll(async () => {
  const port = await freePort();
  project.write(
    'server.mjs',
    `import http from 'node:http';
http.createServer((q, r) => r.end('{"ok":true}')).listen(process.env.PORT, '127.0.0.1');\n`,
  );
  project.write('NOTES.md', 'by hand\n');
  project.write('out.txt', 'measured\n');
  project.write(
    'gates.yml',
    `version: 1
name: Tampering
evidence: { attachments: [NOTES.md] }
services: { web: { run: node server.mjs, port: ${port}, health: /healthz } }
gates:
  work:
    kind: checks
    services: [web]
    checks: [ { command: "echo hello; echo file > $GATE_DIR/result.txt" }, { file: out.txt, capture: true } ]
  steady: { kind: health, needs: [work], services: [web], interval: 250ms, count: 20, criteria: ["p95Ms < 5000.0"] }
  restarts: { kind: cycles, needs: [steady], services: [web], count: 1 }
`,
  );
  const ran = await project.gate(['run', 'gates.yml']);
  expect(ran.stderr + ran.stdout).toContain('GO');
  expect(ran.code).toBe(0);
  bundle = project.bundle();
  head = project.summary().head;
});
afterAll(() => project.close());

/** A copy of the bundle with something done to it. */
function tampered(change: (folder: string) => void): string {
  const folder = path.join(project.folder, `copy-${copies++}`, path.basename(bundle));
  fs.cpSync(bundle, folder, { recursive: true });
  change(folder);
  return folder;
}

const edit = (file: string, change: (text: string) => string) => (folder: string) => {
  const target = path.join(folder, file);
  const before = fs.readFileSync(target, 'latin1');
  const after = change(before);
  expect(after, `${file} was changed`).not.toBe(before);
  fs.writeFileSync(target, after, 'latin1');
};

/** As somebody would who knows BagIt: the bag is consistent again. */
const rebag = (change: (folder: string) => void) => (folder: string) => {
  change(folder);
  const [, date = ''] = /Bagging-Date: (\S+)/.exec(fs.readFileSync(path.join(folder, 'bag-info.txt'), 'utf8')) ?? [];
  writeBag(folder, { executionId: path.basename(bundle), baggingDate: date, software: 'gate-action 0.1.0' });
};

/** Makes the tag manifest fit the tag files again. */
function retag(folder: string): void {
  const tags = ['SHA256SUMS.csv', 'bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'];
  const row = (tag: string): string =>
    `${createHash('sha256')
      .update(fs.readFileSync(path.join(folder, tag)))
      .digest('hex')}  ${tag}\n`;
  fs.writeFileSync(path.join(folder, 'tagmanifest-sha256.txt'), tags.map(row).join(''));
}

const OBSERVATIONS = 'data/observations.jsonl';
const lines = (change: (lines: string[]) => string[]) => edit(OBSERVATIONS, (text) => change(text.trimEnd().split('\n')).join('\n') + '\n');

async function verify(target: string, ...args: string[]) {
  const ran = await project.gate(['verify', target, ...args]);
  return { code: ran.code, said: ran.stdout + ran.stderr };
}

describe('a bundle', () => {
  it('verifies as folder and as zip, with and without its head, on both Nodes', async () => {
    for (const node of [process.execPath, OWN_NODE]) {
      for (const target of [bundle, `${bundle}.zip`]) {
        expect(await project.gate(['verify', target], { node })).toMatchObject({ code: 0, stdout: expect.stringContaining('consistent') });
        expect(await project.gate(['verify', target, '--head', head, '--require-go'], { node })).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('authentic'),
        });
      }
    }
  });

  it.each([process.execPath, OWN_NODE])('takes little memory to unpack, however long its files are: %s', async (node) => {
    const folder = path.join(project.folder, 'long');
    project.write('long/data/zeros', '');
    fs.truncateSync(path.join(folder, 'data/zeros'), 80_000_000);
    await writeZip(folder, `${folder}.zip`);
    const peak =
      'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${Math.ceil(process.resourceUsage().maxRSS/1024)} MiB`))';
    const { status, stderr } = spawnSync(node, ['--import', peak, CLI, 'verify', `${folder}.zip`], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^peak \d+ MiB$/)]);
    expect(Number(/\d+/.exec(stderr)?.[0])).toBeLessThan(110);
  });

  it('says the same on every Node, byte for byte', () => {
    const [own, here] = [OWN_NODE, process.execPath].map(
      (node) => spawnSync(node, [path.join(REPO, 'dist/cli.js'), 'report', bundle, '--format', 'html'], { encoding: 'utf8' }).stdout,
    );
    expect(own).toContain('<!doctype html>');
    expect(own).toBe(here);
    expect(own).toBe(fs.readFileSync(path.join(bundle, 'data/report.html'), 'utf8'));
  });

  it('is a bag that sha256sum checks', needs('sha256sum'), () => {
    const { status, stderr } = spawnSync('sha256sum', ['-c', '--strict', '--quiet', 'manifest-sha256.txt'], {
      cwd: bundle,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('names what was kept: output, files, logs, what was written by hand', () => {
    const { files } = { files: fs.readdirSync(path.join(bundle, 'data/gates'), { recursive: true, encoding: 'utf8' }) };
    for (const name of [
      'work/check-1.stdout.log',
      'work/files/result.txt',
      'work/captured/out.txt',
      'evidence/attachments/NOTES.md',
      'evidence/services/web.log',
    ])
      expect(files).toContain(name);
  });

  it('has a statement about the very zip', () => {
    const statement = JSON.parse(fs.readFileSync(`${bundle}.statement.json`, 'utf8')) as {
      subject: { digest: { sha256: string } }[];
      predicate: object;
    };
    expect(statement.subject[0]?.digest.sha256).toBe(
      createHash('sha256')
        .update(fs.readFileSync(`${bundle}.zip`))
        .digest('hex'),
    );
    expect(statement.predicate).toMatchObject({ result: 'PASSED', passedTests: ['work', 'steady', 'restarts', 'evidence'] });
  });
});

describe('an execution that is named by its id', () => {
  it.each([['verify'], ['report'], ['replay']])('is found by `gate %s`, as a folder or a zip', async (command) => {
    const id = path.basename(bundle);
    const whole = await project.gate([command, bundle]);
    expect(whole.code).toBe(0);
    expect(await project.gate([command, id])).toEqual(whole);
    const store = path.join(project.folder, `store-${command}`);
    fs.mkdirSync(store);
    fs.copyFileSync(`${bundle}.zip`, path.join(store, `${id}.zip`));
    expect(await project.gate([command, id, '--out', store])).toEqual(whole);
    expect((await project.gate([command, 'no-such-id'])).code).toBe(2);
  });
});

describe('gate verify finds', () => {
  it('any flipped byte', async () => {
    const files = fs
      .readdirSync(bundle, { recursive: true, encoding: 'utf8' })
      .filter((file) => fs.statSync(path.join(bundle, file)).isFile());
    for (const [index, file] of files.entries()) {
      const size = fs.statSync(path.join(bundle, file)).size;
      if (size === 0) continue;
      const target = tampered((folder) => {
        const bytes = fs.readFileSync(path.join(folder, file));
        const at = (index * 7919) % size;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        fs.writeFileSync(path.join(folder, file), bytes);
      });
      const { code, said } = await verify(target);
      expect([1, 2], `${file}: ${said}`).toContain(code);
      expect(said).toContain(path.basename(file));
      fs.rmSync(path.dirname(target), { recursive: true });
    }
  });

  it.each<[string, (folder: string) => void, number, string]>([
    ['a dropped file', (f) => fs.rmSync(path.join(f, 'data/gates/work/check-1.stdout.log')), 1, 'check-1.stdout.log'],
    [
      'a dropped file, rebagged',
      rebag((f) => fs.rmSync(path.join(f, 'data/gates/work/check-1.stdout.log'))),
      1,
      'check-1.stdout.log: an observation names it',
    ],
    ['an added file', (f) => fs.writeFileSync(path.join(f, 'data/gates/work/more.txt'), 'x'), 1, 'more.txt'],
    [
      'an added file, rebagged',
      rebag((f) => fs.writeFileSync(path.join(f, 'data/gates/work/more.txt'), 'x')),
      1,
      'no observation names it',
    ],
    ['an edited attachment, rebagged', rebag(edit('data/gates/work/files/result.txt', () => 'better\n')), 1, 'result.txt: differs'],
    ['the last line cut', rebag(lines((all) => all.slice(0, -1))), 2, 'seals        incomplete'],
    [
      'a cut back to an earlier seal',
      rebag(lines((all) => all.slice(0, all.findIndex((line) => line.includes('"type":"seal"')) + 1))),
      2,
      'not the final one',
    ],
    ['an appended line', rebag(lines((all) => [...all, '{"seq":9999,"t":1,"type":"x"}'])), 1, 'stands after the final seal'],
    ['a doubled line', rebag(lines((all) => [...all.slice(0, 5), all[4] ?? '', ...all.slice(5)])), 1, 'seq'],
    ['swapped lines', rebag(lines((all) => [...all.slice(0, 4), all[5] ?? '', all[4] ?? '', ...all.slice(6)])), 1, 'seq'],
    ['an edited observation', rebag(edit(OBSERVATIONS, (text) => text.replace('"status":200', '"status":201'))), 1, 'seq'],
    [
      'an edited verdict',
      rebag(edit('data/summary.json', (text) => text.replace('"verdict": "passed"', '"verdict": "failed"'))),
      1,
      'summary.json',
    ],
    ['an edited count', rebag(edit('data/summary.json', (text) => text.replace('"checks": 20', '"checks": 21'))), 1, 'summary.json'],
    ['an edited decision', rebag(edit('data/decision.json', (text) => text.replace('passed', 'waived'))), 1, 'decision.json'],
    ['an edited report', rebag(edit('data/report.md', (text) => text.replace('GO', 'GO!'))), 1, 'report.md'],
    ['an edited page', rebag(edit('data/report.html', (text) => text.replace('GO', 'NO'))), 1, 'report.html'],
    ['an edited plan', rebag(edit('data/plan.json', (text) => text.replace('"count": 20', '"count": 10'))), 1, 'plan.json'],
    ['an edited configuration', rebag(edit('data/config/gates.yml', (text) => text.replace('count: 20', 'count: 10'))), 1, 'plan.json'],
    ['no plan', rebag((f) => fs.rmSync(path.join(f, 'data/plan.json'))), 2, 'plan.json is missing'],
    ['no manifest', (f) => fs.rmSync(path.join(f, 'manifest-sha256.txt')), 2, 'manifest-sha256.txt'],
    [
      'a file beside the records, rebagged',
      rebag((f) => fs.writeFileSync(path.join(f, 'data/sign-off.html'), 'GO')),
      1,
      'data/sign-off.html: no bundle holds such a file',
    ],
    ['an empty folder', (f) => fs.mkdirSync(path.join(f, 'data/empty')), 1, 'data/empty: an empty folder'],
    [
      'another program that would have made the bag',
      (f) => {
        edit('bag-info.txt', (text) => text.replace('gate-action 0.1.0', 'gate-action 99'))(f);
        retag(f);
      },
      1,
      'bag-info.txt',
    ],
    ['an edited date of the bag', edit('bag-info.txt', (text) => text.replace('Bagging-Date: 20', 'Bagging-Date: 19')), 1, 'bag-info.txt'],
  ])('%s', async (_, change, code, words) => {
    const result = await verify(tampered(change));
    expect(result.said).toContain(words);
    expect(result.code).toBe(code);
  });

  it('a bundle that was rewritten from end to end, by its head', async () => {
    const other = new Project();
    try {
      for (const file of ['server.mjs', 'NOTES.md', 'out.txt', 'gates.yml'])
        fs.copyFileSync(path.join(project.folder, file), path.join(other.folder, file));
      expect((await other.gate(['run', 'gates.yml'])).code).toBe(0);
      expect((await verify(other.bundle())).code).toBe(0);
      const { code, said } = await verify(other.bundle(), '--head', head);
      expect(code).toBe(1);
      expect(said).toContain('consistent in itself, but NOT as expected');
      expect(said).toContain(`expected ${head}`);
    } finally {
      other.close();
    }
  });

  it('another plan, commit, run or decision than expected', async () => {
    for (const args of [
      ['--expect-plan', '0'.repeat(64)],
      ['--expect-commit', 'c0ffee0'],
      ['--expect-run', '1/1'],
      ['--head', '0'.repeat(64)],
    ]) {
      expect((await verify(bundle, ...args)).code, args.join(' ')).toBe(1);
    }
  });

  it.each(['--head', '--expect-plan'])('no SHA-256 after %s: refused, for that it differs says nothing', async (option) => {
    expect(await project.gate(['verify', bundle, option, 'abc'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `gate: ${option} is "abc"; expected a whole SHA-256, 64 hex digits\n`,
    });
  });

  it('nothing but the bundle itself: what was not asked is not checked', async () => {
    expect((await verify(bundle)).said).toMatch(/^expectations not checked$/m);
  });

  it('an empty folder: it is no bundle', async () => {
    const empty = path.join(project.folder, 'nothing-in-it');
    fs.mkdirSync(empty, { recursive: true });
    const { code, said } = await verify(empty);
    expect(code).toBe(2);
    expect(said).toContain(`${empty}: no bundle`);
  });

  it('a commit that is named by its first digits, if it is that one', async () => {
    const other = new Project();
    try {
      other.write('gates.yml', 'version: 1\ngates: { a: { run: "true" } }\n');
      const git = (...args: string[]): string =>
        spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: other.folder, encoding: 'utf8' }).stdout;
      git('init', '-q');
      git('add', 'gates.yml');
      git('commit', '-qm', 'One');
      const commit = git('rev-parse', 'HEAD').trim();
      expect((await other.gate(['run', 'gates.yml'])).code).toBe(0);
      const verified = async (sha: string) => other.gate(['verify', other.bundle(), '--expect-commit', sha]);
      for (const sha of [commit, commit.slice(0, 7), commit.slice(0, 12).toUpperCase()]) expect((await verified(sha)).code, sha).toBe(0);
      expect((await verified(commit.startsWith('0') ? '1234567' : '0123456')).code).toBe(1);
      const refused = await verified(commit.slice(0, 6));
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('its first 7 hex digits or more')]);
    } finally {
      other.close();
    }
  });

  it('what is no bundle, in one line', async () => {
    const nothing = project.write('nothing.zip', 'not a zip');
    for (const target of [nothing, path.join(project.folder, 'nowhere'), os.devNull]) {
      const { code, said } = await verify(target);
      expect(code).toBe(2);
      expect(said.trim().split('\n')).toHaveLength(1);
    }
    fs.mkdirSync(path.join(project.folder, 'empty'));
    expect((await verify(path.join(project.folder, 'empty'))).code).toBe(2);
  });
});

describe('a bundle that was sealed anew', () => {
  const ofTime = (text: string): string => text.replace(/("seq":\d+,"t":)[\d.]+(,"gate":"steady","type":"check")/, '$10$2');
  it.each<[string, (text: string) => string, string]>([
    ['a check whose command ended otherwise', (text) => text.replace('"got":{"exitCode":0}', '"got":{"exitCode":7}'), 'decision.json'],
    [
      'a command that ended otherwise than its check says',
      (text) => text.replace('"exit":0,"timedOut"', '"exit":7,"timedOut"'),
      'decision.json',
    ],
    ['a time that goes back', ofTime, 'time does not go back'],
    ['a time before the beginning', (text) => text.replace('"t":', '"t":-'), '"t" is before the beginning'],
    ['a basis that there is none of', (text) => text.replace('"basis":"probe"', '"basis":"rumour"'), '"basis" is none of'],
    [
      'a fact of an unknown type',
      (text) => text.replace('"type":"source"', '"type":"sources"'),
      'no execution records a fact of type "sources"',
    ],
  ])('does not hold with %s', async (_, change, words) => {
    const { code, said } = await verify(
      tampered((folder) => {
        edit(OBSERVATIONS, change)(folder);
        reseal(folder);
      }),
    );
    expect(said).toContain(words);
    expect(code).toBe(1);
  });

  it('holds when nothing was changed', async () => {
    expect((await verify(tampered(reseal))).code).toBe(0);
  });
});

describe('a bundle by an older judge', () => {
  it('is said to be so, and not called tampered', async () => {
    const { code, said } = await verify(
      tampered((folder) => {
        edit(OBSERVATIONS, (text) => text.replace(`"judge":${JUDGE_VERSION}`, '"judge":0'))(folder);
        reseal(folder);
      }),
    );
    expect(said).toContain(`judge 0, and this is judge ${JUDGE_VERSION}: verify it with that release`);
    expect(code).toBe(2);
  });

  it.each<[string, string, (text: string) => string]>([
    ['a type of facts that is gone', OBSERVATIONS, (text) => text.replace('"type":"source"', '"type":"sources"')],
    ['a field that is gone', OBSERVATIONS, (text) => text.replace('"type":"check",', '"type":"check","mood":"good",')],
    ['a configuration that is refused now', 'data/config/gates.yml', (text) => text.replace('version: 1', 'version: 1\nmood: good')],
  ])('is not called tampered for %s', async (_, file, change) => {
    const { code, said } = await verify(
      tampered((folder) => {
        edit(OBSERVATIONS, (text) => text.replace(`"judge":${JUDGE_VERSION}`, '"judge":0'))(folder);
        edit(file, change)(folder);
        reseal(folder);
      }),
    );
    expect(said).toMatch(/seals +holds/);
    expect(said).toContain('verify it with that release');
    expect(code).toBe(2);
  });

  it('is called tampered all the same when its seals do not hold', async () => {
    const { code, said } = await verify(
      tampered((folder) => {
        edit(OBSERVATIONS, (text) => text.replace(`"judge":${JUDGE_VERSION}`, '"judge":0'))(folder);
        rebag(() => {})(folder);
      }),
    );
    expect(said).toMatch(/seals +differs/);
    expect(code).toBe(1);
  });
});

/** Makes the chain of seals and the bag consistent again: what only somebody who writes everything anew can do. */
function reseal(folder: string): void {
  const sha = (data: string): string => createHash('sha256').update(data).digest('hex');
  const file = path.join(folder, OBSERVATIONS);
  let [prev, part, out] = [sha(fs.readFileSync(path.join(folder, 'data/plan.json'), 'utf8')), '', ''];
  for (const line of fs.readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const fact = JSON.parse(line) as { type: string };
    if (fact.type !== 'seal') {
      part += `${line}\n`;
      continue;
    }
    const seal = `${JSON.stringify({ ...fact, sha256: sha(part), prev })}\n`;
    out += part + seal;
    [prev, part] = [sha(seal), ''];
  }
  fs.writeFileSync(file, out);
  rebag(() => {})(folder);
}
