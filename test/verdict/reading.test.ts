import { expect, it } from 'vitest';
import type { Fold, RowParser, Want } from '../../src/core/fold.ts';
import type { Assessment } from '../../src/core/judgement.ts';
import type { Observation } from '../../src/core/observation.ts';
import { ExecutionFold } from '../../src/verdict/execution.ts';
import type { Sketch } from '../facts.ts';
import { STUBS } from '../laws/stubs.ts';
import { filesOf, gatePlan, planOf } from '../laws/transcript.ts';

/** Asks for a stop when it has read a file to its end. */
class ReadingFold implements Fold {
  private file: Observation | undefined;
  private isRead = false;
  step(o: Observation): void {
    if (o.type === 'attachment') this.file ??= o;
  }
  reads(): RowParser {
    return { push: () => [], end: () => [null] };
  }
  row(): void {
    this.isRead = true;
  }
  wants(): Want | undefined {
    return this.isRead && this.file ? { action: 'stop', because: this.file.seq } : undefined;
  }
  assessment(): Assessment {
    return { counts: {}, measurements: {}, defaults: [], findings: [] };
  }
}

const gate = gatePlan({ id: 'g', kind: 'reading' });
const registry = { ...STUBS, reading: { spec: STUBS['rows']!.spec, judge: { fold: () => new ReadingFold() } } };
const FACTS: readonly Sketch[] = [
  { type: 'execution.started', at: '2026-11-21T04:12:00.000Z', executionId: 'x' },
  { type: 'source', vcs: null },
  { type: 'gate.started', gate: 'g', expected: gate.expected },
  { type: 'attachment', gate: 'g', path: 'a' },
  { type: 'attachment', gate: 'g', path: 'b' },
];
const CONTROL: Sketch = { type: 'control', gate: 'g', action: 'stop', because: 4 };
const ended = (reason: string): Sketch => ({ type: 'gate.ended', gate: 'g', reason });
const over = (reason: string): Sketch => ({ type: 'execution.ended', reason });

function problems(facts: readonly Sketch[]): readonly string[] {
  const fold = new ExecutionFold(planOf([gate]), registry, filesOf({ a: 'aaaaaaaaaa', b: 'b' }));
  for (const [index, fact] of facts.entries()) fold.step({ t: index, ...fact, seq: index + 1 });
  fold.decision();
  return fold.inconsistencies.map(({ message }) => message);
}

it.each<[string, readonly Sketch[]]>([
  ['was cancelled', [...FACTS.slice(0, 4), ended('cancelled'), over('interrupted')]],
  ['was cancelled after another file', [...FACTS, ended('cancelled'), over('interrupted')]],
  ['was killed', [...FACTS.slice(0, 4), over('crashed')]],
  ['was killed after another file', [...FACTS, over('crashed')]],
  ['got what it asked for', [...FACTS.slice(0, 4), CONTROL, ended('completed'), over('completed')]],
])('what a file makes a gate ask for may be missing where it %s', (_, facts) => {
  expect(problems(facts).filter((one) => !one.includes('did not complete'))).toEqual([]);
});

it.each<[string, readonly Sketch[]]>([
  ['came to its end', [...FACTS, ended('completed'), over('completed')]],
  ['came to its end, and the execution did not', [...FACTS, ended('completed'), over('crashed')]],
  ['never ended', [...FACTS, over('completed')]],
])('but it may not where the gate %s', (_, facts) => {
  expect(problems(facts)).toContain('g asked for "stop" at seq 4, and no control follows');
});
