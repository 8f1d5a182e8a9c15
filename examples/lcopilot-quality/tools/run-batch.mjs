// Asks the service about every case of a manifest, one after another, and appends one record for each to results/results.jsonl.
//   node tools/run-batch.mjs --manifest data/manifest-smoke20.json [--min-interval 3.0] [--retries-429 8] [--limit 1 --stdout]
// Beside it, for people and for later gates: metrics_summary.json, confusion_matrix.csv, failed_cases.csv, rate_limit_stats.json.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { faults } from '../service/faults.mjs';

const RESULTS = 'results';
const REQUEST_TIMEOUT_MS = 10_000;
const { values } = parseArgs({
  options: {
    manifest: { type: 'string' },
    'min-interval': { type: 'string', default: '3.0' },
    'retries-429': { type: 'string', default: '8' },
    limit: { type: 'string' },
    stdout: { type: 'boolean', default: false },
  },
});
const fault = faults();
const minInterval = fault.has('hurry') ? 0.001 : Number(values['min-interval']);
const retryCap = Number(values['retries-429']);
const url = process.env.API_URL;
const token = process.env.API_TOKEN;

const cases = new Map(lines('data/cases.jsonl').map((one) => [one.id, one]));
const manifest = JSON.parse(fs.readFileSync(values.manifest, 'utf8')).cases.slice(0, values.limit ? Number(values.limit) : undefined);
const stats = { min_interval: minInterval, retry_cap: retryCap, requests: 0, retries: 0, exhausted: 0 };
let nextAt = 0;

if (fault.has('slow') && !values.stdout) await delay(600_000);
const records = [];
for (const { case_id, expected_verdict } of fault.has('forget') ? manifest.slice(0, 19) : manifest) {
  const { status, verdict } = await ask(cases.get(case_id));
  if (status === 429) stats.exhausted++;
  records.push({ case_id, expected_verdict, actual_verdict: verdict, http_status: status });
}
if (values.stdout) console.log(JSON.stringify({ expected: records[0].expected_verdict, actual: records[0].actual_verdict }));
else write();

/** The service's answer, after retries where it turns us away. */
async function ask(one) {
  for (let attempt = 0; ; attempt++) {
    await delay(Math.max(0, nextAt - performance.now()));
    nextAt = performance.now() + minInterval * 1000;
    stats.requests++;
    const answer = await post({ id: one.id, terms: one.terms, presented: one.presented });
    if (answer.status !== 429 || attempt === retryCap) return answer;
    stats.retries++;
  }
}

async function post(body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const answer = await response.json();
  return { status: response.status, verdict: response.ok ? answer.verdict : null };
}

function write() {
  fs.mkdirSync(RESULTS, { recursive: true });
  const file = path.join(RESULTS, 'results.jsonl');
  if (fault.has('rewrite') && fs.existsSync(file)) fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('"warn"', '"pass"'));
  fs.appendFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const right = records.filter(({ expected_verdict, actual_verdict }) => expected_verdict === actual_verdict);
  save('metrics_summary.json', `${JSON.stringify({ cases: records.length, right: right.length })}\n`);
  save('rate_limit_stats.json', `${JSON.stringify(stats)}\n`);
  save('failed_cases.csv', csv(['case_id', 'expected', 'actual'], records.filter((record) => !right.includes(record)).map(row)));
  save('confusion_matrix.csv', csv(['expected', 'actual', 'cases'], confusion()));
}

function row({ case_id, expected_verdict, actual_verdict }) {
  return [case_id, expected_verdict, actual_verdict ?? ''];
}

function confusion() {
  const counts = new Map();
  for (const { expected_verdict, actual_verdict } of records) {
    const key = `${expected_verdict},${actual_verdict ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort().map(([key, count]) => [key, count]);
}

function save(name, text) {
  fs.writeFileSync(path.join(RESULTS, name), text);
}

function csv(header, rows) {
  return [header, ...rows].map((fields) => `${fields.join(',')}\n`).join('');
}

function lines(file) {
  return fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
