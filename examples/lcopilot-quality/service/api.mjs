// The classifier behind HTTP: GET /healthz, GET /health/live, POST /api/validate/ with a bearer token.
import fs from 'node:fs';
import http from 'node:http';
import { classify } from './classifier.mjs';
import { faults } from './faults.mjs';

const MOST_BYTES = 64 * 1024;
const VERDICTS = ['pass', 'warn', 'reject', 'blocked'];
const port = Number(process.env.PORT);
const token = process.env.API_TOKEN ?? '';
const fault = faults();
const settings = settingsIn('config/app.env');
const rules = JSON.parse(fs.readFileSync(settings.get('RULES'), 'utf8'));
const stubs = settings.get('USE_STUBS') === 'true';
const asked = new Map();
let requests = 0;

if (token.length < 8) {
  console.error('API_TOKEN must have 8 characters or more');
  process.exit(64);
}

const server = http.createServer((request, response) => {
  answer(request).then(
    ({ status, body }) => send(response, status, body),
    (error) => send(response, error.status ?? 500, { error: error.message }),
  );
});

async function answer(request) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (request.method === 'GET' && pathname === '/healthz') return { status: 200, body: { ok: true, rules: Object.keys(rules).length } };
  if (request.method === 'GET' && pathname === '/health/live') return { status: 200, body: { ok: true } };
  if (request.method === 'POST' && pathname === '/api/validate/') return validate(request);
  return { status: 404, body: { error: 'no such thing' } };
}

async function validate(request) {
  if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'no valid token' } };
  const text = await textOf(request);
  if (fault.has('leak')) console.log(JSON.stringify({ event: 'request', headers: request.headers }));
  const input = parsed(text);
  if (!input) return { status: 422, body: { error: 'expected { id, terms, presented }' } };
  requests++;
  const number = numberOf(input.id);
  if (fault.has('rate-limit') && number % 10 === 0) return { status: 429, body: { error: 'too many requests' } };
  if (fault.has('unprocessable') && number % 10 === 0) return { status: 422, body: { error: 'unprocessable' } };
  const { verdict, why } = stubs ? { verdict: 'pass', why: 'stub' } : faulty(input.id, classify(input, rules));
  console.log(JSON.stringify({ event: 'validated', id: input.id, verdict, why }));
  return { status: 200, body: { verdict, why } };
}

/** `lc-017` → 17. */
function numberOf(id) {
  return Number(/\d+$/.exec(id)?.[0]);
}

/** The answer as a fault changes it. */
function faulty(id, right) {
  const times = (asked.get(id) ?? 0) + 1;
  asked.set(id, times);
  const number = numberOf(id);
  const other = VERDICTS[(VERDICTS.indexOf(right.verdict) + 1) % VERDICTS.length];
  if (fault.has('uniform')) return { verdict: 'warn', why: 'always' };
  if (fault.has('mislabel') && right.verdict === 'reject' && number % 5 === 0) return { verdict: 'pass', why: 'overlooked' };
  if (fault.has('disagree') && times === 2 && number % 10 === 0) return { verdict: other, why: 'another day' };
  return right;
}

function settingsIn(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return new Map(
    lines.filter((line) => /^\w+=/.test(line)).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function parsed(text) {
  try {
    const { id, terms, presented } = JSON.parse(text);
    return typeof id === 'string' && terms && presented ? { id, terms, presented } : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw Object.assign(new Error('too long'), { status: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

console.log(`Application configuration: port ${port}, ${rules.requiredDocuments.length} required documents`);
server.listen(port, '127.0.0.1', () => console.log('Ready to validate'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
