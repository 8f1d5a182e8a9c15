import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../platform/programs.ts';
import { Exporter, RealPrometheus } from '../sources/prometheus/real.ts';
import { type Finished, type Stand, withStand } from './fixtures/stand.ts';
import { REPO } from './harness.ts';

const PAGE = fs.readFileSync(path.join(REPO, 'docs/peers.md'), 'utf8');
const [ANALYSIS = '', CANARY = '', PROBES = ''] = PAGE.split('```yaml\n')
  .slice(1)
  .map((rest) => rest.split('```')[0] ?? '');

/** An example of the page in other times and at other places. */
function example(yaml: string, others: Readonly<Record<string, string>>): string {
  return Object.entries(others).reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, yaml);
}

/** What the page says is well, with one key other. */
async function run(stand: Stand, yaml: string): Promise<Finished> {
  stand.project.write('gates.yml', yaml);
  return stand.finished(await stand.project.gate(['run', 'gates.yml']));
}

describe('what those know who come from Argo Rollouts and Flagger', needs('prometheus'), () => {
  const exporter = new Exporter();
  const prometheus = new RealPrometheus();
  let counting: NodeJS.Timeout;
  let share = 0;

  beforeAll(async () => {
    let [good, bad] = [0, 0];
    counting = setInterval(() => {
      good += 20 * (1 - share);
      bad += 20 * share;
      exporter.metrics = `http_requests_total{code="200"} ${good}\nhttp_requests_total{code="500"} ${bad}\n`;
    }, 50);
    await prometheus.start(await exporter.start());
    await prometheus.until('rate(http_requests_total{code="200"}[2s]) > 0');
  });
  afterAll(async () => {
    clearInterval(counting);
    exporter.stop();
    await prometheus.stop();
  });

  /** So many errors from now on, which no query sees anything else of. */
  async function errors(of: number): Promise<void> {
    share = of;
    const now = 'sum(rate(http_requests_total{code="500"}[2s])) / sum(rate(http_requests_total[2s]))';
    await prometheus.until(`abs(${now} - ${of}) < 0.005`);
  }

  const analysis = (others: Readonly<Record<string, string>> = {}): string =>
    example(ANALYSIS, { 'http://localhost:9090': prometheus.url, '[5m]': '[2s]', '50m': '3s', '5m': '300ms', ...others });
  const canary = (): string =>
    example(CANARY, { 'http://localhost:9090': prometheus.url, '[1m]': '[2s]', '2m': '1s', '1m': '500ms', '5m': '2s' });

  it.each<[string, number, Readonly<Record<string, string>>, readonly [string, number], string]>([
    ['a successCondition that holds is a GO', 0, {}, ['GO', 0], ''],
    ['one that fails more often than failureLimit is a NO-GO, whose row says both', 0.2, {}, ['NO-GO', 1], 'successRate'],
    ['an Inconclusive one is a GO that warns', 0.07, {}, ['GO', 0], 'warned'],
    ['no data blocks', 0, { http_requests_total: 'http_requests_seen_total' }, ['BLOCKED', 2], 'no data'],
    [
      'NaN blocks, without isNaN',
      0,
      { 'sum(rate(http_requests_total[2s]))': '(sum(rate(http_requests_total[2s])) * 0)', 'code!~"5.."': 'code="300"' },
      ['BLOCKED', 2],
      'no data',
    ],
  ])('%s', async (_, bad, others, said, words) =>
    withStand(async (stand) => {
      await errors(bad);
      const finished = await run(stand, analysis(others));
      expect(finished.said, finished.bad('success-rate').join('\n')).toEqual(said);
      expect(finished.bad('success-rate').join('\n')).toContain(words);
    })(),
  );

  it('failureLimit: 3 lets three looks fail, and ends at the fourth', async () =>
    withStand(async (stand) => {
      await errors(0.2);
      const finished = await run(stand, analysis());
      expect(finished.gate('success-rate').counts).toMatchObject({ looks: 4, failed: 4 });
    })());

  it.each<[string, number, readonly [string, number], readonly string[], string]>([
    ['goes on while all is well', 0, ['GO', 0], ['10', '50'], ''],
    ['bears with one look that warns, and no second one', 0.05, ['NO-GO', 1], ['10', '0'], 'warn'],
    ['goes back at the first look that fails', 0.3, ['NO-GO', 1], ['10', '0'], 'successPercent'],
  ])('a canary of Flagger %s', async (_, bad, said, weights, words) =>
    withStand(async (stand) => {
      await errors(bad);
      stand.project.write('deploy.sh', '#!/bin/sh\necho $1 >> weights\n');
      fs.chmodSync(path.join(stand.folder, 'deploy.sh'), 0o755);
      // What is rolled back is well: else nothing could validate it.
      const finished = await run(stand, canary());
      expect(finished.said, finished.bad('canary').join('\n')).toEqual(said);
      expect(finished.bad('canary').join('\n')).toContain(words);
      expect(fs.readFileSync(path.join(stand.folder, 'weights'), 'utf8').trim().split('\n')).toEqual(weights);
    })(),
  );
});

