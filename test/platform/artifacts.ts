import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import jwt from 'jsonwebtoken';

const AZURITE = path.resolve(import.meta.dirname, '../../node_modules/azurite/dist/src/blob/main.js');
const ACCOUNT = 'devstoreaccount1';
/** Azurite's well-known development key: it opens nothing else. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const SECRET = 'platform under test';
const ROUTE = /^\/twirp\/github\.actions\.results\.api\.v1\.ArtifactService\/(\w+)$/;

type Method = 'CreateArtifact' | 'FinalizeArtifact' | 'ListArtifacts' | 'GetSignedArtifactURL' | 'DeleteArtifact';

/** An artifact as the service keeps it. */
interface Stored {
  readonly id: number;
  readonly name: string;
  readonly run: string;
  readonly job: string;
  readonly blob: string;
  readonly createdAt: Date;
  size: number;
  digest: string | undefined;
  final: boolean;
}

interface Fault {
  readonly method: Method;
  readonly status: number;
  left: number;
}

/** Words of a message in protobuf's JSON form, snake case. */
type Message = Readonly<Record<string, unknown>>;

class TwirpError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * GitHub's artifact service as `@actions/artifact` 6 speaks it, its bytes in a real blob store (azurite) on a free port. A digest or a
 * size that is not that of the stored bytes is refused, as is a name that the run has already.
 */
export class Artifacts {
  readonly calls: { readonly method: string; readonly body: Message }[] = [];
  readonly #azurite: ChildProcess;
  readonly #container: ContainerClient;
  readonly #credential: StorageSharedKeyCredential;
  readonly #server: http.Server;
  readonly #stored: Stored[] = [];
  readonly #faults: Fault[] = [];
  #down = false;
  #nextId = 5000;

