import { expect, it } from 'vitest';
import { whyUnheard } from '../../src/gates/shared/wrapper.ts';
import { service } from '../live/services/harness.ts';

it.each([
  ['npm start', /^npm does not/],
  ['cd web && npx serve', /^npx does not/],
  ['PORT=1 pnpm run start', /^pnpm does not/],
  ['bash start.sh', /^a shell does not/],
  ['./bin/start.sh --port 1', /^a shell does not/],
  ['node server.js', undefined],
  ['cd web && node server.js', undefined],
  ['./finish', undefined],
  ['yarn start', undefined],
])('why a program under %s may not hear the stop signal', (run, why) => {
  expect(whyUnheard(service({ id: 'web', run })) ?? '').toMatch(why ?? /^$/);
});
