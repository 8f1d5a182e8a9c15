import { type ChildProcess, spawn } from 'node:child_process';
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

const AZURITE = path.resolve(import.meta.dirname, '../../../node_modules/azurite/dist/src/blob/main.js');
const ACCOUNT = 'devstoreaccount1';
/** Azurite's well-known development key: it opens nothing else. */
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const CREDENTIAL = new StorageSharedKeyCredential(ACCOUNT, KEY);
const START_MS = 30_000;

/** What happens to the next bytes that are sent to the store. */
export type UploadFault =
  /** The store answers with this status and keeps nothing. */
  | { readonly kind: 'status'; readonly status: number }
  /** The connection breaks. */
  | { readonly kind: 'reset' }
  /** The bytes are taken, the reply waits until this is settled. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown>; reached(): void };

/** A real blob store (azurite, in memory) behind a door that can be stuck. Clients come through the door, by signed addresses. */
export class BlobStore {
  readonly #azurite: ChildProcess;
  readonly #container: ContainerClient;
  readonly #door: http.Server;
  readonly #faults: UploadFault[] = [];
  #downloads: number | 'other bytes' | undefined;

  private constructor(azurite: ChildProcess, container: ContainerClient) {
    this.#azurite = azurite;
    this.#container = container;
    this.#door = http.createServer((request, response) => void this.#pass(request, response));
  }

  /** @throws when azurite ends or does not answer within 30 s */
  static async start(): Promise<BlobStore> {
    const port = await freePort();
    const flags = ['--silent', '--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck'];
    const address = ['--blobHost', '127.0.0.1', '--blobPort', String(port)];
    const azurite = spawn(process.execPath, [AZURITE, ...address, ...flags], { stdio: 'ignore' });
    const service = new BlobServiceClient(`http://127.0.0.1:${port}/${ACCOUNT}`, CREDENTIAL, {
      retryOptions: { maxTries: 1 },
      // The store hangs up on whoever was silent for five seconds, just when somebody may speak again.
      keepAliveOptions: { enable: false },
    });
    const store = new BlobStore(azurite, service.getContainerClient('artifacts'));
    await store.#untilCreated();
    await new Promise<void>((resolve) => {
      store.#door.listen(0, '127.0.0.1', resolve);
    });
    return store;
  }

  /** Meets the next upload that no earlier fault meets. */
  fault(fault: UploadFault): void {
    this.#faults.push(fault);
  }

  /** What becomes of downloads from now on. */
  faultDownloads(how: number | 'other bytes' | undefined): void {
    this.#downloads = how;
  }

  /** An address to write one blob, for an hour. */
  uploadAddress(blobName: string): string {
    return this.#signed(blobName, 'cw');
  }

  /** An address to read one blob, for an hour; whoever does is told the file's name. */
  downloadAddress(blobName: string, fileName: string): string {
    return this.#signed(blobName, 'r', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
  }

  /** The bytes of a blob; undefined where there is none. */
  async bytes(blobName: string): Promise<Buffer | undefined> {
    const blob = this.#container.getBlobClient(blobName);
    return (await blob.exists()) ? blob.downloadToBuffer() : undefined;
  }

  async put(blobName: string, bytes: Buffer): Promise<void> {
    await this.#container.getBlockBlobClient(blobName).uploadData(bytes);
  }

  async delete(blobName: string): Promise<void> {
    await this.#container.deleteBlob(blobName);
  }

  async close(): Promise<void> {
    this.#door.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#door.close(() => resolve());
    });
    if (this.#azurite.exitCode !== null || this.#azurite.signalCode !== null) return;
    const gone = once(this.#azurite, 'exit');
    this.#azurite.kill('SIGKILL');
    await gone;
  }

  #signed(blobName: string, permissions: 'r' | 'cw', contentDisposition?: string): string {
    const now = Date.now();
    const sas = generateBlobSASQueryParameters(
      {
        containerName: this.#container.containerName,
        blobName,
        permissions: BlobSASPermissions.parse(permissions),
        protocol: SASProtocol.HttpsAndHttp,
        startsOn: new Date(now - 300_000),
        expiresOn: new Date(now + 3_600_000),
        ...(contentDisposition !== undefined && { contentDisposition }),
      },
      CREDENTIAL,
    );
    const address = new URL(`${this.#container.getBlobClient(blobName).url}?${sas.toString()}`);
    address.port = String((this.#door.address() as AddressInfo).port);
    return address.href;
  }

  async #pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const fault = request.method === 'PUT' ? this.#faults.shift() : undefined;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'status') {
      request.resume();
      response.writeHead(fault.status).end();
      return;
    }
    if (request.method === 'GET' && this.#downloads === 'other bytes') return void response.writeHead(200).end('other bytes');
    if (request.method === 'GET' && this.#downloads !== undefined) return void response.writeHead(Number(this.#downloads)).end();
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const inner = http.request(`${new URL(this.#container.url).origin}${pathname}${search}`, {
      method: request.method ?? 'GET',
      headers: request.headers,
      agent: false,
    });
    request.pipe(inner);
    request.on('error', () => inner.destroy());
    inner.on('error', () => response.destroy());
    inner.on('response', (answer) => void relay(answer, response, fault));
  }

  async #untilCreated(): Promise<void> {
    const deadline = performance.now() + START_MS;
    while (performance.now() < deadline) {
      if (this.#azurite.exitCode !== null) throw new Error(`azurite ended with exit code ${this.#azurite.exitCode}`);
      try {
        await this.#container.createIfNotExists();
        return;
      } catch {
        await sleep(50);
      }
    }
    this.#azurite.kill('SIGKILL');
    throw new Error('azurite did not answer');
  }
}

async function relay(answer: http.IncomingMessage, response: http.ServerResponse, fault: UploadFault | undefined): Promise<void> {
  if (fault?.kind === 'hold') {
    fault.reached();
    await fault.until;
  }
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(response);
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
