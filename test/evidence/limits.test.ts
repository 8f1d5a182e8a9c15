import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachFile } from '../../src/evidence/attach.ts';
import { BUNDLE_LIMITS, hasRoom } from '../../src/evidence/limits.ts';
import { TakenNames } from '../../src/evidence/taken-names.ts';
import { Redactor } from '../../src/redact/redact.ts';

describe('what a bundle may hold', () => {
  it('leaves room for its records', () => {
    expect(hasRoom({ entries: 0, bytes: 0 }, 1)).toBe(true);
    expect(hasRoom({ entries: BUNDLE_LIMITS.entries - 101, bytes: 0 }, 1)).toBe(true);
    expect(hasRoom({ entries: BUNDLE_LIMITS.entries - 100, bytes: 0 }, 1)).toBe(false);
    expect(hasRoom({ entries: 0, bytes: 0 }, BUNDLE_LIMITS.bytes)).toBe(false);
    expect(hasRoom({ entries: 0, bytes: BUNDLE_LIMITS.bytes / 2 }, BUNDLE_LIMITS.bytes / 2)).toBe(false);
  });
});

describe('many files in one folder', () => {
  const folder = (): string => {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-names-'));
    onTestFinished(() => fs.rmSync(made, { recursive: true, force: true }));
    return made;
  };

  it('are kept with one look at it, also under one name', () => {
    const bundle = folder();
    const source = path.join(bundle, 'source');
    fs.writeFileSync(source, 'x');
    const [redactor, taken] = [new Redactor([]), new TakenNames()];
    const start = process.cpuUsage();
    const paths = Array.from(
      { length: 4000 },
      (_, n) => attachFile({ source, bundle, gate: 'g', name: n % 2 === 0 ? 'a/report.xml' : `a/${n}.xml`, redactor, taken }).path,
    );
    expect(new Set(paths).size).toBe(4000);
    expect(paths.slice(0, 3)).toEqual(['gates/g/a/report.xml', 'gates/g/a/1.xml', 'gates/g/a/report-2.xml']);
    // A look at the folder for each file is 8 million entries.
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });

  it('take no name that is there already, in whichever case', () => {
    const made = folder();
    fs.writeFileSync(path.join(made, 'Log.txt'), '');
    fs.mkdirSync(path.join(made, 'logs'));
    const taken = new TakenNames();
    expect(taken.take(made, 'log.txt', 'file')).toBe('log-2.txt');
    expect(taken.take(made, 'logs', 'folder')).toBe('logs');
    expect(taken.take(made, 'logs', 'file')).toBe('logs-2');
    expect(taken.take(made, 'LOGS', 'folder')).toBe('LOGS-3');
  });
});
