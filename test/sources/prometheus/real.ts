import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closedPort } from '../../live/looks/world.ts';

/** Something to scrape: `metrics` is what it says next. */
export class Exporter {
  metrics = '';
  private readonly server = http.createServer((_, res) => res.end(this.metrics));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A Prometheus of our own: its own port and storage, gone after `stop`. */
export class RealPrometheus {
  url = '';
  private readonly home = mkdtempSync(path.join(tmpdir(), 'prometheus-'));
  private process: ChildProcess | undefined;

  async start(target: string): Promise<void> {
    const config = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms' },
      scrape_configs: [{ job_name: 'app', static_configs: [{ targets: [target] }] }],
    };
    // JSON is YAML.
    writeFileSync(path.join(this.home, 'prometheus.yml'), JSON.stringify(config));
    const address = `127.0.0.1:${await closedPort()}`;
    const storage = path.join(this.home, 'data');
    const flags = [`--storage.tsdb.path=${storage}`, `--web.listen-address=${address}`, '--log.level=error'];
    this.process = spawn('prometheus', [`--config.file=${path.join(this.home, 'prometheus.yml')}`, ...flags], { stdio: 'ignore' });
    this.url = `http://${address}`;
  }

  /** Polls until a query gives a sample (or, with `empty`, none any more). */
  async until(query: string, empty = false): Promise<void> {
    for (;;) {
      if (this.process?.exitCode !== null) throw new Error('prometheus ended');
      const answer = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`).catch(() => undefined);
      const body = answer?.ok ? ((await answer.json()) as { data: { result: unknown[] } }) : undefined;
      if (body && (body.data.result.length === 0) === empty) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  kill(): void {
    this.process?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const { process: child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}
