// HTTP between the services: a connection a request, bounded in time and size.
import http from 'node:http';
import { portOf } from './ports.mjs';

const MOST_BYTES = 64 * 1024;
const TIMEOUT_MS = 2000;

/** A refusal that the client should see as it is. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The body of a request or of an answer. Throws beyond 64 KiB. */
export async function textOf(stream) {
  const parts = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new HttpError(413, `more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The body of a request as a JSON object. */
export async function jsonOf(request) {
  const text = await textOf(request);
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw new HttpError(400, 'a JSON object is expected');
}

/** Asks another service. @returns the answer's status and text; throws HttpError 502 when there is none within 2 s */
export async function ask(service, method, path, body, headers = {}) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: portOf(service), method, path, headers, signal, agent: false };
      http.request(options, resolve).once('error', reject).end(body);
    });
    return { status: answer.statusCode, text: await textOf(answer) };
  } catch (error) {
    throw new HttpError(
      502,
      `${service} does not answer: ${signal.aborted ? `not within ${TIMEOUT_MS} ms` : (error.code ?? error.message)}`,
    );
  }
}

/** Asks with JSON and for JSON; a refusal of the other service is passed on as it is. */
export async function askJson(service, method, path, body, headers = {}) {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const { status, text } = await ask(service, method, path, sent, { 'content-type': 'application/json', ...headers });
  const answer = JSON.parse(text);
  if (status >= 300) throw new HttpError(status, `${service}: ${answer.error}`);
  return answer;
}
