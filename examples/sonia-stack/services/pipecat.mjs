// A pipeline over frames of text: each goes through every stage, in order, and comes out with a checksum.
import { createHash } from 'node:crypto';
import { start } from './lib/service.mjs';

const stages = [(text) => text.trim(), (text) => text.replace(/\s+/g, ' '), (text) => text.toLowerCase()];
const process_ = (frame) => {
  const text = stages.reduce((now, stage) => stage(now), frame);
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
};

start({
  name: 'pipecat',
  port: 7030,
  work: async () => process_('  Speak,   friend,  AND enter. '.repeat(50)),
  routes: { 'POST /frames': async ({ frames = [] }) => [200, { frames: frames.map((frame) => process_(String(frame))) }] },
});
