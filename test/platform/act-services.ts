import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';

/** What the action asked to be written, in the order of asking. */
export interface Written {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Artifact {
  readonly id: string;
  readonly name: string;
  bytes: Buffer;
}

type Json = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly body: Json | readonly Json[] | Buffer };

const TWIRP = '/twirp/github.actions.results.api.v1.ArtifactService/';
const RUN = { workflow_run_backend_id: 'run', workflow_job_run_backend_id: 'job' };

/**
 * What jobs need around them and act lacks: an artifact service that takes files as they are, and as much of the API as reads a
 * file and notes what is written. It believes everything; whether requests are what GitHub takes is not tested with it.
 */
export class ActServices {
  readonly written: Written[] = [];
  /** Files of the repository, by path: what the API says of them, at whatever commit. */
  readonly files = new Map<string, string>();
  /** Open pull requests, as the API lists them. */
  pulls: readonly Json[] = [];
  /** What becomes of an artifact between the job that uploads it and the one that downloads it. */
  tamper: (bytes: Buffer) => Buffer = (bytes) => bytes;
  /** Whether artifacts can't be downloaded. */
  lost = false;
  private readonly artifacts: Artifact[] = [];
  private readonly blocks = new Map<string, Buffer>();
  private readonly server = http.createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<ActServices> {
    const services = new ActServices();
    services.server.listen(0, '127.0.0.1');
    await once(services.server, 'listening');
    return services;
  }

  get names(): readonly string[] {
    return this.artifacts.map(({ name }) => name);
  }

  /** The environment that leads jobs here. The token is one whose claims the artifact client reads and nobody verifies. */
  get env(): Readonly<Record<string, string>> {
    const part = (claims: Json): string => Buffer.from(JSON.stringify(claims)).toString('base64url');
    const token = [part({ alg: 'none' }), part({ scp: 'Actions.Results:run:job' }), 'unsigned'].join('.');
    return { GITHUB_API_URL: `${this.url}/api`, ACTIONS_RESULTS_URL: `${this.url}/`, ACTIONS_RUNTIME_TOKEN: token };
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.url);
    const { status, body } = this.answer(request.method ?? 'GET', url, Buffer.concat(chunks));
    const binary = Buffer.isBuffer(body);
    response.writeHead(status, { 'content-type': binary ? 'application/zip' : 'application/json' });
    response.end(binary ? body : JSON.stringify(body));
  }

  private answer(method: string, url: URL, body: Buffer): Answer {
    if (url.pathname.startsWith(TWIRP)) return this.twirp(url.pathname.slice(TWIRP.length), JSON.parse(body.toString()) as Json);
    if (url.pathname.startsWith('/blob/')) return this.blob(method, url, body);
    return this.api(method, url.pathname, body);
  }

  private twirp(method: string, request: Json): Answer {
    const found = this.artifacts.find(({ id, name }) => id === request['id_filter'] || name === request['name']);
    if (method === 'CreateArtifact' && !found) {
      this.artifacts.push({ id: String(this.artifacts.length + 1), name: String(request['name']), bytes: Buffer.alloc(0) });
      return { status: 200, body: { ok: true, signed_upload_url: `${this.url}/blob/${String(request['name'])}?sig=none` } };
    }
    if (method === 'FinalizeArtifact' && found) return { status: 200, body: { ok: true, artifact_id: found.id } };
    if (method === 'ListArtifacts') {
      const listed = this.artifacts.filter(
        ({ id, name }) => [id, undefined].includes(request['id_filter'] as string) && isNamed(name, request),
      );
      return { status: 200, body: { artifacts: listed.map(described) } };
    }
    if (method === 'GetSignedArtifactURL' && found) return { status: 200, body: { signed_url: `${this.url}/blob/${found.name}` } };
    return { status: 409, body: { code: 'already_exists', msg: `${method}: there is such an artifact, or none` } };
  }

  /** As the blob store of GitHub: blocks, then a list of those that count. */
  private blob(method: string, url: URL, body: Buffer): Answer {
    const artifact = this.artifacts.find(({ name }) => url.pathname === `/blob/${name}`);
    if (!artifact) return { status: 404, body: {} };
    if (method === 'GET' && this.lost) return { status: 503, body: {} };
    if (method === 'GET') return { status: 200, body: this.tamper(artifact.bytes) };
    if (url.searchParams.get('comp') === 'block') this.blocks.set(url.searchParams.get('blockid') ?? '', body);
    else {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)</g)].map(([, id = '']) => id);
      artifact.bytes = Buffer.concat(ids.map((id) => this.blocks.get(id) ?? Buffer.alloc(0)));
    }
    return { status: 201, body: Buffer.alloc(0) };
  }

  private api(method: string, pathname: string, body: Buffer): Answer {
    const file = /\/contents\/(.+)$/.exec(pathname)?.[1];
    const content = file === undefined ? undefined : this.files.get(decodeURIComponent(file));
    if (content !== undefined)
      return { status: 200, body: { type: 'file', encoding: 'base64', content: Buffer.from(content).toString('base64') } };
    if (pathname.endsWith('/artifacts')) {
      const artifacts = this.artifacts.map(({ id, name }) => ({
        id: Number(id),
        name,
        expired: false,
        created_at: null,
        size_in_bytes: 0,
      }));
      return { status: 200, body: { total_count: artifacts.length, artifacts } };
    }
    if (pathname.endsWith('/pulls')) return { status: 200, body: this.pulls };
    // As a workflow's token is answered.
    if (pathname.endsWith('/user')) return { status: 403, body: { message: 'Resource not accessible by integration' } };
    // A query, which writes nothing.
    if (pathname.endsWith('/graphql')) return { status: 200, body: { data: { viewer: { login: 'github-actions[bot]' } } } };
    if (method === 'POST') {
      this.written.push({ path: pathname.replace('/api/repos/acme/widget/', ''), body: JSON.parse(body.toString()) as Json });
      return { status: 201, body: { id: this.written.length, html_url: 'https://github.com/acme/widget/runs/1' } };
    }
    if (pathname.endsWith('/comments')) return { status: 200, body: [] };
    if (pathname.endsWith('/check-runs')) return { status: 200, body: { total_count: 0, check_runs: [] } };
    return { status: 404, body: { message: 'Not Found' } };
  }
}

function isNamed(name: string, { name_filter: wanted }: Json): boolean {
  return wanted === undefined || wanted === name;
}

function described({ id, name, bytes }: Artifact): Json {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { ...RUN, database_id: id, name, size: String(bytes.length), digest };
}
