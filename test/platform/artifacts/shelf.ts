import { createHash, randomUUID } from 'node:crypto';
import type { BlobStore } from './blob-store.ts';
import {
  type CreateArtifactRequest,
  type CreateArtifactResponse,
  type DeleteArtifactRequest,
  type DeleteArtifactResponse,
  type FinalizeArtifactRequest,
  type FinalizeArtifactResponse,
  type GetSignedArtifactURLRequest,
  type GetSignedArtifactURLResponse,
  type ListArtifactsRequest,
  type ListArtifactsResponse,
  type Owner,
  Timestamp,
} from './messages.ts';
import { TwirpError } from './twirp-error.ts';

/** An artifact as the service keeps it. */
export interface Stored {
  readonly id: number;
  readonly name: string;
  /** The backend's name of its workflow run. */
  readonly run: string;
  readonly job: string;
  readonly blob: string;
  readonly createdAt: Date;
  size: number;
  /** `sha256:` and hex. */
  digest: string;
  final: boolean;
}

/** The artifacts of all runs: what the service's methods do, without its protocol. */
export class Shelf {
  readonly #store: BlobStore;
  readonly #stored: Stored[] = [];
  #nextId = 5000;

  constructor(store: BlobStore) {
    this.#store = store;
  }

  finished(): readonly Stored[] {
    return this.#stored.filter((one) => one.final);
  }

  create({ workflowRunBackendId: run, workflowJobRunBackendId: job, name }: CreateArtifactRequest): CreateArtifactResponse {
    if (this.#stored.some((one) => one.run === run && one.name === name)) {
      throw TwirpError.refused(409, 'already_exists', 'an artifact with this name already exists on the workflow run');
    }
    if (name === '' || /["<>|*?:\r\n\\/]/.test(name))
      throw TwirpError.invalid(400, 'invalid_argument', `${JSON.stringify(name)} is no name`);
    const blob = `${run}/${job}/${randomUUID()}`;
    this.#stored.push({ id: ++this.#nextId, name, run, job, blob, createdAt: new Date(), size: 0, digest: '', final: false });
    return { ok: true, signedUploadUrl: this.#store.uploadAddress(blob) };
  }

  async finalize(request: FinalizeArtifactRequest): Promise<FinalizeArtifactResponse> {
    const stored = this.#find(request);
    const bytes = await this.#store.bytes(stored.blob);
    if (!bytes) throw TwirpError.invalid(400, 'invalid_argument', 'nothing was uploaded');
    const digest = digestOf(bytes);
    if (String(bytes.length) !== request.size) throw TwirpError.invalid(400, 'invalid_argument', `${bytes.length} bytes are stored`);
    if (request.hash && request.hash.value !== digest) throw TwirpError.invalid(400, 'invalid_argument', `${digest} is stored`);
    Object.assign(stored, { size: bytes.length, digest, final: true });
    return { ok: true, artifactId: String(stored.id) };
  }

  /** All steps of an upload at once. */
  async put({ run, name }: Pick<Stored, 'run' | 'name'>, bytes: Buffer): Promise<void> {
    const owner = { workflowRunBackendId: run, workflowJobRunBackendId: randomUUID(), name };
    this.create({ ...owner, version: 7 });
    const { blob } = this.#find(owner);
    await this.#store.put(blob, bytes);
    await this.finalize({ ...owner, size: String(bytes.length) });
  }

  /** As if the one that is there had been uploaded so. */
  async alter({ run, name }: Pick<Stored, 'run' | 'name'>, bytes: Buffer): Promise<void> {
    const stored = this.#find({ workflowRunBackendId: run, workflowJobRunBackendId: '', name });
    await this.#store.put(stored.blob, bytes);
    Object.assign(stored, { size: bytes.length, digest: digestOf(bytes) });
  }

  list({ workflowRunBackendId: run, nameFilter, idFilter }: ListArtifactsRequest): ListArtifactsResponse {
    const found = this.finished().filter(
      (one) =>
        one.run === run &&
        (nameFilter === undefined || one.name === nameFilter.value) &&
        (idFilter === undefined || String(one.id) === idFilter.value),
    );
    return { artifacts: found.map(look) };
  }

  signedUrl(request: GetSignedArtifactURLRequest): GetSignedArtifactURLResponse {
    const { blob, name } = this.#find(request);
    return { signedUrl: this.#store.downloadAddress(blob, name) };
  }

  async delete(request: DeleteArtifactRequest): Promise<DeleteArtifactResponse> {
    const stored = this.#find(request);
    await this.#store.delete(stored.blob);
    this.#stored.splice(this.#stored.indexOf(stored), 1);
    return { ok: true, artifactId: String(stored.id) };
  }

  #find({ workflowRunBackendId: run, name }: Owner & { readonly name: string }): Stored {
    const found = this.#stored.find((one) => one.run === run && one.name === name);
    if (!found) throw TwirpError.refused(404, 'not_found', 'artifact not found');
    return found;
  }
}

/** As the service writes it. */
export const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function look(stored: Stored): ListArtifactsResponse['artifacts'][number] {
  return {
    workflowRunBackendId: stored.run,
    workflowJobRunBackendId: stored.job,
    databaseId: String(stored.id),
    name: stored.name,
    size: String(stored.size),
    createdAt: Timestamp.fromDate(stored.createdAt),
    digest: { value: stored.digest },
  };
}
