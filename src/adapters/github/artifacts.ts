import type { Repository } from './context.ts';
import type { GitHub } from './octokit.ts';
import { everyPage } from './pages.ts';
import { RefusedError, told } from './refusal.ts';

/** An artifact of any run of the repository, as the REST API tells of it. */
export interface ListedArtifact {
  readonly id: string;
  readonly name: string;
  readonly runId: string | undefined;
  /** Of its bytes; GitHub does not tell it of old ones. */
  readonly sha256: string | undefined;
  readonly madeAt: number;
  readonly bytes: number;
  readonly expired: boolean;
}

interface Told {
  readonly id: number;
  readonly name: string;
  readonly digest?: string | null;
  readonly created_at: string | null;
  readonly size_in_bytes: number;
  readonly expired: boolean;
  readonly workflow_run?: { readonly id?: number } | null;
}

/** An artifact by its number; undefined where there is none. @throws RefusedError */
export async function artifactAt(github: GitHub, repository: Repository, id: string): Promise<ListedArtifact | undefined> {
  if (!/^\d{1,15}$/.test(id)) return undefined;
  try {
    const send = async () => {
      const { data } = await github.rest.actions.getArtifact({ ...repository, artifact_id: Number(id) });
      return listed({ ...data, id: told(data.id) });
    };
    return await github.persistently({ what: `artifact ${id}`, send });
  } catch (error) {
    if (error instanceof RefusedError && (error.refusal.status === 404 || error.refusal.status === 410)) return undefined;
    throw error;
  }
}

/** All artifacts of a run. @throws RefusedError */
export async function artifactsOfRun(github: GitHub, repository: Repository, runId: string): Promise<readonly ListedArtifact[]> {
  const artifacts = await everyPage(github, {
    what: `artifacts of run ${runId}`,
    page: async (paging) => {
      const { data, headers } = await github.rest.actions.listWorkflowRunArtifacts({ ...repository, run_id: Number(runId), ...paging });
      return { items: data.artifacts, total: data.total_count, headers };
    },
  });
  return artifacts.map(listed);
}

function listed({ id, name, digest, created_at: made, size_in_bytes: bytes, expired, workflow_run: run }: Told): ListedArtifact {
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '') ?? [];
  return {
    id: String(id),
    name,
    runId: run?.id === undefined ? undefined : String(run.id),
    sha256,
    madeAt: Date.parse(made ?? ''),
    bytes,
    expired,
  };
}
