import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Judgement } from '../../../src/core/judgement.ts';
import type { Draft } from '../../../src/core/observation.ts';
import { observer } from '../../../src/gates/change/observe.ts';
import { rememberedRevision, rememberRevisions } from '../../../src/live/looks/revisions.ts';
import type { Sketch } from '../../facts.ts';
import { judge, record } from '../../laws/transcript.ts';
import { changeOf, LIST, SOURCE } from './facts.ts';

/** A real repository in a folder of its own: two files on `main`, and a branch `work`, which is checked out. */
export class Repository {
  readonly folder: string;
  private readonly parent = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-change-'));

  constructor(...options: string[]) {
    this.folder = path.join(this.parent, 'checkout');
    fs.mkdirSync(this.folder);
    this.git('init', '-q', '-b', 'main', ...options);
    this.git('config', 'user.name', 'a');
    this.git('config', 'user.email', 'a@b');
    this.write('src/a.ts', 'one\ntwo\n');
    this.write('docs/a.md', 'text\n');
    this.commit();
    this.git('checkout', '-q', '-b', 'work');
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  }

  write(name: string | Buffer, content: string | Buffer): void {
    if (typeof name === 'string') fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
    const file = Buffer.concat([Buffer.from(`${this.folder}/`), typeof name === 'string' ? Buffer.from(name) : name]);
    fs.writeFileSync(file, content);
  }

  /** Commits all that is there. @returns its id */
  commit(message = 'a change'): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** A clone beside it. */
  clone(...options: string[]): string {
    const folder = path.join(this.parent, 'clone');
    this.git('clone', '-q', ...options, `file://${this.folder}`, folder);
    return folder;
  }

  close(): void {
    fs.rmSync(this.parent, { recursive: true, force: true });
  }
}

/** What an observer saw, and what a judge makes of it. */
export interface Seen {
  readonly fact: Sketch;
  /** What git wrote; undefined where nothing was kept. */
  readonly raw: Buffer | undefined;
  readonly judgement: Judgement;
  /** `A src/b.ts` */
  readonly files: readonly string[];
}

interface Look {
  readonly base?: string;
  /** Is done when the base has been looked up. */
  readonly meanwhile?: () => void;
}

/** Looks at a checkout as the engine does. */
export async function lookAt(folder: string, { base = 'main', meanwhile = () => {} }: Look = {}): Promise<Seen> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gate-scratch-'));
  const stop = new AbortController().signal;
  const execution = {};
  const revisions = await rememberRevisions(execution, { cwd: folder, signal: stop }, [base]);
  const head = headOf(folder);
  meanwhile();
  const facts: Draft[] = [];
  let raw: Buffer | undefined;
  await observer.observe({
    gate: { spec: { base } },
    probes: { cwd: folder, env: {} },
    scratch,
    stop,
    revision: (name: string) => rememberedRevision(execution, name),
    record: (draft: Draft) => void facts.push(draft),
    attach: ({ source }: { source: string }) => (raw = fs.readFileSync(source)),
    progress: () => {},
  } as unknown as Parameters<typeof observer.observe>[0]);
  fs.rmSync(scratch, { recursive: true, force: true });
  const fact: Sketch = { ...(facts[0] as Sketch), base: 'main' };
  const scenario = changeOf([], {
    facts: [fact, ...(raw ? [{ ...LIST, bytes: raw.length }] : [])],
    source: { ...SOURCE, commit: head, revisions: revisions.map((one) => ({ ...one, name: 'main' })) },
  });
  const files = { read: () => [raw ?? Buffer.of()] };
  const found = judge({ ...scenario, files }, record({ ...scenario, files })).decision.judgements.find(({ gate }) => gate === 'g');
  if (!found) throw new Error('not judged');
  const names =
    found.changeset?.files.map(({ status, path: name, from }) => `${status} ${from === undefined ? '' : `${from} → `}${name}`) ?? [];
  return { fact: facts[0] as Sketch, raw, judgement: found, files: names };
}

function headOf(folder: string): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}
