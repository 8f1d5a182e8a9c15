import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { openBundle } from '../../src/evidence/bundle.ts';
import { type Line, linesOf } from '../forgery/forge.ts';
import { push } from '../platform/events.ts';
import { Platform, type Project, REPO } from '../platform/platform.ts';
import { times } from '../platform/programs.ts';

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

/* Each act of the artifact service fails in each way: the verdict and all that is shown elsewhere stand. */
describe('an artifact service that fails', () => {
  /** How the service fails as the run begins, and as its evidence is uploaded; what the gate and the log say of it. */
  interface Row {
    readonly fetch?: (artifacts: Platform['artifacts']) => void;
    readonly fetched?: RegExp;
    readonly upload?: (artifacts: Platform['artifacts']) => void;
    readonly uploaded?: RegExp;
  }
  const QUOTA = { status: 403, words: 'insufficient usage to create artifact' };
  const ROWS: Readonly<Record<string, Row>> = {
    'create is denied': { upload: (all) => all.fault('CreateArtifact', 401, 9), uploaded: /401/ },
    'the quota is used up': { upload: (all) => all.fault('CreateArtifact', QUOTA, 9), uploaded: /quota/ },
    'create is a page of HTML': { upload: (all) => all.fault('CreateArtifact', 'page', 9), uploaded: /JSON|token/ },
    'create has no answer': { upload: (all) => all.fault('CreateArtifact', 'hang', 9), uploaded: /did not answer within 5 min/ },
    'a block is refused': { upload: (all) => all.faultUpload(403), uploaded: /could not be uploaded/ },
    'finalize fails': { upload: (all) => all.fault('FinalizeArtifact', 500, 9), uploaded: /500/ },
    'finalize is refused': { upload: (all) => all.fault('FinalizeArtifact', 400, 9), uploaded: /400/ },
    'the list fails': { fetch: (all) => all.fault('ListArtifacts', 500, 9), fetched: /500/ },
    'the address is refused': { fetch: (all) => all.fault('GetSignedArtifactURL', 404, 9), fetched: /404/ },
    'the artifact has expired': { fetch: (all) => all.faultDownloads(410), fetched: /Artifact download failed after 5 retries/ },
    'other bytes come': { fetch: (all) => all.faultDownloads('other bytes'), fetched: /its bytes are not those that GitHub tells of/ },
  };
  const rows = Object.entries(ROWS).filter((_, index) => index % times(1, 2) === 0);

  it.each(rows)('%s', async (_, { fetch, fetched, upload, uploaded }) => {
    const project = platform.project({ [CONFIG]: gates() });
    await project.upload(40, 'results', await zipOf(RESULTS));
    (fetch ?? upload)?.(platform.artifacts);
    const clock = pathToFileURL(path.join(REPO, 'test/platform/fast-clock.mjs')).href;
    const { main, outputs, summary } = await project.run({ event: push(project), runId: 40, env: { NODE_OPTIONS: `--import=${clock}` } });
    platform.artifacts.calm();
    const [code, decision] = fetch ? [2, 'BLOCKED'] : [0, 'GO'];
    const [check] = [...project.repository.checkRuns.values()];
    expect([main.code, outputs['decision'], check?.conclusion], main.log.text).toEqual([code, decision, fetch ? 'failure' : 'success']);
    if (fetched) expect(summary).toMatch(fetched);
    if (uploaded) expect(main.log.annotations.map(({ message }) => message).join('\n')).toMatch(uploaded);
    expect(outputs['artifact-id'] === undefined, main.log.text).toBe(upload !== undefined);
    expect(main.log.text).not.toContain('internal error');
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