  private constructor(azurite: ChildProcess, container: ContainerClient, credential: StorageSharedKeyCredential) {
    this.#azurite = azurite;
    this.#container = container;
    this.#credential = credential;
    this.#server = http.createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<Artifacts> {
    const port = await freePort();
    const flags = [
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      String(port),
      '--silent',
      '--inMemoryPersistence',
      '--disableTelemetry',
      '--skipApiVersionCheck',
    ];
    const azurite = spawn(process.execPath, [AZURITE, ...flags], { stdio: 'ignore' });
    const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
    const service = new BlobServiceClient(`http://127.0.0.1:${port}/${ACCOUNT}`, credential, { retryOptions: { maxTries: 1 } });
    const container = service.getContainerClient('artifacts');
    await untilCreated(container, azurite);
    const artifacts = new Artifacts(azurite, container, credential);
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

  /** The next `times` calls of a method are answered with this status. */
  fault(method: Method, status: number, times = 1): void {
    this.#faults.push({ method, status, left: times });
  }

  /** From now on nobody answers. */
  goDown(): void {
    this.#down = true;
  }

  /** Names of the finished artifacts of a run. */
  names(run: string): readonly string[] {
    return this.#stored.filter((one) => one.run === run && one.final).map(({ name }) => name);
  }

  /** The bytes of a finished artifact. */
  async download(run: string, name: string): Promise<{ readonly bytes: Buffer; readonly digest: string | undefined }> {
    const found = this.#stored.find((one) => one.run === run && one.name === name && one.final);
    if (!found) throw new Error(`run ${run} has no artifact ${name}; it has ${this.names(run).join(', ') || 'none'}`);
    return { bytes: await this.#container.getBlobClient(found.blob).downloadToBuffer(), digest: found.digest };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    const gone = once(this.#azurite, 'exit');
    this.#azurite.kill('SIGKILL');
    await gone;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (this.#down) return void request.socket.destroy();
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const method = ROUTE.exec(request.url ?? '')?.[1] as Method | undefined;
      const claims = scopes(request.headers.authorization);
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Message;
      this.calls.push({ method: method ?? String(request.url), body });
      const fault = this.#faults.find((one) => one.method === method && one.left-- > 0);
      if (fault) throw new TwirpError(fault.status, 'internal', 'the service is not well');
      send(200, await this.#handle(method, body, claims));
    } catch (error) {
      if (!(error instanceof TwirpError)) throw error;
      send(error.status, { code: error.code, msg: error.message });
    }
  }

  async #handle(method: Method | undefined, body: Message, claims: readonly string[]): Promise<unknown> {
    const [run, job] = [text(body, 'workflow_run_backend_id'), text(body, 'workflow_job_run_backend_id')];
    if (!claims.includes(`Actions.Results:${run}:${job}`)) throw new TwirpError(403, 'permission_denied', 'not of this job');
    switch (method) {
      case 'CreateArtifact':
        return this.#create(run, job, text(body, 'name'));
      case 'FinalizeArtifact':
        return this.#finalize(this.#find(run, text(body, 'name')), body);
      case 'ListArtifacts':
        return { artifacts: this.#list(run, body).map(look) };
      case 'GetSignedArtifactURL':
        return { signed_url: this.#signed(this.#find(run, text(body, 'name')).blob, 'r') };
      default:
        throw new TwirpError(404, 'bad_route', `${method ?? 'that'} is not served here`);
    }
  }

  #create(run: string, job: string, name: string): unknown {
    if (this.#stored.some((one) => one.run === run && one.name === name)) {
      throw new TwirpError(409, 'already_exists', 'an artifact with this name already exists on the workflow run');
    }
    const blob = `${run}/${job}/${randomUUID()}`;
    this.#stored.push({ id: ++this.#nextId, name, run, job, blob, createdAt: new Date(), size: 0, digest: undefined, final: false });
    return { ok: true, signed_upload_url: this.#signed(blob, 'cw') };
  }

  async #finalize(stored: Stored, body: Message): Promise<unknown> {
    const bytes = await this.#container.getBlobClient(stored.blob).downloadToBuffer();
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (String(bytes.length) !== text(body, 'size')) throw new TwirpError(400, 'invalid_argument', `${bytes.length} bytes are stored`);
    if (typeof body['hash'] === 'string' && body['hash'] !== digest) throw new TwirpError(400, 'invalid_argument', `${digest} is stored`);
    Object.assign(stored, { size: bytes.length, digest, final: true });
    return { ok: true, artifact_id: String(stored.id) };
  }

  #list(run: string, body: Message): readonly Stored[] {
    const name = body['name_filter'];
    return this.#stored.filter((one) => one.run === run && one.final && (name === undefined || name === null || one.name === name));
  }

  #find(run: string, name: string): Stored {
    const found = this.#stored.find((one) => one.run === run && one.name === name);
    if (!found) throw new TwirpError(404, 'not_found', 'artifact not found');
    return found;
  }

  #signed(blobName: string, permissions: string): string {
    const sas = generateBlobSASQueryParameters(
      {
        containerName: this.#container.containerName,
        blobName,
        permissions: BlobSASPermissions.parse(permissions),
        protocol: SASProtocol.HttpsAndHttp,
        startsOn: new Date(Date.now() - 300_000),
        expiresOn: new Date(Date.now() + 3_600_000),
      },
      this.#credential,
    );
    return `${this.#container.getBlobClient(blobName).url}?${sas.toString()}`;
  }
}

function look(stored: Stored): Message {
  return {
    workflow_run_backend_id: stored.run,
    workflow_job_run_backend_id: stored.job,
    database_id: String(stored.id),
    name: stored.name,
    size: String(stored.size),
    created_at: stored.createdAt.toISOString(),
    digest: stored.digest,
  };
}

function scopes(authorization: string | undefined): readonly string[] {
  try {
    const claims = jwt.verify((authorization ?? '').replace(/^Bearer /, ''), SECRET) as { scp: string };
    return claims.scp.split(' ');
  } catch {
    throw new TwirpError(401, 'unauthenticated', 'no valid token');
  }
}

function text(body: Message, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw new TwirpError(400, 'malformed', `${key} is missing`);
  return value;
}

async function untilCreated(container: ContainerClient, azurite: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (azurite.exitCode !== null) throw new Error(`azurite ended with exit code ${azurite.exitCode}`);
    try {
      await container.createIfNotExists();
      return;
    } catch {
      await sleep(50);
    }
  }
  azurite.kill('SIGKILL');
  throw new Error('azurite did not answer');
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
