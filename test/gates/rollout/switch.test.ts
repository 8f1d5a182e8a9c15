import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Stand, withStand } from '../../e2e/fixtures/stand.ts';
import { type Asked, fakePrometheus, matrix, type Reply, vector } from '../../sources/prometheus/fake.ts';

/** From when to when, in ms by the clock. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Two stages of four looks; the command of each takes a second, the delay another. Errors of the canary are read by nobody but the gate. */
const yaml = (url: string): string => `name: R
gates:
  r:
    kind: rollout
    run: echo begun >> said; sleep 1; echo set >> said; date +%s%3N >> ended
    stages: [ { name: canary, weight: 10, bake: 800ms, criteria: [ "requests > 0.0" ] }, { name: full, weight: 100, bake: 800ms } ]
    prometheus: { url: "${url}", timeout: 10s }
    queries: { errors: vector(1), requests: vector(2) }
    interval: 200ms
    initial-delay: 1s
    criteria: [ "errors < 0.01" ]
    consecutive-error-limit: 5
    rollback: { run: echo back >> said, within: 10s, checks: [ { command: "grep -q back said" } ] }
`;

/** When a word was said by the commands, as often as it was. */
class Words {
  private readonly seen = new Map<string, number>();
  private readonly folder: string;
  private readonly file: string;

  constructor(folder: string) {
    this.folder = folder;
    this.file = path.join(folder, 'said');
  }

  /** The first moment at which somebody saw it stand there so often. */
  at(word: string, times: number): number {
    const said = fs.existsSync(this.file) ? fs.readFileSync(this.file, 'utf8').split('\n') : [];
    const key = `${word} ${times}`;
    if (said.filter((line) => line === word).length >= times && !this.seen.has(key)) this.seen.set(key, Date.now());
    return this.seen.get(key) ?? Number.POSITIVE_INFINITY;
  }

  /** When a stage's command ended, by its own word. */
  ended(times: number): number {
    const file = path.join(this.folder, 'ended');
    const said = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
    return Number(said[times - 1] || Number.POSITIVE_INFINITY);
  }

  get isBack(): boolean {
    return this.at('back', 1) < Number.POSITIVE_INFINITY;
  }
}

/** A Prometheus that remembers: errors within a span, until the traffic is back. */
async function remembering(stand: Stand, span: (words: Words) => Span, isDown: (words: Words) => boolean = () => false): Promise<string> {
  const words = new Words(stand.folder);
  const { url } = await fakePrometheus((asked: Asked): Reply => {
    const { from, to } = span(words);
    const errors = (at: number): string => (!words.isBack && at >= from && at < to ? '0.5' : '0.001');
    if (isDown(words)) return { status: 502, body: 'Bad Gateway' };
    if (asked.query === 'time()') return undefined;
    const value = asked.query === 'vector(1)' ? errors : (): string => '7';
    if (asked.path.endsWith('query_range')) return matrix(asked, value);
    return vector(asked, [{}, value(Number(asked.parameters.get('time')) * 1000)]);
  });
  return url;
}

const NEVER = Number.POSITIVE_INFINITY;

describe('errors of a rollout', () => {
  it.each<[string, (words: Words) => Span, string | RegExp]>([
    [
      'while the command runs',
      (words) => ({ from: words.at('begun', 1), to: words.at('set', 1) }),
      '0 of 2; canary (10 %): while its weight changed: errors',
    ],
    [
      'within the delay',
      (words) => ({ from: words.at('set', 1), to: words.at('set', 1) + 900 }),
      '0 of 2; canary (10 %): while its weight changed: errors',
    ],
    [
      'within the command of a later stage',
      (words) => ({ from: words.at('begun', 2), to: words.at('set', 2) }),
      '1 of 2; full (100 %): while its weight changed: errors',
    ],
    [
      'after the last look',
      // The last of its looks is due 1.8 s after the command's end is seen; on a busy machine that look may see them as well.
      (words) => ({ from: words.ended(2) + 1825, to: NEVER }),
      /2 of 2; full \(100 %\): after the last stage: errors|1 of 2; full \(100 %\): errors/,
    ],
  ])('alone %s are seen, and abort it', (_, span, why) =>
    withStand(async (stand) => {
      const run = await stand.run(yaml(await remembering(stand, span)));
      expect(run.said, run.bad('r').join('\n')).toEqual(['NO-GO', 1]);
      expect(run.bad('r')[0]).toMatch(/^rollback failed: .*; rolled back, rollback confirmed/);
      expect(run.bad('r')[1]).toMatch(why);
    })(),
  );

  it(
    'while the command runs and nobody answers are found by looking back',
    withStand(async (stand) => {
      const span = (words: Words): Span => ({ from: words.at('begun', 1), to: words.at('set', 1) });
      const isDown = (words: Words): boolean => words.at('begun', 1) < NEVER && words.at('set', 1) === NEVER;
      const run = await stand.run(yaml(await remembering(stand, span, isDown)));
      expect(run.said, run.bad('r').join('\n')).toEqual(['NO-GO', 1]);
      expect(run.bad('r')[1]).toContain('while its weight changed: errors');
    }),
  );

  it(
    'that are none are a GO, and every moment was looked at',
    withStand(async (stand) => {
      const run = await stand.run(yaml(await remembering(stand, () => ({ from: NEVER, to: NEVER }))));
      expect(run.said, run.bad('r').join('\n')).toEqual(['GO', 0]);
      const at = run.facts('sample').flatMap((fact) => (fact['query'] === 'errors' ? [Number(fact['at'])] : []));
      const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(200);
    }),
  );
});
