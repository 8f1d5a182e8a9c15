import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeBag } from '../../src/evidence/bag.ts';
import { checkBag } from '../../src/evidence/bag-check.ts';
import { readObservations } from '../../src/evidence/reader.ts';
import { needs, program } from '../platform/programs.ts';
import { bagAgain, bundleIn, filesIn, linesOf, PLAN_SHA256, temporary } from './fixture.ts';

const MANIFEST = 'manifest-sha256.txt';

function bundle(): string {
  return bundleIn(temporary()).folder;
}

/** What is off, as `file: message`. */
function problems(folder: string): string[] {
  const { problems, incomplete } = checkBag(folder);
  return [
    ...(incomplete === undefined ? [] : [`incomplete: ${incomplete}`]),
    ...problems.map(({ file, message }) => `${file}: ${message}`),
  ];
}

function edit(folder: string, file: string, change: (text: string) => string): void {
  const target = path.join(folder, file);
  const before = fs.readFileSync(target, 'latin1');
  const after = change(before);
  expect(after).not.toBe(before);
  fs.writeFileSync(target, after, 'latin1');
}

describe('an honest bag', () => {
  it('holds and says what it is', () => {
    expect(checkBag(bundle())).toEqual({
      problems: [],
      info: { executionId: 'e1', baggingDate: '2026-11-20', software: 'gate-action 0.0.0' },
    });
  });

  it('passes sha256sum --strict', needs('sha256sum'), () => {
    const folder = bundle();
    for (const manifest of [MANIFEST, 'tagmanifest-sha256.txt']) {
      expect(execFileSync('sha256sum', ['-c', '--strict', manifest], { cwd: folder, encoding: 'utf8' })).toMatch(/^(.+: OK\n)+$/);
    }
  });

  it('lists the same rows in SHA256SUMS.csv, sorted by path', () => {
    const folder = bundle();
    const [head, ...rows] = fs.readFileSync(path.join(folder, 'SHA256SUMS.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('path,sha256,bytes');
    const paths = rows.map((row) => row.split(',')[0] ?? '');
    expect(paths).toEqual(filesIn(folder).filter((file) => file.startsWith('data/')));
    for (const row of rows) {
      const [file = '', , bytes] = row.split(',');
      expect(fs.statSync(path.join(folder, file)).size).toBe(Number(bytes));
    }
  });

  it('is the same, however often it is made', () => {
    const folder = bundle();
    const before = filesIn(folder).map((file) => fs.readFileSync(path.join(folder, file), 'hex'));
    bagAgain(folder);
    expect(filesIn(folder).map((file) => fs.readFileSync(path.join(folder, file), 'hex'))).toEqual(before);
  });

  it('is not made of what can not be bagged', () => {
    const folder = bundle();
    fs.symlinkSync('/etc/hostname', path.join(folder, 'data', 'link'));
    const info = { executionId: 'e1', baggingDate: '2026-11-20', software: 'x' };
    expect(() => writeBag(folder, info)).toThrow("data/link can't be bagged: a symbolic link");
    fs.rmSync(path.join(folder, 'data', 'link'));
    fs.writeFileSync(path.join(folder, 'data', 'a b'), '');
    expect(() => writeBag(folder, info)).toThrow("data/a b can't be bagged: a name that no bundle holds");
  });
});

describe('whatever is changed is found, and its file named', () => {
  it('a flipped byte, in any file', () => {
    const folder = bundle();
    // A fixed sequence of pseudo-random numbers: the same bytes in every run.
    let state = 12345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    for (const file of filesIn(folder)) {
      const target = path.join(folder, file);
      const bytes = fs.readFileSync(target);
      for (let n = 0; n < 25; n++) {
        const flipped = Buffer.from(bytes);
        const at = random(bytes.length);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
        fs.writeFileSync(target, flipped);
        expect(problems(folder).join('\n'), `${file}, byte ${at}`).toContain(file);
      }
      fs.writeFileSync(target, bytes);
    }
    expect(problems(folder)).toEqual([]);
  });

  it('a file that is dropped', () => {
    const folder = bundle();
    for (const file of filesIn(folder)) {
      fs.renameSync(path.join(folder, file), path.join(folder, '..', 'dropped'));
      expect(problems(folder).join('\n')).toContain(file);
      fs.renameSync(path.join(folder, '..', 'dropped'), path.join(folder, file));
    }
  });

  it('a file that is renamed', () => {
    const folder = bundle();
    fs.renameSync(path.join(folder, 'data/summary.json'), path.join(folder, 'data/summary2.json'));
    expect(problems(folder)).toEqual([
      'data/summary2.json: not listed in manifest-sha256.txt',
      'data/summary.json: missing; data/summary2.json has its bytes',
    ]);
  });

  it.each(['extra.txt', 'data/extra.txt', 'data/gates/smoke/extra.log', '.hidden', 'more/extra.txt'])('%s is added', (file) => {
    const folder = bundle();
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), 'x');
    expect(problems(folder)).toHaveLength(1);
    expect(problems(folder)[0]).toContain(`${file}: not `);
  });

  it('links, odd names, and names that differ only in case', () => {
    const folder = bundle();
    fs.symlinkSync('plan.json', path.join(folder, 'data/link.json'));
    fs.writeFileSync(path.join(folder, 'data/a\nb'), 'x');
    fs.writeFileSync(path.join(folder, 'data/ä'), 'x');
    fs.writeFileSync(path.join(folder, 'data', 'x'.repeat(196)), 'x');
    fs.writeFileSync(path.join(folder, 'data/PLAN.json'), 'x');
    expect(problems(folder).slice(0, 5).sort()).toEqual([
      'data/a\\nb: a name that no bundle holds',
      'data/link.json: a symbolic link',
      'data/plan.json: differs from data/PLAN.json only in upper and lower case',
      `data/${'x'.repeat(196)}: a name that no bundle holds`,
      'data/ä: a name that no bundle holds',
    ]);
  });

  const tagEdits: [string, string, (text: string) => string, string][] = [
    ['junk in the manifest', MANIFEST, (text) => `${text}junk\n`, `${MANIFEST}: not a hash and a path`],
    ['a path out of the bundle', MANIFEST, (text) => `${text}${'0'.repeat(64)}  data/../../x\n`, `${MANIFEST}: not a hash and a path`],
    ['a line twice', MANIFEST, (text) => text + linesOf(text)[0], `${MANIFEST}: lists data/config/gates.yml a second time`],
    ['lines in another order', MANIFEST, (text) => linesOf(text).reverse().join(''), `${MANIFEST}: "`],
    ['the last newline of the manifest', MANIFEST, (text) => text.slice(0, -1), `${MANIFEST}: cut short`],
    ['a line dropped', MANIFEST, (text) => linesOf(text).slice(1).join(''), 'data/config/gates.yml: not listed'],
    ['a size in the CSV', 'SHA256SUMS.csv', (text) => text.replace(/,(\d+)\n/, ',1$1\n'), 'SHA256SUMS.csv: "'],
    ['a row more in the CSV', 'SHA256SUMS.csv', (text) => `${text}data/x,${'0'.repeat(64)},1\n`, 'SHA256SUMS.csv: "'],
    ['a row less in the CSV', 'SHA256SUMS.csv', (text) => linesOf(text).slice(0, -1).join(''), 'SHA256SUMS.csv: cut short'],
    ['the Oxum', 'bag-info.txt', (text) => text.replace(/Oxum: /, 'Oxum: 1'), 'bag-info.txt: "Payload-Oxum'],
    ['a label more', 'bag-info.txt', (text) => `${text}X: y\n`, 'bag-info.txt: not in the form of one'],
    ['the version', 'bagit.txt', (text) => text.replace('1.0', '0.9'), 'bagit.txt: "BagIt-Version: 0.9"'],
    ['the date', 'bag-info.txt', (text) => text.replace('2026', '2025'), 'tagmanifest-sha256.txt: "'],
  ];
  it.each(tagEdits)('%s', (_name, file, change, says) => {
    const folder = bundle();
    edit(folder, file, change);
    expect(`\n${problems(folder).join('\n')}`).toContain(`\n${says}`);
  });

  it('a changed file is one problem, not four', () => {
    const folder = bundle();
    edit(folder, 'data/summary.json', (text) => text.replace('GO', 'NO-GO'));
    expect(problems(folder)).toHaveLength(1);
    expect(problems(folder)[0]).toMatch(
      /^data\/summary\.json: changed: its SHA-256 is [0-9a-f]{64}, manifest-sha256\.txt has [0-9a-f]{64}$/,
    );
  });
});