/** Answers /healthz with a redirect, and fails the checks whose numbers stand in FAIL. */
const WEB = `
import http from 'node:http';
let checks = 0;
http.createServer((request, response) => {
  if (request.url === '/healthz') return response.writeHead(302, { location: '/live' }).end();
  if (request.url === '/live' && process.env.FAIL.split(' ').includes(String(++checks))) return response.writeHead(500).end();
  response.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`;

describe.concurrent('what those know who come from Kubernetes', () => {
  it.each<[string, string, readonly [string, number], string]>([
    ['that is well is a GO, though it is redirected', '', ['GO', 0], ''],
    ['that fails twice in a row is one, too', '4 5', ['GO', 0], ''],
    ['that fails a third time in a row ends the gate', '4 5 6', ['NO-GO', 1], 'in a row'],
    ['that never holds for long enough fails', '2 4 6 8', ['NO-GO', 1], 'uninterrupted'],
  ])('a probe %s', async (_, fail, said, words) =>
    withStand(async (stand) => {
      stand.project.write('web.mjs', WEB);
      const port = await stand.port();
      const yaml = example(PROBES, { 'port: 8080': `port: ${port}\n    env: { FAIL: "${fail}" }`, '10s': '100ms', '3s': '1s', '6s': '2s' });
      const finished = await run(stand, yaml);
      expect(finished.said, finished.bad('live').join('\n')).toEqual(said);
      expect(finished.bad('live').join('\n')).toContain(words);
    })(),
  );
});

describe.concurrent('a function of Argo Rollouts', () => {
  it.each([
    ['isNaN(q)', 'unknown function "isNaN"; what has no number (no data, NaN, infinity) blocks by itself'],
    ['default(q, 0) > 1.0', 'unknown function "default"; what has no number (no data, NaN, infinity) blocks by itself'],
    ['len(q) == 0', 'did you mean "size"?'],
  ])('%s is told what there is in its place', async (condition, words) =>
    withStand(async (stand) => {
      const keys = `prometheus: { url: "http://localhost:9090" }, queries: { q: up }, criteria: [ ${JSON.stringify(condition)} ]`;
      stand.project.write('gates.yml', `version: 1\ngates: { g: { kind: metrics, ${keys} } }\n`);
      expect((await stand.project.gate(['check', 'gates.yml'])).stderr).toContain(words);
    })(),
  );
});

describe.concurrent('a key of theirs', () => {
  it.each([
    ['services: { s: { run: x, livenessProbe: {} } }', '"health"'],
    ['services: { s: { run: x, startupProbe: {} } }', '"ready"'],
    ['services: { s: { run: x, health: { httpGet: {} } } }', '"http"'],
    ['services: { s: { run: x, health: { exec: {} } } }', '"command"'],
    ['gates: { g: { kind: health, periodSeconds: 3 } }', '"interval"'],
    ['gates: { g: { kind: health, failureThreshold: 3 } }', '"consecutive-failure-limit", which is one less'],
    ['gates: { g: { kind: metrics, successCondition: x } }', '"criteria"'],
    ['gates: { g: { kind: metrics, count: 3 } }', '"duration"'],
    ['gates: { g: { kind: rollout, stepWeights: [1] } }', '"stages"'],
    ['gates: { g: { kind: rollout, threshold: 3 } }', '"consecutive-failure-limit", which is one less'],
  ])('%s is told what it is called here', async (yaml, words) =>
    withStand(async (stand) => {
      stand.project.write('gates.yml', `version: 1\n${yaml}\n`);
      expect((await stand.project.gate(['check', 'gates.yml'])).stderr).toContain(`here it is called ${words}`);
    })(),
  );
});
