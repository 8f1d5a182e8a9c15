import fs from 'node:fs';
import path from 'node:path';
import type { DraftOf } from '../../core/facts/registry.ts';
import type { ObserveContext, Observer } from '../../core/ports.ts';
import { CHANGES, CHANGES_ASKED, MOST_CHANGE_BYTES } from '../../formats/git-changes.ts';
import { askGit, git, type GitPlace, NO_GIT, NO_REPOSITORY } from '../../live/git.ts';
import { GitStore, type GitTrouble } from '../../live/git-store.ts';
import type { ChangeSpec } from './spec.ts';

/** What is recorded of the comparison. */
type Seen = Omit<DraftOf<'change.base'>, 'type' | 'basis' | 'base'>;

/** Keeps git's list of the files that differ between HEAD and the commit at which it left the base, or records why there is none. */
export const observer: Observer<ChangeSpec> = {
  async observe(context) {
    const { base } = context.gate.spec;
    const file = path.join(context.scratch, 'change.raw');
    const seen = await look(context, file);
    if (context.stop.aborted) return;
    context.record({ type: 'change.base', basis: 'process', base, ...seen });
    if (seen.asked === undefined) return;
    await context.attach({ source: file, original: `change since ${base}`, name: 'change.raw', labels: { role: 'changes' } });
    context.progress(1, 1);
  },
};

async function look(context: ObserveContext<ChangeSpec>, file: string): Promise<Seen> {
  const { probes, stop, gate } = context;
  const place: GitPlace = { cwd: probes.env['GATE_CHECKOUT'] ?? probes.cwd, signal: stop };
  const answer = await askGit(place, 'rev-parse', '--verify', 'HEAD^{commit}');
  if ('trouble' in answer) return noHead(answer.trouble);
  const head = answer.text.trim();
  const isShallow = (await git(place, 'rev-parse', '--is-shallow-repository'))?.trim() !== 'false';
  const about = { head, ...(isShallow && { shallow: true as const }) };
  const { commit, ambiguous, detail } = context.revision(gate.spec.base) ?? {};
  if (commit === undefined) return { ...about, trouble: ambiguous ? 'ambiguous-base' : 'unknown-base', ...said(detail) };
  const store = await GitStore.of(place, fs.mkdtempSync(path.join(context.scratch, 'git-')), head);
  if (!store) return { ...about, commit, trouble: 'failed' };
  return { ...about, commit, ...(await compare(store, commit, head, file)) };
}

function noHead(trouble: string): Seen {
  if (trouble === NO_GIT) return { trouble: 'no-git' };
  return NO_REPOSITORY.test(trouble) ? { trouble: 'no-work-tree' } : { trouble: 'no-commit', ...said(trouble) };
}

async function compare(store: GitStore, base: string, head: string, file: string): Promise<Seen> {
  const parents = await store.parentsOf(head);
  if ('trouble' in parents) return failed(parents);
  const bases = await store.mergeBases(base, head);
  if ('trouble' in bases) return { parents, ...failed(bases) };
  const [mergeBase] = bases;
  if (mergeBase === undefined) return { parents, trouble: 'no-merge-base' };
  if (bases.length > 1) return { parents, trouble: 'several-merge-bases' };
  return { parents, mergeBase, ...(await list(store, mergeBase, head, file)) };
}

/** Where lines can't be counted (a clone without the contents of files), the files are named all the same. */
async function list(store: GitStore, from: string, to: string, file: string): Promise<Seen> {
  const ask = (asked: keyof typeof CHANGES): Promise<GitTrouble | undefined> =>
    store.write(file, MOST_CHANGE_BYTES, ...CHANGES_ASKED, ...CHANGES[asked], from, to, '--');
  const uncounted = await ask('lines');
  if (!uncounted) return { asked: 'lines' };
  const unnamed = await ask('files');
  return unnamed ? failed(unnamed) : { asked: 'files', ...said(uncounted.trouble) };
}

function failed({ trouble, tooLarge }: GitTrouble): Seen {
  return tooLarge ? { trouble: 'too-large' } : { trouble: 'failed', ...said(trouble) };
}

/** Git's own words, where it has any. */
function said(detail: string | undefined): Pick<Seen, 'detail'> {
  return detail === undefined || detail === '' ? {} : { detail };
}
