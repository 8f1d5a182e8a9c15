import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAfter, lookBefore, type Site } from '../../../src/gates/classification/observe/outputs.ts';
import { folder } from '../../live/looks/world.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Looks before and after the content changes from one text to the other. */
async function between(before: string, now: string): Promise<Awaited<ReturnType<typeof lookAfter>> & { before: Record<string, unknown> }> {
  const cwd = folder();
  const site: Site = { gateDir: folder(), cwd, path: 'r.jsonl', startedAtMs: Date.now() - 1000 };
  const file = path.join(cwd, 'r.jsonl');
  fs.writeFileSync(file, before);
  const looked = await lookBefore(site, path.join(site.gateDir, 'copy'));
  fs.writeFileSync(file, now);
  return { ...(await lookAfter(site, looked)), before: looked.facts };
}

describe('a look at results', () => {
  it('tells what stood there before, and from where on the new ones stand', async () => {
    const { facts, from, before } = await between('a\nb\n', 'a\nb\nc\n');
    expect(before).toMatchObject({ exists: true, bytes: 4, lines: 2, endsLine: true, sha256: sha256('a\nb\n') });
    expect(facts).toMatchObject({ bytes: 6, prefixSha256: sha256('a\nb\n'), place: 'working-directory' });
    expect(facts['rewrittenLine']).toBeUndefined();
    expect(from).toBe(4);
  });

  it('sees an earlier line that has no end, and a file that was empty', async () => {
    expect((await between('a\nb', 'a\nbc\n')).before).toMatchObject({ lines: 1, endsLine: false });
    expect(await between('', 'a\n')).toMatchObject({ from: 0, before: { bytes: 0, lines: 0, endsLine: true, sha256: sha256('') } });
  });

  it.each([
    ['a\nb\nc\n', 'a\nB\nc\nd\n', 2],
    ['a\nb\nc\n', 'a\nb\n', 3],
    ['a\nb\n', '', 1],
    ['a\nb\n', 'x', 1],
    [`${'a'.repeat(70_000)}\nb\n`, `${'a'.repeat(70_000)}\nc\n`, 2],
  ])('names the first line that was rewritten', async (before, now, line) => {
    const { facts, from } = await between(before, now);
    expect(facts['rewrittenLine']).toBe(line);
    expect(from).toBeUndefined();
  });

  it('finds any change of what stood there, and none in what was appended', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n'), { minLength: 1, maxLength: 12 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (before, now) => {
        const { facts } = await between(before, now);
        expect(facts['rewrittenLine'] === undefined).toBe(now.startsWith(before));
      }),
      { numRuns: 40 },
    );
  });

  it('prefers the folder of the gate, where nothing stood before', async () => {
    const site: Site = { gateDir: folder(), cwd: folder(), path: 'r.jsonl', startedAtMs: 0 };
    fs.writeFileSync(path.join(site.cwd, 'r.jsonl'), 'old\n');
    const before = await lookBefore(site, path.join(site.gateDir, 'copy'));
    fs.writeFileSync(path.join(site.gateDir, 'r.jsonl'), 'new\n');
    expect(await lookAfter(site, before)).toMatchObject({
      facts: { place: 'gate-dir', bytes: 4 },
      source: path.join(site.gateDir, 'r.jsonl'),
    });
  });

  it('tells what is not there, before and after, a folder too', async () => {
    const site: Site = { gateDir: folder(), cwd: folder(), path: 'r.jsonl', startedAtMs: 0 };
    const before = await lookBefore(site, undefined);
    expect(before.facts).toMatchObject({ exists: false });
    expect((await lookAfter(site, before)).facts).toMatchObject({ code: 'NOT_FOUND' });
    fs.mkdirSync(path.join(site.cwd, 'r.jsonl'));
    expect((await lookAfter(site, before)).facts).toMatchObject({ code: 'NOT_FOUND' });
  });
});
