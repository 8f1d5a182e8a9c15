import type { Outcome } from '../../src/report/outcome.ts';
import { changesetOf, criterion, FILE, judgement, outcome, planOf, SHA } from './outcomes.ts';

/** Every foreign text is an attack on whoever shows it. */
export function hostile(attack: string): Outcome {
  const judgements = [
    judgement('attacked', {
      name: attack,
      verdict: 'failed',
      reason: attack,
      criteria: [criterion(attack, attack, attack, 'failed'), { ...criterion(attack, attack, attack), part: attack }],
      counts: { [attack]: attack, nested: { [attack]: 1 } },
      findings: [{ title: attack, message: attack, file: attack, line: 3 }],
      changeset: changesetOf([{ ...FILE, path: attack, from: attack, rule: attack }], { base: attack, head: attack, approvedBy: [attack] }),
    }),
  ];
  return outcome(judgements, {
    plan: planOf(judgements, {
      name: attack,
      partial: [attack],
      overrides: { [attack]: attack },
      excluded: [{ id: attack, why: 'not-selected' }],
      signOff: { [attack]: [attack] },
      purpose: attack,
    }),
    facts: {
      started: { seq: 1, t: 0, type: 'execution.started', os: attack, node: attack, producer: attack, machine: attack },
      source: {
        seq: 2,
        t: 0,
        type: 'source',
        vcs: 'git',
        commit: attack,
        branch: attack,
        dirtyCount: 9,
        dirty: [{ status: attack, path: attack }],
      },
      history: { seq: 4, t: 0, type: 'history', commit: attack, store: attack, attempts: 1, noGo: 1, unread: 1, trouble: attack },
      attempts: [{ seq: 3, t: 0, type: 'attempt', executionId: attack, status: attack, at: attack, runId: attack, runAttempt: attack }],
    },
    timeline: [{ gate: 'attacked', startedT: 0, endedT: 1, reason: attack }],
    files: [{ path: attack, sha256: attack, bytes: 1, source: 'run' }],
    steps: [
      { t: 1, gate: attack, name: attack, run: attack, signal: attack, timedOut: false, aborted: false, durationMs: 1, leftovers: 0 },
    ],
    errors: [{ gate: attack, subject: attack, code: attack, count: 1 }],
  });
}

/** More of everything than a report can show. */
export function huge(): Outcome {
  const many = 20_000;
  const long = 'x|y '.repeat(20_000);
  const judgements = Array.from({ length: 40 }, (_, gate) =>
    judgement(`gate-${gate}`, {
      verdict: 'failed',
      reason: long,
      criteria: Array.from({ length: gate === 0 ? many : 3 }, (_, i) =>
        criterion(`c${i}`, '= 0', `measured ${i}`, i % 2 ? 'failed' : 'passed'),
      ),
      findings: Array.from({ length: gate === 0 ? many : 3 }, (_, i) => ({ title: `f${i}`, message: i === 0 ? long : 'm' })),
    }),
  );
  const [first] = judgements;
  const changed = Array.from({ length: 1000 }, (_, i) => ({ ...FILE, path: `${i}-${long}` }));
  if (first) judgements[0] = { ...first, changeset: changesetOf(changed, { fileCount: many }) };
  return outcome(judgements, {
    files: Array.from({ length: many }, (_, i) => ({ path: `data/gates/g/file-${i}.log`, sha256: SHA, bytes: i, source: 'run' as const })),
    steps: Array.from({ length: many }, (_, i) => ({
      t: i,
      gate: 'gate-0',
      name: `run-${i}`,
      run: i === 0 ? long : 'true',
      exit: 0,
      timedOut: false,
      aborted: false,
      durationMs: 1,
      leftovers: 0,
    })),
    errors: Array.from({ length: many }, (_, i) => ({ gate: 'gate-0', subject: `s${i}`, code: 'TIMEOUT', count: i })),
  });
}
