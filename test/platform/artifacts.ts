import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import { BlobStore } from './artifacts/blob-store.ts';
import { isMethod, type Method, METHODS } from './artifacts/messages.ts';
import { digestOf, Shelf, type Stored } from './artifacts/shelf.ts';
import { TwirpError } from './artifacts/twirp-error.ts';

const SECRET = 'platform under test';
const ROUTE = /^\/twirp\/github\.actions\.results\.api\.v1\.ArtifactService\/(\w+)$/;

/** A request as it arrived, and why no correct client sends it. */
interface ServiceCall {
  readonly method: string;
  readonly body: unknown;
  problem?: string;
}

/** A status with the service's words, no answer at all, or an answer that is none of the service's. */
type ServiceFault = number | { readonly status: number; readonly words: string } | 'hang' | 'page';

interface Fault {
  readonly method: Method;
  readonly how: ServiceFault;
  left: number;
}

/**
 * GitHub's artifact service as `@actions/artifact` 6 speaks it, its bytes in a real blob store on a free port. Messages are read with the
 * client's own types. A digest or a size that is not that of the stored bytes is refused, as is a name that the run has already. What no
 * correct client sends makes `close()` throw.
 */
export class Artifacts {
  readonly calls: ServiceCall[] = [];
  readonly #store: BlobStore;
  readonly #shelf: Shelf;
  readonly #server: http.Server;
  readonly #faults: Fault[] = [];
  readonly #held: (() => void)[] = [];
  readonly #expected: RegExp[] = [];
  #down = false;

