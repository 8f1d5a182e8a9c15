import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { openBundle } from '../../src/evidence/bundle.ts';
import { type Line, linesOf } from '../forgery/forge.ts';
import { push } from '../platform/events.ts';
import { Platform, type Project } from '../platform/platform.ts';

const CONFIG = '.github/gates.yml';
const JUNIT = '<testsuite name="s" tests="1"><testcase name="a"/></testsuite>';

const gates = (before = '') => `version: 1
name: Widget
gates:
${before}  unit: { kind: tests, reports: out/junit.xml, produced-by: "artifact:results" }
  numbers: { kind: assert, files: { data: { path: numbers.json, produced-by: "artifact:results" } }, criteria: [ { name: few, pass: "data.errors < 3.0" } ] }
  listed: { kind: checks, checks: [ { file: "out/*.xml", contains: testsuite, produced-by: "artifact:results" } ] }
`;

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform.close();
});

/** A zip as other programs write it, with a folder and times. */
async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

const RESULTS = { 'out/junit.xml': JUNIT, 'numbers.json': '{"errors":2.5}' };

async function ran(project: Project) {
  const { main, outputs } = await project.run({ event: push(project), runId: 40, permissions: 'none' });
  const opened = await openBundle(outputs['bundle'] ?? '');
  const facts: readonly Line[] = linesOf(opened.folder);
  opened.cleanup();
  return { main, outputs, facts };
}

describe('files that an artifact of this run brings', () => {
  it('are fetched without a token of GitHub, and judged as reports, documents and files', async () => {
    const project = platform.project({ [CONFIG]: gates() });
    await project.upload(40, 'results', await zipOf(RESULTS));
    const { main, outputs, facts } = await ran(project);
    expect([main.code, outputs['decision']], main.log.text).toEqual([0, 'GO']);
    expect(facts.filter(({ type }) => type === 'artifact')).toMatchObject([
      {
        name: 'results',
        id: expect.stringMatching(/^\d+$/) as string,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        files: 2,
      },
    ]);
    expect(facts.filter(({ artifact }) => artifact === 'results').map(({ original }) => original)).toEqual([
      'out/junit.xml',
      'numbers.json',
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, number, string]>([
    [
      'a test failed',
      { ...RESULTS, 'out/junit.xml': JUNIT.replace('<testcase name="a"/>', '<testcase name="a"><failure message="no"/></testcase>') },
      1,
      'unit',
    ],
    ['a number is too large', { ...RESULTS, 'numbers.json': '{"errors":7}' }, 1, 'numbers'],
    ['the report is not among them', { 'numbers.json': '{"errors":2}', 'out/other.xml': '<testsuite/>' }, 2, 'nothing is at out/junit.xml'],
  ])('are judged: %s', async (_, files, code, words) => {
    const project = platform.project({ [CONFIG]: gates() });
    await project.upload(40, 'results', await zipOf(files));
    const { main } = await ran(project);
    expect([main.code, main.log.text]).toEqual([code, expect.stringContaining(words)]);
  });

  it('block where there is no such artifact, and what lies in the checkout stands for nothing', async () => {
    const project = platform.project({ [CONFIG]: gates(), ...RESULTS });
    const { main, facts } = await ran(project);
    expect([main.code, facts.find(({ type }) => type === 'artifact')?.['trouble']]).toEqual([2, expect.stringContaining('results')]);
  });

  it('block where a command has rewritten them since', async () => {
    const rewrite = `  first: { run: 'for f in "$(dirname "$RUNNER_TEMP")"/*/gate-artifact-*/files/out/junit.xml "$RUNNER_TEMP"/gate-artifact-*/files/out/junit.xml; do [ -f "$f" ] && echo "<testsuite name=\\"s\\" tests=\\"1\\"><testcase name=\\"b\\"/></testsuite>" > "$f"; done; true' }\n`;
    const project = platform.project({ [CONFIG]: gates(rewrite) });
    await project.upload(40, 'results', await zipOf(RESULTS));
    const { main } = await ran(project);
    expect([main.code, main.log.text]).toEqual([2, expect.stringContaining('is not as artifact results brought it')]);
  });

  it('are refused where a name leads out of their folder', async () => {
    const project = platform.project({ [CONFIG]: gates() });
    const bytes = await zipOf({ ...RESULTS, 'aa/evil.txt': 'x' });
    // Names stand in the zip as they are: one of the same length that leads out.
    const evil = Buffer.from(bytes.toString('latin1').replaceAll('aa/evil.txt', '../evil.txt'), 'latin1');
    await project.upload(40, 'results', evil);
    const { main, facts } = await ran(project);
    expect([main.code, facts.find(({ type }) => type === 'artifact')?.['trouble']]).toEqual([2, expect.stringContaining('evil.txt')]);
  });
});

it('at a terminal says that artifacts are of a workflow run', async () => {
  const { Project: Terminal } = await import('./harness.ts');
  const project = new Terminal();
  try {
    project.write('gates.yml', gates());
    const { code, stdout } = await project.gate(['run', 'gates.yml']);
    expect([code, stdout]).toEqual([2, expect.stringContaining('artifacts are of a workflow run, and this is none')]);
  } finally {
    project.close();
  }
});
