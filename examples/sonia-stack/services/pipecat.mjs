// pipecat: sends frames of text (lines) through a pipeline of stages, as a stream: a frame leaves while the next one arrives.
import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startService } from './lib/service.mjs';

/** Bytes → lines, wherever the pieces happen to be cut. */
async function* frames(pieces) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop();
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

async function* normalise(texts) {
  for await (const text of texts) yield text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

async function* annotate(texts) {
  let index = 0;
  for await (const text of texts) {
    const words = text === '' ? 0 : text.split(' ').length;
    yield { index: index++, text, words, sha256: createHash('sha256').update(text).digest('hex') };
  }
}

async function* serialise(annotated) {
  for await (const frame of annotated) yield `${JSON.stringify(frame)}\n`;
}

const STAGES = [frames, normalise, annotate, serialise];

/** A known text through the whole pipeline, cut in the middle of a character; throws unless it comes out as it must. */
async function rehearse() {
  const bytes = Buffer.from('  Grüß   dich\n');
  let out = '';
  const sink = new Writable({ write: (piece, _, done) => done(void (out += piece)) });
  await pipeline(Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]), ...STAGES, sink);
  const { text, words } = JSON.parse(out);
  if (text !== 'Grüß dich' || words !== 2) throw new Error(`the pipeline made ${out}`);
}

startService({
  name: 'pipecat',
  parts: { pipeline: rehearse },
  upkeep: rehearse,
  routes: {
    'POST /v1/frames': async ({ request, response }) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      await pipeline(request, ...STAGES, response);
    },
  },
});
