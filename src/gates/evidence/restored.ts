import type { Criterion, Finding } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';

const ADVICE =
  'What it held is whole: the program has its own copy. Keep what runs out of that folder (`git clean -e .gate`), or keep executions outside of the checkout (evidence.store)';

/**
 * Records of the execution that something removed or replaced. Nothing is lost with that, so it only warns; but a
 * reader knows that what was judged has touched its own evidence, and a policy without warnings blocks.
 */
export class RestoredTally {
  private readonly facts: Observation[] = [];

  step(o: Observation): void {
    this.facts.push(o);
  }

  criteria(): readonly Criterion[] {
    if (this.facts.length === 0) return [];
    const measured = [...new Set(this.facts.map(inWords))].join('; ');
    return [
      { name: 'records untouched', target: 'by all that runs', measured, words: `${measured}; what it held is whole`, verdict: 'warned' },
    ];
  }

  findings(): readonly Finding[] {
    return this.facts.map((o) => ({ title: stringOf(o, 'file'), message: `${inWords(o)}. ${ADVICE}`, seq: o.seq }));
  }
}

function inWords(o: Observation): string {
  const during = o['during'] === undefined ? 'after the gates, or between two of them' : `while gate "${stringOf(o, 'during')}" ran`;
  return `${stringOf(o, 'file')} was removed or replaced ${during}, and put back`;
}
