import fc from 'fast-check';
import fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Observation } from '../../src/core/observation.ts';
import { judge, judgeHastily, type Observed, passes, record, type Scenario } from './transcript.ts';

/** What a gate kind brings to the laws. */
export interface Sample {
  /** An execution that passes. */
  readonly scenario: Scenario;
  /** Whether an observation is one that the gate expects: without it, nothing passes. */
  readonly expected: (o: Observation) => boolean;
  /** The lane of an observation: lanes come in any order against each other, and from any machine. Absent: one lane. */
  readonly lane?: (o: Observation) => string;
}

/** The laws that every gate kind keeps. */
export function lawsOf(name: string, make: () => Sample): void {
  describe(`laws of ${name}`, () => {
    it('passes as recorded, live as later', () => {
      const { scenario } = make();
      const lines = record(scenario);
      expect(judge(scenario, lines).inconsistencies).toEqual([]);
      expect(judge(scenario, lines).decision.reasons).toEqual([]);
      expect(judge(scenario, lines).decision.status).toBe('GO');
    });

    it('passes alike when facts come while a file is read', () => {
      const { scenario } = make();
      const lines = record(scenario);
      expect(judgeHastily(scenario, lines)).toEqual(judge(scenario, lines).decision);
    });

    it('passes with no proper prefix', () => {
      const { scenario } = make();
      const lines = record(scenario);
      for (let n = 0; n < lines.length; n++) expect(passes(scenario, lines.slice(0, n)), `first ${n} of ${lines.length}`).toBe(false);
    });

    it('never passes without any one expected observation', () => {
      const { scenario, expected } = make();
      const lines = record(scenario);
      const needed = lines.filter(expected);
      expect(needed.length).toBeGreaterThan(0);
      for (const o of needed) expect(passes(scenario, without(lines, o)), `without ${o.type}, seq ${o.seq}`).toBe(false);
    });

    it('never passes without what frames a gate', () => {
      const { scenario } = make();
      const lines = record(scenario);
      const frame = lines.filter(({ type }) => ['execution.started', 'gate.started', 'gate.ended', 'execution.ended'].includes(type));
      for (const o of frame) expect(passes(scenario, without(lines, o)), `without ${o.type}, seq ${o.seq}`).toBe(false);
    });

    it('judges any interleaving of lanes alike', () => {
      const { scenario, lane } = make();
      if (!lane) return;
      const lines = record(scenario);
      const told = outcome(scenario, lines);
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat()), (choices) => {
          const mixed = { ...scenario, observed: interleave(scenario.observed, lane, choices) };
          expect(outcome(scenario, record(mixed))).toBe(told);
        }),
        { numRuns: 30 },
      );
    });

    it('judges without clock, randomness and files', () => {
      const { scenario } = make();
      const lines = record(scenario);
      const told = outcome(scenario, lines);
      const forbidden = (): never => {
        throw new Error('judging may not do this');
      };
      const spies = [
        vi.spyOn(Date, 'now').mockImplementation(forbidden),
        vi.spyOn(Math, 'random').mockImplementation(forbidden),
        vi.spyOn(fs, 'readFileSync').mockImplementation(forbidden),
        vi.spyOn(fs, 'openSync').mockImplementation(forbidden),
        vi.spyOn(performance, 'now').mockImplementation(forbidden),
      ];
      let later: string;
      try {
        later = outcome(scenario, lines);
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
      expect(later).toBe(told);
    });
  });
}

function without(lines: readonly Observation[], o: Observation): readonly Observation[] {
  return lines.filter((line) => line !== o).map((line, seq) => ({ ...line, seq }));
}

/** Judgements as text: the numbers of observations differ between interleavings, what is judged does not. */
function outcome(scenario: Scenario, lines: readonly Observation[]): string {
  return JSON.stringify(judge(scenario, lines), (key, value: unknown) => (key === 'seq' ? undefined : value));
}

function interleave(observed: Observed, lane: (o: Observation) => string, choices: Iterator<number>): Observed {
  const pick = (n: number): number => Number(choices.next().value) % n;
  return Object.fromEntries(
    Object.entries(observed).map(([gate, drafts]) => {
      const lanes = new Map<string, (typeof drafts)[number][]>();
      for (const draft of drafts) {
        const key = lane(draft as Observation);
        lanes.set(key, [...(lanes.get(key) ?? []), draft]);
      }
      const mixed: (typeof drafts)[number][] = [];
      for (let left = [...lanes.values()]; left.length > 0; left = left.filter((queue) => queue.length > 0)) {
        const next = left[pick(left.length)]?.shift();
        if (next) mixed.push(next);
      }
      return [gate, mixed];
    }),
  );
}
