// model-router: picks, among the workers that can do what is asked, the one that is least busy and quickest, and forwards to it.
import { ask, askJson, HttpError, jsonOf } from './lib/http.mjs';
import { startService } from './lib/service.mjs';

const models = [
  { name: 'pipecat-text', can: ['normalise', 'words'], forward: forwardFrames },
  { name: 'openclaw-text', can: ['digest', 'words'], forward: forwardTask },
].map((model) => ({ ...model, inFlight: 0, expectedMs: 0 }));

async function forwardFrames({ capability, text }) {
  const { status, text: lines } = await ask('pipecat', 'POST', '/v1/frames', text);
  if (status !== 200) throw new HttpError(502, `pipecat answered ${status}`);
  const frames = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return capability === 'words' ? frames.reduce((sum, { words }) => sum + words, 0) : frames.map((frame) => frame.text).join('\n');
}

async function forwardTask({ capability, text }) {
  return (await askJson('openclaw', 'POST', '/v1/tasks', { name: capability, text })).result;
}

function pick(capability) {
  const able = models.filter(({ can }) => can.includes(capability));
  if (able.length === 0) throw new HttpError(422, `no model can "${capability}"`);
  return able.toSorted((a, b) => a.inFlight - b.inFlight || a.expectedMs - b.expectedMs)[0];
}

async function route(job) {
  const model = pick(job.capability);
  const start = performance.now();
  model.inFlight++;
  try {
    return { model: model.name, result: await model.forward(job) };
  } finally {
    model.inFlight--;
    model.expectedMs = 0.8 * model.expectedMs + 0.2 * (performance.now() - start);
  }
}

startService({
  name: 'model-router',
  parts: { table: async () => ['normalise', 'digest', 'words'].forEach(pick) },
  // What was slow is forgotten little by little, so that it gets another chance.
  upkeep: async () => models.forEach((model) => (model.expectedMs *= 0.95)),
  routes: {
    'POST /v1/route': async ({ request }) => {
      const { capability, text } = await jsonOf(request);
      if (typeof text !== 'string' || text === '') throw new HttpError(400, 'there is no text');
      return route({ capability, text });
    },
  },
});
