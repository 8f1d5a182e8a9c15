import { type Handlers, ok } from '../call.ts';
import { commitLook } from '../looks.ts';
import type { Commit } from '../records.ts';
import type { Repository } from '../repository.ts';

/** GitHub lists no more of them. */
const MOST_FILES = 300;

/** https://docs.github.com/rest/commits/commits#compare-two-commits */
export const COMPARE: Handlers = {
  'repos/compare-commits-with-basehead': {
    needs: ['contents: read'],
    handle: (call) => {
      const { repository } = call;
      const [base, head] = call.path['basehead']!.split('...').map((ref) => repository.at(ref)) as [Commit, Commit];
      const [of, seen] = [ancestors(repository, head), ancestors(repository, base)];
      const merged = of.find((sha) => seen.includes(sha)) ?? base.sha;
      const ahead = of.filter((sha) => !seen.includes(sha));
      const behind = seen.filter((sha) => !of.includes(sha));
      const diverged = ahead.length > 0 && behind.length > 0;
      return ok({
        base_commit: commitLook(repository, base),
        merge_base_commit: commitLook(repository, repository.at(merged)),
        status: diverged ? 'diverged' : ahead.length > 0 ? 'ahead' : behind.length > 0 ? 'behind' : 'identical',
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: ahead.slice(0, Number(call.query.per_page ?? 250)).map((sha) => commitLook(repository, repository.at(sha))),
        files: difference(repository.at(merged), head).slice(0, MOST_FILES),
      });
    },
  },
};

/** A commit and all before it, the newest first. */
function ancestors(repository: Repository, commit: Commit): readonly string[] {
  const all = new Set<string>();
  for (const next = [commit.sha]; next.length > 0;) {
    const sha = next.shift()!;
    if (all.has(sha)) continue;
    all.add(sha);
    next.push(...repository.at(sha).parents);
  }
  return [...all];
}

/** A file that another one's bytes come from is renamed. */
function difference(before: Commit, after: Commit): readonly { readonly filename: string; readonly status: string }[] {
  const gone = [...before.files].filter(([name]) => !after.files.has(name));
  const files: { filename: string; status: string; previous_filename?: string }[] = [];
  for (const [filename, bytes] of after.files) {
    const old = before.files.get(filename);
    const from = old ? undefined : gone.find(([, other]) => other.equals(bytes));
    if (from) gone.splice(gone.indexOf(from), 1);
    if (from) files.push({ filename, status: 'renamed', previous_filename: from[0] });
    else if (!old) files.push({ filename, status: 'added' });
    else if (!old.equals(bytes)) files.push({ filename, status: 'modified' });
  }
  return [...files, ...gone.map(([filename]) => ({ filename, status: 'removed' }))].toSorted((a, b) => (a.filename < b.filename ? -1 : 1));
}
