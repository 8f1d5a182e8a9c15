import fs from 'node:fs';
import type { ProbePlan } from '../../core/plan.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { lookHttp } from '../../live/looks/http.ts';
import type { HttpTarget } from '../../probes/kinds/http.ts';
import {
  answerOf,
  type Exchange,
  INSTANT,
  type NoAnswer,
  type PrometheusData,
  RANGE,
  type ResultType,
  seconds,
  TIME,
  timeOf,
} from './answer.ts';

export interface PrometheusServer {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** By name; secrets stand in them as `${{ env.NAME }}`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** Of one question, in ms. */
  readonly timeoutMs: number;
}

/** Keeps raw answers in a file, one a line. */
export function answersIn(file: string): (exchange: Exchange) => void {
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
    const atMs = timeOf(await this.kept(INSTANT.path, { query: TIME }));
    const received = Date.now();
    if (typeof atMs !== 'number') return atMs;
    return { atMs, skewMs: Math.round(atMs - (sent + received) / 2) };
  }

  /** Evaluates a query at one time. */
  instant(query: string, atMs: number): Promise<PrometheusData | NoAnswer> {
    return this.ask(INSTANT.path, { query, time: seconds(atMs) }, INSTANT.types);
  }

  /** Evaluates a query at each step of a span. */
  range(query: string, { startMs, endMs, stepMs }: Span): Promise<PrometheusData | NoAnswer> {
    const span = { start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) };
    return this.ask(RANGE.path, { query, ...span }, RANGE.types);
  }

  private async ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    types: readonly ResultType[],
  ): Promise<PrometheusData | NoAnswer> {
    return answerOf(await this.kept(path, parameters), types);
  }

  private async kept(path: string, parameters: Readonly<Record<string, string>>): Promise<Exchange> {
    const exchange = await this.exchange(path, parameters);
    this.keep(exchange);
    return exchange;
  }

  private async exchange(path: string, parameters: Readonly<Record<string, string>>): Promise<Exchange> {
    const asked = { path, parameters };
    try {
      const { code, detail, facts, scope } = await lookHttp(this.plan(path, parameters), this.context, (name) => name === 'body');
      const { status, notText } = facts;
      const body = scope?.['body'];
      return {
        ...asked,
        ...(typeof status === 'number' && { status }),
        ...(code !== undefined && { code }),
        ...(detail !== undefined ? { detail } : typeof notText === 'string' && { detail: `the answer can't be read: ${notText}` }),
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
