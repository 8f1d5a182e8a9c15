// Chooses, for a prompt, the model that has been least busy and suits its length.
import { start } from './lib/service.mjs';

const models = [
  { name: 'small', most: 200, served: 0 },
  { name: 'medium', most: 2000, served: 0 },
  { name: 'large', most: 20_000, served: 0 },
];

function route(prompt) {
  const able = models.filter(({ most }) => prompt.length <= most);
  if (able.length === 0) throw new Error('no model takes so long a prompt');
  const model = able.reduce((least, each) => (each.served < least.served ? each : least));
  model.served++;
  return model.name;
}

start({
  name: 'model-router',
  port: 7010,
  work: async () => route('x'.repeat(Math.floor(Math.random() * 1500))),
  routes: { 'POST /route': async ({ prompt = '' }) => [200, { model: route(prompt) }] },
});