describe('what was never finished', () => {
  it.each([
    ['no manifest', (folder: string): void => fs.rmSync(path.join(folder, MANIFEST))],
    ['no payload', (folder: string): void => fs.rmSync(path.join(folder, 'data'), { recursive: true })],
  ])('%s is incomplete', (_name, remove) => {
    const folder = bundle();
    remove(folder);
    expect(checkBag(folder).incomplete).toBeDefined();
  });
});

describe('an edit with the bag made again', () => {
  const file = 'data/observations.jsonl';
  const edits: [string, (lines: string[]) => string[]][] = [
    ['a fact edited', (lines) => lines.map((line) => line.replace('500', '200'))],
    ['a line dropped', (lines) => lines.toSpliced(4, 1)],
    ['a line twice', (lines) => lines.toSpliced(4, 0, lines[4] ?? '')],
    ['two lines swapped', (lines) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? '')],
    ['a line appended', (lines) => [...lines, '{"seq":23,"t":1,"type":"check"}\n']],
    ['the last line cut', (lines) => lines.slice(0, -1)],
    ['cut back to an earlier seal', (lines) => lines.slice(0, 6)],
  ];
  it.each(edits)('%s is found by the seals', (_name, change) => {
    const folder = bundle();
    edit(folder, file, (text) => change(linesOf(text)).join(''));
    bagAgain(folder);
    expect(problems(folder)).toEqual([]);
    const report = readObservations(path.join(folder, file), PLAN_SHA256, () => {});
    expect(report.problems.length > 0 || report.incomplete !== undefined).toBe(true);
  });
});

/** The Library of Congress' own. */
describe('a BagIt validator of others', () => {
  it('agrees', needs('bagit.py'), () => {
    const validate = (folder: string): number | null => spawnSync(program('bagit.py') ?? '', ['--validate', folder]).status;
    const folder = bundle();
    expect(validate(folder)).toBe(0);
    edit(folder, 'data/summary.json', (text) => text.replace('GO', 'NO-GO'));
    expect(validate(folder)).not.toBe(0);
  });
});
