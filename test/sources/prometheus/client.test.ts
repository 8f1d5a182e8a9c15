import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Exchange } from '../../../src/sources/prometheus/answer.ts';
import { Prometheus, type PrometheusServer } from '../../../src/sources/prometheus/client.ts';
import { samplesOf } from '../../../src/sources/prometheus/sample.ts';
import { type Asked, fakePrometheus, type Reply, scalar, vector } from './fake.ts';
import { closedPort, folder, world } from '../../live/looks/world.ts';
import { needs } from '../../platform/programs.ts';

const AT = 1_795_248_049_335;

function client(url: string, more: Partial<PrometheusServer> = {}) {
  const kept: Exchange[] = [];
  return { kept, server: new Prometheus({ url, headers: {}, timeoutMs: 2000, ...more }, world(), (one) => kept.push(one)) };
}

async function answers(reply: (asked: Asked) => Reply, more: Partial<PrometheusServer> = {}) {
  const { url } = await fakePrometheus(reply);
  return client(url, more).server.instant('q', AT);
}

describe('asking Prometheus', () => {
  test('a vector, its values as they were written', async () => {
    const answer = await answers((asked) => ({ ...vector(asked, [{ __name__: 'up', job: 'a' }, '0.10']), warnings: ['w'] }));
    expect(answer).toEqual({ series: [{ labels: { __name__: 'up', job: 'a' }, points: new Map([[AT, '0.10']]) }], warnings: ['w'] });
  });

  test('a partial answer of VictoriaMetrics warns, a whole one does not', async () => {
    const one = (isPartial: boolean) => answers((asked) => ({ ...vector(asked, [{}, '0']), isPartial }));
    expect(await one(true)).toMatchObject({ warnings: ['the answer is partial (isPartial)'] });
    expect(await one(false)).toMatchObject({ warnings: [] });
  });

  test('what was asked and what came back is kept', async () => {
    const { url } = await fakePrometheus((asked) => vector(asked, [{}, '1']));
    const { server, kept } = client(url);
    await server.instant('a + b', AT);
    expect(kept).toMatchObject([{ path: '/api/v1/query', parameters: { query: 'a + b', time: '1795248049.335' }, status: 200 }]);
    expect(JSON.parse(kept[0]?.body ?? '')).toMatchObject({ status: 'success' });
  });

  test.each<[string, Reply, string, RegExp]>([
    ['a page of a proxy', '<!DOCTYPE html><h1>Sign in</h1>', 'BODY', /^not JSON: <!DOCTYPE html>/],
    ['a page with an error', { status: 503, body: '<h1>Unavailable</h1>\nmore' }, 'STATUS', /^503 <h1>Unavailable<\/h1>$/],
    [
      'an error of its own',
      { status: 400, body: '{"status":"error","errorType":"bad_data","error":"parse error"}' },
      'STATUS',
      /^400 bad_data: parse error$/,
    ],
    ['an error with status 200', '{"status":"error","errorType":"timeout","error":"x"}', 'BODY', /^timeout: x$/],
    ['JSON of somebody else', { ok: true }, 'BODY', /no answer of a Prometheus/],
    ['a number for a value', { status: 'success', data: { resultType: 'scalar', result: [1, 2] } }, 'BODY', /no answer of a Prometheus/],
    ['a sample without a value', { status: 'success', data: { resultType: 'vector', result: [{ metric: {} }] } }, 'BODY', /no answer/],
    ['a string', { status: 'success', data: { resultType: 'string', result: [1, 'x'] } }, 'BODY', /resultType/],
    [
      'a range vector',
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'BODY',
      /gives a matrix, expected scalar or vector/,
    ],
    ['half an answer', '{"status":"success","data":{"resultType":"vector","resu', 'BODY', /^not JSON/],
    [
      'an answer with two values',
      '{"status":"success","data":{"resultType":"scalar","result":[1,"9"]},"data":{"resultType":"scalar","result":[1,"0"]}}',
      'BODY',
      /the key "data" stands twice/,
    ],
    [
      'an error that became a success',
      '{"status":"error","errorType":"timeout","error":"x","status":"success","data":{"resultType":"scalar","result":[1,"0"]}}',
      'BODY',
      /the key "status" stands twice/,
    ],
    [
      'a success with an error',
      { status: 'success', errorType: 'timeout', error: 'x', data: { resultType: 'scalar', result: [1, '0'] } },
      'BODY',
      /^a success with an error: timeout: x$/,
    ],
    [
      'a number that is a histogram as well',
      { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '0'], histogram: [1, {}] }] } },
      'BODY',
      /no answer/,
    ],
    [
      'an answer with two numbers of one series',
      {
        status: 'success',
        data: {
          resultType: 'vector',
          result: [
            { metric: { a: '1', b: '2' }, value: [1, '9'] },
            { metric: { b: '2', a: '1' }, value: [1, '0'] },
          ],
        },
      },
      'BODY',
      /^\{a="1",b="2"\} stands in the answer twice at one time$/,
    ],
    ['an answer without end', `"${'x'.repeat(1_100_000)}"`, 'MISSED', /longer than what is read/],
  ])('%s is no answer', async (_, reply, code, detail) => {
    expect(await answers(() => reply)).toEqual({ code, detail: expect.stringMatching(detail) });
  });

  test('a range in which a series has two numbers at one time is none, one whose parts come apart is', async () => {
    const span = { startMs: 1000, endMs: 3000, stepMs: 1000 };
    const range = async (...result: readonly (readonly [number, string])[][]) => {
      const parts = result.map((values) => ({ metric: { job: 'x' }, values }));
      const { url } = await fakePrometheus(() => ({ status: 'success', data: { resultType: 'matrix', result: parts } }));
      return client(url).server.range('q', span);
    };
    const twice = { code: 'BODY', detail: '{job="x"} stands in the answer twice at one time' };
    expect(await range([[1, '9'], [1, '0']])).toEqual(twice); // prettier-ignore
    expect(await range([[1, '9'], [2, '9']], [[2, '0'], [3, '0']])).toEqual(twice); // prettier-ignore
    expect(await range([[1, '9']], [[2, '0'], [3, '0']])).toMatchObject({ warnings: [] }); // prettier-ignore
  });

  test('silence, a closed port, an unknown host', async () => {
    expect(await answers(() => undefined, { timeoutMs: 50 })).toMatchObject({ code: 'TIMEOUT' });
    expect(await client(`http://127.0.0.1:${await closedPort()}`).server.now()).toMatchObject({ code: 'CONNECTION_REFUSED' });
    expect(await client('http://no-such-host.invalid').server.now()).toMatchObject({ code: 'DNS' });
  });

  test('how far its clock is from ours', async () => {
    const { url } = await fakePrometheus(() => scalar(Date.now() / 1000 - 3600));
    const now = await client(url).server.now();
    expect('skewMs' in now && now.skewMs).toBeGreaterThan(-3_610_000);
    expect('skewMs' in now && now.skewMs).toBeLessThan(-3_590_000);
  });

  test('the clock of one that answers with a vector, as VictoriaMetrics does', async () => {
    const { url } = await fakePrometheus(() => clocks({}));
    const now = await client(url).server.now();
    expect('skewMs' in now && Math.abs(now.skewMs)).toBeLessThan(10_000);
  });

  test.each([
    ['no value', []],
    ['2 values', [{ zone: 'a' }, { zone: 'b' }]],
  ])('no clock that has %s', async (words, metrics) => {
    const { url } = await fakePrometheus(() => clocks(...metrics));
    expect(await client(url).server.now()).toEqual({ code: 'BODY', detail: `time() has ${words}` });
  });

  test('headers and basic credentials reach it with their secrets, which are not kept', async () => {
    const { url, asked } = await fakePrometheus((one) => vector(one, [{}, '1']));
    const bearer = client(url, { headers: { Authorization: 'Bearer ${{ env.TOKEN }}', 'X-Scope-OrgID': 'team' } });
    await bearer.server.instant('q', AT);
    const basic = client(url, { basicAuth: { username: 'ann', password: '${{ env.TOKEN }}' } });
    await basic.server.instant('q', AT);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer s3cret-value',
      `Basic ${Buffer.from('ann:s3cret-value').toString('base64')}`,
    ]);
    expect(asked[0]?.headers['x-scope-orgid']).toBe('team');
    expect(JSON.stringify([bearer.kept, basic.kept])).not.toMatch(/s3cret|Basic|Bearer/);
  });

  test('over TLS, when the certificate is trusted and only then', needs('openssl'), async () => {
    const made = folder();
    const [key, cert] = [path.join(made, 'key.pem'), path.join(made, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' }); // prettier-ignore
    const pair = { key: readFileSync(key), cert: readFileSync(cert) };
    const { url } = await fakePrometheus((one) => vector(one, [{}, '1']), pair);
    expect(await client(url).server.instant('q', AT)).toMatchObject({ code: 'TLS' });
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, pair.cert.toString()]);
    onTestFinished(() => tls.setDefaultCACertificates(trusted));
    const { url: known } = await fakePrometheus((one) => vector(one, [{}, '1']), pair);
    expect(await client(known).server.instant('q', AT)).toMatchObject({ warnings: [] });
  });
});

