import fs from 'node:fs';
import path from 'node:path';

/** What `uses:` of a step names. */
export type Uses =
  | { readonly kind: 'container'; readonly image: string }
  /** `./path`: in the checkout. */
  | { readonly kind: 'workspace'; readonly path: string }
  /** `$/path`: in the repository of the workflow, at the commit of the workflow. */
  | { readonly kind: 'self'; readonly path: string }
  | { readonly kind: 'repository'; readonly name: string; readonly path: string; readonly ref: string };

/**
 * Reads `uses:` of a step as the runner does: `ActionReferenceBuilder.TryParse` and `PipelineConstants.TryParseSelfRepository` of
 * actions/runner 2.336.0. `$/` alone has no path, so it is taken for a repository, and refused as one. Stricter than the runner:
 * `$/path@ref` is refused here, and `http(s)://` too, which is for servers of one's own.
 * @throws with the runner's words
 */
export function parseUses(uses: string): Uses {
  if (uses.startsWith('docker://')) return { kind: 'container', image: uses.slice('docker://'.length) };
  if (/^\.[/\\]/.test(uses)) return { kind: 'workspace', path: uses };
  if (/^\$\/[^@]+$/.test(uses)) return { kind: 'self', path: uses.slice(2) };
  const [place = '', ref = '', ...rest] = uses.split('@');
  const [owner, repository, ...folders] = place.split(/[/\\]/).filter(Boolean);
  if (owner === undefined || repository === undefined || owner === '$' || ref === '' || rest.length > 0)
    throw new Error(`Expected format {org}/{repo}[/path]@ref. Actual '${uses}'`);
  return { kind: 'repository', name: `${owner}/${repository}`, path: folders.join('/'), ref };
}

/**
 * The folder of an action that a workflow of a repository names by `$/path`.
 * @param repository its checkout
 * @throws where there is no such action
 */
export function selfAction(uses: string, repository: string): string {
  const parsed = parseUses(uses);
  if (parsed.kind !== 'self') throw new Error(`${uses}: is not of the workflow's own repository`);
  const folder = path.join(repository, parsed.path);
  if (!['action.yml', 'action.yaml'].some((name) => fs.existsSync(path.join(folder, name))))
    throw new Error(`Can't find 'action.yml' or 'action.yaml' under '${folder}'`);
  return folder;
}
