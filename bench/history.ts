import fs from 'node:fs';
import path from 'node:path';
import { attemptsIn } from '../src/app/history/attempts.ts';
import { listedIn } from '../src/app/history/listed.ts';
import { prune } from '../src/app/history/prune.ts';
import { sha256OfBytes } from '../src/core/sha256.ts';
import { TAGS } from '../src/evidence/bag.ts';
import { BUNDLE } from '../src/evidence/paths.ts';
import { inTurnsOf, row } from './measure.ts';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const TURNS = 5;
const DAY = Date.parse('2026-01-01T00:00:00.000Z');

/** Listing, pruning and counting attempts in a store, against reading or removing the same files once. */
export async function historyRows(folder: string): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const executions of [250, 1000]) {
    const store = path.join(folder, `store-${executions}`);
    makeStore(store, executions);
    const of = { configuration: 'Release', commit: COMMIT, executionId: 'none' };
    if (attemptsIn(store, of).found.length !== executions || listedIn(store).length !== executions)
      throw new Error('the store is not read');
    const aim = executions === 1000 ? '≤ 6' : '';
    rows.push(
      row(
        `attempts of a commit among ${executions} executions`,
        'their summaries, read and parsed',
        await inTurnsOf(
          TURNS,
          timed(() => attemptsIn(store, of)),
          timed(() => readSummaries(store)),
        ),
        aim,
      ),
      row(
        `list ${executions} executions`,
        'the index and the folder, read and parsed',
        await inTurnsOf(
          TURNS,
          timed(() => listedIn(store)),
          timed(() => readIndex(store)),
        ),
        aim,
      ),
    );
    const other = `${store}-other`;
    makeStore(other, executions);
    rows.push(
      row(
        `prune ${executions - 1} of ${executions} executions`,
        'the same files, removed',
        await inTurnsOf(
          1,
          timed(() => prune(store, { executions: 1 }, { now: DAY, spared: [] })),
          timed(() => fs.rmSync(other, { recursive: true })),
        ),
        aim,
      ),
    );
    fs.rmSync(store, { recursive: true });
  }
  return rows;
}

function timed(work: () => unknown): () => Promise<number> {
  return async () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
}

function readSummaries(store: string): void {
  for (const name of fs.readdirSync(store)) {
    const file = path.join(store, name, BUNDLE.summary);
    if (!name.includes('.')) JSON.parse(fs.readFileSync(file, 'utf8'));
  }
}

function readIndex(store: string): void {
  fs.readdirSync(store, { withFileTypes: true });
  for (const line of fs.readFileSync(path.join(store, 'index.jsonl'), 'utf8').trimEnd().split('\n')) JSON.parse(line);
}

/** Executions of one commit as a store holds them: what is read of each, and a file of its size beside it. */
function makeStore(store: string, executions: number): void {
  const rows: string[] = [];
  for (let index = 0; index < executions; index++) {
    const at = new Date(DAY + index * 1000).toISOString();
    const id = `${at.slice(0, 10).replaceAll('-', '')}-${at.slice(11, 19).replaceAll(':', '')}-${index.toString(16).padStart(6, '0')}`;
    const bundle = path.join(store, id);
    fs.mkdirSync(path.join(bundle, BUNDLE.data), { recursive: true });
    const gates = Object.fromEntries(
      Array.from({ length: 8 }, (_, gate) => [
        `gate-${gate}`,
        { kind: 'checks', verdict: 'passed', counts: { total: 3, passed: 3, failed: 0 } },
      ]),
    );
    const started = `${JSON.stringify({ seq: 1, t: 0, type: 'execution.started', executionId: id, at, producer: 'gate-action 0.1.0' })}\n`;
    const head = sha256OfBytes(started);
    const summary = {
      executionId: id,
      status: 'NO-GO',
      name: 'Release',
      commit: COMMIT,
      head,
      startedAt: at,
      finishedAt: at,
      partial: null,
      gates,
    };
    const files = {
      [BUNDLE.summary]: JSON.stringify(summary),
      [BUNDLE.decision]: JSON.stringify(summary),
      [BUNDLE.plan]: JSON.stringify({ name: 'Release', gates: [] }),
      [BUNDLE.observations]: started,
    };
    const listed = (all: Readonly<Record<string, string>>): string =>
      Object.entries(all)
        .map(([name, content]) => `${sha256OfBytes(content)}  ${name}\n`)
        .join('');
    const bag = { [TAGS.manifest]: listed(files), [TAGS.tagManifest]: listed({ [TAGS.manifest]: listed(files) }) };
    for (const [name, content] of Object.entries({ ...files, ...bag })) fs.writeFileSync(path.join(bundle, name), content);
    fs.writeFileSync(`${bundle}.zip`, 'x'.repeat(10_000));
    const predicate = { result: 'FAILED', passedTests: [], warnedTests: [], head };
    const subject = [{ name: `${id}.zip`, digest: {} }];
    fs.writeFileSync(`${bundle}.statement.json`, JSON.stringify({ subject, predicate }));
    const numbers = Object.fromEntries(Object.entries(gates).map(([gate, { verdict, counts }]) => [gate, { verdict, numbers: counts }]));
    rows.push(
      JSON.stringify({
        version: 1,
        executionId: id,
        name: 'Release',
        status: 'NO-GO',
        startedAt: at,
        finishedAt: at,
        commit: COMMIT,
        gates: numbers,
        head,
        plan: head,
      }),
    );
  }
  fs.writeFileSync(path.join(store, 'index.jsonl'), `${rows.join('\n')}\n`);
}
