import fs from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../core/error-code.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { lookHttp } from '../../live/looks/http.ts';
import type { HttpTarget } from '../../probes/kinds/http.ts';
import { type PrometheusData, readAnswer, serverError } from './answer.ts';

export interface PrometheusServer {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** By name; secrets stand in them as `${{ env.NAME }}`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** Of one question, in ms. */
  readonly timeoutMs: number;
}

/** Why there is no answer to judge. */
export interface NoAnswer {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** What was asked, and the bytes that came back: for the evidence, before anything is made of them. */
export interface Exchange {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly code?: ErrorCode;
  readonly detail?: string;
  readonly body?: string;
}

/** Keeps raw answers in a folder, one a line of `prometheus.jsonl`. */
export function answersIn(folder: string): (exchange: Exchange) => void {
  const file = path.join(folder, 'prometheus.jsonl');
  return (exchange) => fs.appendFileSync(file, `${JSON.stringify(exchange)}\n`);
}

/** A span of time as Prometheus counts it, in ms since 1970; `endMs` is the last step. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Asks one Prometheus, each question over a connection of its own. It never rejects: what is no answer is a trouble. */
export class Prometheus {
  private readonly server: PrometheusServer;
  private readonly context: ProbeContext;
  private readonly keep: (exchange: Exchange) => void;

  constructor(server: PrometheusServer, context: ProbeContext, keep: (exchange: Exchange) => void) {
    this.server = server;
    this.context = context;
    this.keep = keep;
  }

  /** What its clock says, and how far that is ahead of ours (behind: less than 0), both in ms. */
  async now(): Promise<{ readonly atMs: number; readonly skewMs: number } | NoAnswer> {
    const sent = Date.now();
    const answer = await this.ask('/api/v1/query', { query: 'time()' }, ['scalar']);
    const received = Date.now();
    if ('code' in answer) return answer;
    const [atMs] = answer.series[0]?.points.keys() ?? [];
    if (atMs === undefined) return { code: 'BODY', detail: 'time() has no value' };
    return { atMs, skewMs: Math.round(atMs - (sent + received) / 2) };
  }

  /** Evaluates a query at one time. */
  instant(query: string, atMs: number): Promise<PrometheusData | NoAnswer> {
    return this.ask('/api/v1/query', { query, time: seconds(atMs) }, ['scalar', 'vector']);
  }

  /** Evaluates a query at each step of a span. */
  range(query: string, { startMs, endMs, stepMs }: Span): Promise<PrometheusData | NoAnswer> {
    const span = { start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) };
    return this.ask('/api/v1/query_range', { query, ...span }, ['matrix']);
  }

  private async ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    kinds: readonly ('scalar' | 'vector' | 'matrix')[],
  ): Promise<PrometheusData | NoAnswer> {
    const exchange = await this.exchange(path, parameters);
    this.keep(exchange);
    const { status, code, detail = '', body } = exchange;
    if (code !== undefined) return { code, detail };
    if (body === undefined) return { code: 'MISSED', detail: 'the answer is longer than what is read of one' };
    if (status !== 200) return { code: 'STATUS', detail: `${status ?? 'no status'} ${serverError(body) ?? firstLine(body)}`.trim() };
    const answer = readAnswer(body, kinds);
    return 'wrong' in answer ? { code: 'BODY', detail: answer.wrong } : answer;
  }

  private async exchange(path: string, parameters: Readonly<Record<string, string>>): Promise<Exchange> {
    const asked = { path, parameters };
    try {
      const { code, detail, facts, scope } = await lookHttp(this.plan(path, parameters), this.context, (name) => name === 'body');
      const { status } = facts;
      const body = scope?.['body'];
      return {
        ...asked,
        ...(typeof status === 'number' && { status }),
        ...(code !== undefined && { code }),
        ...(detail !== undefined && { detail }),
        ...(typeof body === 'string' && { body }),
      };
    } catch (error) {
      return { ...asked, code: 'MISSED', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  private plan(path: string, parameters: Readonly<Record<string, string>>): ProbePlan<HttpTarget> {
    const { url, headers, timeoutMs } = this.server;
    const asked = `${url}${path}?${new URLSearchParams(parameters).toString()}`;
    const target = { url: asked, method: 'GET', headers: { ...this.basic(), ...headers } };
    return { name: 'prometheus', kind: 'http', target, timeoutMs, retry: { attempts: 1, delayMs: 0 } };
  }

  private basic(): Record<string, string> {
    const { basicAuth } = this.server;
    if (!basicAuth) return {};
    const pair = `${this.context.reveal(basicAuth.username)}:${this.context.reveal(basicAuth.password)}`;
    return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function firstLine(body: string): string {
  return body.trimStart().split('\n', 1)[0]?.trim() ?? '';
}
