import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideUpon } from '../../src/app/execution/decide-upon.ts';
import { judgeBundle, planIn } from '../../src/app/bundle/judge-bundle.ts';
import { NOTHING_EXPECTED, verifyBundle } from '../../src/app/bundle/verify-bundle.ts';
import type { Finished } from '../../src/app/bundle/finish-bundle.ts';
import { forge, type Line, linesOf } from '../forgery/forge.ts';
import { Project } from '../e2e/harness.ts';

const PART = 'data/parts/1';

const project = new Project();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-decided-'));
let observed: Finished;
let decided: Finished;

const io = { env: {}, cwd: project.folder, stdout: () => {}, stderr: () => {}, terminal: { columns: 80, color: false }, live: false };

/** An execution of this configuration, as a job without a token leaves it. */
async function observe(config: string): Promise<Finished> {
  project.write('gates.yml', config);
  await project.gate(['run', 'gates.yml', '--out', 'store']);
  const folder = path.join(project.folder, 'store', newest());
  const { outcome } = judgeBundle(folder, planIn(folder));
  if (!outcome) throw new Error('it has no final seal');
  return { outcome, folder, zip: { path: `${folder}.zip`, sha256: '' } };
}

function newest(): string {
  const store = path.join(project.folder, 'store');
  const folders = fs.readdirSync(store, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const [last] = folders.sort((a, b) => fs.statSync(path.join(store, b.name)).mtimeMs - fs.statSync(path.join(store, a.name)).mtimeMs);
  return last?.name ?? '';
}

const GATES = 'version: 1\nname: Widget\ngates:\n  builds: { run: echo built }\n  ships: { needs: [builds], run: echo shipped }\n';

beforeAll(async () => {
  observed = await observe(GATES);
  decided = await decideUpon(observed, [], io);
});
afterAll(() => {
  project.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const each = (change: (line: Line) => Line) => (all: Line[]) => all.map(change);
const same = (all: Line[]): Line[] => all;

/** The decision made anew from end to end, after somebody has been at its part and at its facts. */
async function forged(atPart: (part: string) => void, facts: (all: Line[]) => Line[]) {
  const copy = path.join(fs.mkdtempSync(path.join(scratch, 'copy-')), path.basename(decided.folder));
  fs.cpSync(decided.folder, copy, { recursive: true });
  atPart(path.join(copy, PART));
  return forge(copy, fs.mkdtempSync(path.join(scratch, 'forged-')), facts);
}

describe('a decision of its own', () => {
  it('holds the evidence of the execution that observed, whole, and is what that one amounts to', () => {
    const { outcome } = decided;
    expect([outcome.decision.status, outcome.plan.decides]).toEqual(['GO', true]);
    expect(outcome.head).not.toBe(observed.outcome.head);
    expect(outcome.decision.judgements).toEqual(observed.outcome.decision.judgements);
    expect(verifyBundle(decided.folder, { ...NOTHING_EXPECTED, requireGo: true }).exitCode).toBe(0);
    expect(verifyBundle(path.join(decided.folder, PART), { ...NOTHING_EXPECTED, head: observed.outcome.head }).exitCode).toBe(0);
    const report = fs.readFileSync(path.join(decided.folder, 'data/report.md'), 'utf8');
    expect(report).toContain(`${observed.outcome.executionId}, head ${observed.outcome.head}`);
    expect(JSON.parse(fs.readFileSync(path.join(decided.folder, 'data/decision.json'), 'utf8'))).toMatchObject({
      observed: { executionId: observed.outcome.executionId, head: observed.outcome.head },
    });
  });

  it('is NO-GO, as the execution that observed was', async () => {
    const { outcome, folder } = await decideUpon(await observe(GATES.replace('echo built', 'exit 3')), [], io);
    expect([outcome.decision.status, verifyBundle(folder, NOTHING_EXPECTED).exitCode]).toEqual(['NO-GO', 0]);
    expect(outcome.decision.reasons[0]).toContain('builds failed');
  });

  it('holds when somebody writes it anew and changes nothing', async () => {
    expect(await forged(() => {}, same)).toMatchObject({ accepted: true, status: 'GO' });
  });
});

describe('a decision that somebody writes anew', () => {
  /** Another execution in place of the one that was decided upon. */
  const replaced = (other: Finished) => (part: string) => {
    fs.rmSync(part, { recursive: true });
    fs.cpSync(other.folder, part, { recursive: true });
  };

  it('is refused with a part that was changed', async () => {
    const change = (part: string): void => fs.appendFileSync(path.join(part, 'data/summary.json'), ' ');
    const { accepted, problems } = await forged(change, same);
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringContaining(`${PART}/data/summary.json`)]);
  });

  it('is refused without its part', async () => {
    const { accepted, problems } = await forged((part) => fs.rmSync(path.dirname(part), { recursive: true }), same);
    expect([accepted, problems.join('\n')]).toEqual([
      false,
      expect.stringContaining('the evidence of the execution that observed is missing'),
    ]);
  });

  it('is refused with a part of another plan', async () => {
    const other = await observe(GATES.replace('echo shipped', 'true'));
    const { accepted, problems } = await forged(replaced(other), same);
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringContaining('the plan is ')]);
  });

  it('is refused with another execution of that plan', async () => {
    const other = await observe(GATES);
    const { accepted, problems } = await forged(replaced(other), same);
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringContaining('is not what is said of it')]);
  });

  it.each<[string, (all: Line[]) => Line[], string]>([
    ['no word of its part', (all) => all.filter(({ type }) => type !== 'part'), 'the evidence of the execution that observed is missing'],
    ['two words of its part', (all) => all.flatMap((line) => (line.type === 'part' ? [line, line] : [line])), 'is not what is said of it'],
    [
      'a part of another commit',
      each((line) => (line.type === 'part' ? { ...line, commit: 'a'.repeat(40) } : line)),
      'is not what is said of it',
    ],
    [
      'a gate that began',
      (all) =>
        all.flatMap((line) =>
          line.type === 'part' ? [line, { type: 'gate.started', t: line['t'], gate: 'builds', expected: {} }] : [line],
        ),
      'nothing is observed of a gate but what GitHub tells',
    ],
    [
      'a command that failed no more',
      (all) => {
        const step = linesOf(path.join(decided.folder, PART)).find(({ type }) => type === 'step')!;
        return all.flatMap((line) => (line.type === 'part' ? [line, { ...step, t: line['t'] }] : [line]));
      },
      'nothing is observed of a gate but what GitHub tells',
    ],
  ])('is refused with %s', async (_, change, words) => {
    const { accepted, problems } = await forged(() => {}, change);
    expect([accepted, problems.join('\n')]).toEqual([false, expect.stringContaining(words)]);
  });

  it('is refused as an execution that observed, and the other way round', async () => {
    const plan = (bundle: string, change: (plan: Record<string, unknown>) => void): void => {
      const file = path.join(bundle, 'data/plan.json');
      const read = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
      change(read);
      fs.writeFileSync(file, `${JSON.stringify(read, null, 2)}\n`);
    };
    const { accepted } = await forged((part) => plan(path.resolve(part, '../../..'), (read) => void delete read['decides']), same);
    expect(accepted).toBe(false);
    const copy = path.join(fs.mkdtempSync(path.join(scratch, 'copy-')), path.basename(observed.folder));
    fs.cpSync(observed.folder, copy, { recursive: true });
    plan(copy, (read) => (read['decides'] = true));
    expect(forge(copy, fs.mkdtempSync(path.join(scratch, 'forged-')), same).accepted).toBe(false);
  });
});