describe('a sample', () => {
  const sampled = async (query: string, reply: (asked: Asked) => Reply) => {
    const { url, asked } = await fakePrometheus(reply);
    const { server } = client(url);
    return { samples: await samplesOf(query, [AT], (one) => server.instant(one, AT)), asked };
  };

  test('a quantile is recorded with the highest finite bound of its own histogram', async () => {
    const { samples } = await sampled('histogram_quantile(0.9, b)', (asked) => {
      if (asked.query.startsWith('label_replace')) return vector(asked, [{ now: '0' }, '3.5']);
      if (asked.query !== 'b') return vector(asked, [{ job: 'x' }, '0.5'], [{ job: 'y' }, '1']);
      const bounds = [['x', '0.1'], ['x', '0.5'], ['x', '+Inf'], ['y', '10'], ['y', '2'], ['y', '+Inf']]; // prettier-ignore
      return vector(asked, ...bounds.map(([job = '', le = '']) => [{ __name__: 'b', job, le }, '4'] as const));
    });
    expect(samples).toMatchObject([
      {
        at: AT,
        values: [
          ['{job="x"}', '0.5'],
          ['{job="y"}', '1'],
        ],
        quantiles: [
          ['{job="x"}', '0.5', '0.5'],
          ['{job="y"}', '1', '10'],
        ],
        ages: [['b', 'now', '3.5']],
      },
    ]);
  });

  test('native histograms are no numbers', async () => {
    const { samples } = await sampled('vector(1)', () => ({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: {}, histogram: [1, {}] }] },
    }));
    expect(samples).toMatchObject({ code: 'BODY', detail: expect.stringContaining('native histograms') });
  });

  /** What Prometheus writes of a native histogram, its last bucket with these bounds. */
  const native = (lower: string, upper: string): unknown => [AT / 1000, { count: '5', sum: '1', buckets: [[3, '-Inf', '0.1', '2'], [0, lower, upper, '3']] }]; // prettier-ignore
  const natives = (...series: readonly (readonly [Record<string, string>, unknown])[]): Reply => ({
    status: 'success',
    data: { resultType: 'vector', result: series.map(([metric, histogram]) => ({ metric, histogram })) },
  });

  test('a native histogram whose last bucket has no end has a highest bound, others have none', async () => {
    const { samples } = await sampled('histogram_quantile(0.9, b)', (asked) => {
      if (asked.query === 'b') return natives([{ __name__: 'b', job: 'x' }, native('0.2', '+Inf')], [{ __name__: 'b', job: 'y' }, native('0.2', '0.4')]); // prettier-ignore
      return asked.query.startsWith('label_replace') ? vector(asked) : vector(asked, [{ job: 'x' }, '0.2'], [{ job: 'y' }, '0.3']);
    });
    expect(samples).toMatchObject([{ quantiles: [['{job="x"}', '0.2', '0.2']] }]);
  });

  test('of several quantiles at once each has the bound of its histogram', async () => {
    const { samples } = await sampled('max(histogram_quantiles(b, "q", 0.5, 0.9))', (asked) => {
      if (asked.query === 'b') return vector(asked, [{ __name__: 'b', le: '0.5' }, '1'], [{ __name__: 'b', le: '+Inf' }, '4']);
      if (asked.query.startsWith('label_replace')) return vector(asked);
      if (asked.query.startsWith('max')) return vector(asked, [{}, '0.5']);
      return vector(asked, [{ q: '0.5' }, '0.3'], [{ q: '0.9' }, '0.5']);
    });
    expect(samples).toMatchObject([
      {
        quantiles: [
          ['{q="0.5"}', '0.3', '0.5'],
          ['{q="0.9"}', '0.5', '0.5'],
        ],
      },
    ]);
  });

  test('of a span each step has its own', async () => {
    const times = [AT, AT + 1000];
    const { url } = await fakePrometheus((asked) => {
      const values = times.map((t) => [t / 1000, '0.2']);
      const histograms = times.map((t, index) => [
        t / 1000,
        { count: '1', sum: '1', buckets: [[0, index === 0 ? '0.2' : '0.1', '+Inf', '1']] },
      ]);
      const one = asked.query === 'b' ? { metric: {}, histograms } : { metric: {}, values };
      return { status: 'success', data: { resultType: 'matrix', result: asked.query.startsWith('label_replace') ? [] : [one] } };
    });
    const { server } = client(url);
    const span = { startMs: AT, endMs: AT + 1000, stepMs: 1000 };
    const samples = await samplesOf('histogram_quantile(0.9, b)', times, (query) => server.range(query, span));
    expect(samples).toMatchObject([{ quantiles: [['{}', '0.2', '0.2']] }, { quantiles: [['{}', '0.2', '0.1']] }]);
  });

  test.each(['b', 'histogram_quantile(0.9, b)', 'label_replace'])('without an answer about %s there is none', async (silent) => {
    const { samples } = await sampled('histogram_quantile(0.9, b)', (asked) =>
      asked.query.startsWith(silent) ? { status: 503, body: 'x' } : vector(asked, [{}, '1']),
    );
    expect(samples).toMatchObject({ code: 'STATUS' });
  });

  test('a warning about how old it is counts as well', async () => {
    const { samples } = await sampled('up', (asked) => {
      const warnings = asked.query === 'up' ? ['a'] : ['a', 'b'];
      return { ...vector(asked, [asked.query === 'up' ? {} : { now: '0' }, '1']), warnings };
    });
    expect(samples).toMatchObject([{ warnings: ['a', 'b'] }]);
  });

  test('too many series are no number', async () => {
    const many = Array.from({ length: 501 }, (_, i) => [{ i: String(i) }, '1'] as const);
    const { samples } = await sampled('vector(1)', (asked) => vector(asked, ...many));
    expect(samples).toMatchObject({ code: 'MISSED', detail: expect.stringContaining('501 samples') });
  });
});

/** A vector of series that each tell the time. */
function clocks(...metrics: readonly object[]): object {
  const now = Date.now() / 1000;
  return { status: 'success', data: { resultType: 'vector', result: metrics.map((metric) => ({ metric, value: [now, String(now)] })) } };
}