  private constructor(store: BlobStore) {
    this.#store = store;
    this.#shelf = new Shelf(store);
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<Artifacts> {
    const artifacts = new Artifacts(await BlobStore.start());
    await new Promise<void>((resolve) => {
      artifacts.#server.listen(0, '127.0.0.1', resolve);
    });
    return artifacts;
  }

  /** What a runner gives to the steps of a job. */
  environment(run: string, job: string = randomUUID()): Readonly<Record<string, string>> {
    const token = jwt.sign({ scp: `Actions.Results:${run}:${job}` }, SECRET, { expiresIn: '1h' });
    return { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/` };
  }

  /** The next `times` calls of a method fail. */
  fault(method: Method, how: ServiceFault, times = 1): void {
    this.#faults.push({ method, how, left: times });
  }

  /** From now on all is well. */
  calm(): void {
    this.#faults.length = 0;
    this.#store.faultDownloads(undefined);
  }

  /** Downloads from the blob store fail with this status, or bring other bytes. */
  faultDownloads(how: number | 'other bytes'): void {
    this.#store.faultDownloads(how);
  }

  /** The next upload to the blob store fails: with this status, or by a connection that breaks. */
  faultUpload(how: number | 'reset'): void {
    this.#store.fault(how === 'reset' ? { kind: 'reset' } : { kind: 'status', status: how });
  }

  /** The next upload gets no reply until it is released, or the service closes. `reached` settles when its bytes are there. */
  holdUpload(): { readonly reached: Promise<void>; release(): void } {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => this.#store.fault({ kind: 'hold', until, reached: resolve }));
    this.#held.push(release);
    return { reached, release };
  }

  /** From now on nobody answers. */
  goDown(): void {
    this.#down = true;
  }

  /** The finished artifacts, of all runs. */
  list(): readonly Stored[] {
    return this.#shelf.finished();
  }

  /** Names of the finished artifacts of a run. */
  names(run: string): readonly string[] {
    return this.list()
      .filter((one) => one.run === run)
      .map(({ name }) => name);
  }

  /** An address of an artifact's bytes that needs no token. */
  address(id: number): string {
    const found = this.list().find((one) => one.id === id);
    if (!found) throw new Error(`there is no artifact ${id}`);
    return this.#store.downloadAddress(found.blob, found.name);
  }

  /** The bytes of a finished artifact. @throws when it is not there or is not what its digest says */
  async download(run: string, name: string): Promise<{ readonly bytes: Buffer; readonly digest: string }> {
    const found = this.list().find((one) => one.run === run && one.name === name);
    if (!found) throw new Error(`run ${run} has no artifact ${name}; it has ${this.names(run).join(', ') || 'none'}`);
    const bytes = await this.#store.bytes(found.blob);
    if (!bytes || digestOf(bytes) !== found.digest) throw new Error(`artifact ${name} is not what its digest says`);
    return { bytes, digest: found.digest };
  }

  /** Takes an artifact of a run, as from one of its steps. */
  async upload(run: string, name: string, bytes: Buffer): Promise<void> {
    await this.#shelf.put({ run, name }, bytes);
  }

  /** Makes an artifact one that was uploaded with other bytes. */
  async alter(run: string, name: string, bytes: Buffer): Promise<void> {
    await this.#shelf.alter({ run, name }, bytes);
  }

  /** Says that an invalid request with such a problem will come. */
  expectInvalid(problem: RegExp): void {
    this.#expected.push(problem);
  }

  /** Requests so far that no correct client sends and that the test did not expect. */
  invalid(): readonly string[] {
    return this.calls
      .filter(({ problem }) => problem !== undefined && !this.#expected.some((one) => one.test(problem)))
      .map(({ method, problem }) => `${method}: ${problem}`);
  }

  /** @throws when there were invalid requests */
  async close(): Promise<void> {
    for (const release of this.#held) release();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await this.#store.close();
    if (this.invalid().length > 0) throw new Error(`the artifact service got invalid requests:\n${this.invalid().join('\n')}`);
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const bytes = await bytesOf(request).catch(() => undefined);
    if (!bytes || this.#down) return void request.socket.destroy();
    const method = ROUTE.exec(request.url ?? '')?.[1] ?? String(request.url);
    const call: ServiceCall = { method, body: parsed(bytes) };
    this.calls.push(call);
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const scopes = scopesOf(request.headers.authorization);
      const fault = this.#faults.find((one) => one.method === method && one.left-- > 0);
      if (fault?.how === 'hang') return;
      if (fault?.how === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      if (fault) throw refused(fault.how);
      send(200, await this.#served(call, scopes));
    } catch (error) {
      const refusal = error instanceof TwirpError ? error : TwirpError.invalid(500, 'internal', `the platform failed: ${String(error)}`);
      if (refusal.invalid) call.problem = refusal.message;
      send(refusal.status, { code: refusal.code, msg: refusal.message });
    }
  }

  /** Replies in protobuf's JSON form, names as in the definition. */
  async #served({ method, body }: ServiceCall, scopes: readonly string[]): Promise<unknown> {
    if (!isMethod(method)) throw TwirpError.invalid(404, 'bad_route', `${method} is not served here`);
    const options = { useProtoFieldName: true, emitDefaultValues: true };
    switch (method) {
      case 'CreateArtifact':
        return METHODS[method].response.toJson(this.#shelf.create(read(method, body, scopes)), options);
      case 'FinalizeArtifact':
        return METHODS[method].response.toJson(await this.#shelf.finalize(read(method, body, scopes)), options);
      case 'ListArtifacts':
        return METHODS[method].response.toJson(this.#shelf.list(read(method, body, scopes)), options);
      case 'GetSignedArtifactURL':
        return METHODS[method].response.toJson(this.#shelf.signedUrl(read(method, body, scopes)), options);
      case 'DeleteArtifact':
        return METHODS[method].response.toJson(await this.#shelf.delete(read(method, body, scopes)), options);
    }
  }
}

function refused(how: number | { readonly status: number; readonly words: string }): TwirpError {
  const { status, words } = typeof how === 'number' ? { status: how, words: 'the service is not well' } : how;
  return TwirpError.refused(status, 'internal', words);
}

type Request<M extends Method> = ReturnType<(typeof METHODS)[M]['request']['fromJson']>;

/**
 * A request of the job that its token is for. What another job of the run has uploaded any job may read: the client then names that one
 * (`downloadArtifactInternal` of @actions/artifact 6.2.1).
 */
function read<M extends Method>(method: M, body: unknown, scopes: readonly string[]): Request<M> {
  const message = decoded(method, body);
  const run = `Actions.Results:${message.workflowRunBackendId}:`;
  const scope = `${run}${message.workflowJobRunBackendId}`;
  const isOurs = method === 'GetSignedArtifactURL' ? scopes.some((one) => one.startsWith(run)) : scopes.includes(scope);
  if (!isOurs) throw TwirpError.invalid(403, 'permission_denied', 'the token is of another job');
  return message;
}

function decoded<M extends Method>(method: M, body: unknown): Request<M> {
  try {
    return METHODS[method].request.fromJson(body as Parameters<(typeof METHODS)[M]['request']['fromJson']>[0], {
      ignoreUnknownFields: false,
    }) as Request<M>;
  } catch (error) {
    throw TwirpError.invalid(400, 'malformed', String(error));
  }
}

function scopesOf(authorization: string | undefined): readonly string[] {
  try {
    const claims = jwt.verify((authorization ?? '').replace(/^Bearer /, ''), SECRET) as { scp: string };
    return claims.scp.split(' ');
  } catch {
    throw TwirpError.refused(401, 'unauthenticated', 'no valid token');
  }
}

async function bytesOf(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** The text itself where it is no JSON: no message can be read from it. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes.toString('utf8');
  }
}
