import type { Json } from '../core/json.ts';
import type { Outcome } from './outcome.ts';

/** The state of the git work tree at the start. */
export interface SourceState {
  readonly commit: string | null;
  /** Absent branch: a detached head. */
  readonly branch: string | null;
  /** Changed files in all; `dirty` names at most as many as were recorded. */
  readonly dirtyCount: number;
  readonly dirty: readonly { readonly status: string; readonly path: string }[];
}

/** What was recorded of the source; null where there is no git, or nothing was recorded. */
export function sourceOf({ facts: { source } }: Pick<Outcome, 'facts'>): SourceState | null {
  if (source?.['vcs'] !== 'git') return null;
  const dirty = dirtyFiles(source['dirty']);
  const count = source['dirtyCount'];
  return {
    commit: textOrNull(source['commit']),
    branch: textOrNull(source['branch']),
    dirtyCount: typeof count === 'number' ? count : dirty.length,
    dirty,
  };
}

function dirtyFiles(value: Json | undefined): SourceState['dirty'] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const { status, path } = entry as Readonly<Record<string, Json | undefined>>;
    return typeof path === 'string' ? [{ status: typeof status === 'string' ? status : '', path }] : [];
  });
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
