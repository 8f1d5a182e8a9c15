import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Criterion, Finding } from '../../../src/core/judgement.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { GatePlan } from '../../../src/core/plan.ts';
import { sha256OfBytes } from '../../../src/core/sha256.ts';
import { worst } from '../../../src/core/verdict.ts';
import { judge } from '../../../src/gates/tests/judge.ts';
import type { TestsSpec } from '../../../src/gates/tests/spec.ts';
import { loadPlan } from '../../../src/plan/load.ts';

/** The execution lasts this long after it started. */
const LASTS_MS = 3_600_000;

export interface Written {
  readonly file: string;
  readonly text: string;
}

export interface Judged {
  readonly verdict: string;
  /** Built-in rows that did not pass: `name verdict: measured`. */
  readonly bad: readonly string[];
  readonly counts: Readonly<Record<string, Json | undefined>>;
  readonly findings: readonly Finding[];
  /** The measurements of the first run. */
  readonly run: Readonly<Record<string, unknown>>;
}

interface Situation {
  readonly exit?: number;
  /** When the execution started; it lasts one hour. */
  readonly startedAt?: string;
  /** Where the tests ran. */
  readonly root?: string;
  /** How many runs write the same reports, each beginning so long after the one before. */
  readonly runs?: { readonly count: number; readonly apartMs: number };
  /** More keys of the gate, in YAML's flow style. */
  readonly keys?: string;
  /** After the gates. */
  readonly more?: string;
}

/** What a tests gate makes of reports that its command wrote, without running one. */
export function judged(reports: readonly Written[], situation: Situation = {}): Judged {
  const { exit = 0, startedAt = '2026-11-29T14:40:00.000Z', root = '/checkout', keys = '', more = '' } = situation;
  const runs = situation.runs ?? { count: 1, apartMs: 0 };
  const text = `version: 1\nname: T\ngates:\n  t: { kind: tests, run: "true", reports: "*"${runs.count > 1 ? `, runs: ${runs.count}` : ''}${keys} }\n${more}`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  const { plan } = loadPlan(input);
  const gate = plan.gates.find(({ id }) => id === 't') as GatePlan<TestsSpec>;
  const started: Observation = { seq: 1, t: 0, type: 'execution.started', at: startedAt };
  const fold = judge.fold({ gate, plan, upstream: () => undefined, fact: (type) => (type === started.type ? started : undefined) });
  let seq = 1;
  for (let run = 1; run <= runs.count; run++) {
    const at = (run - 1) * runs.apartMs;
    const fact = (type: string, t: number, fields: JsonObject): Observation => ({ seq: ++seq, t, type, gate: 't', run, ...fields });
    fold.step(fact('reports.before', at, { at, files: 0, root }));
    fold.step(fact('step', LASTS_MS, { name: `run-${run}`, run: 'true', exit, aborted: false, timedOut: false }));
    for (const { file, text: content } of reports) {
      const o = fact('attachment', LASTS_MS, {
        role: 'report',
        place: 'gate-dir',
        patterns: ['*'],
        original: file,
        modifiedAt: LASTS_MS,
        sha256: sha256OfBytes(content),
      });
      const parser = fold.reads?.(o);
      for (const row of parser?.push(new TextEncoder().encode(content)) ?? []) fold.row?.(o, row);
      for (const row of parser?.end() ?? []) fold.row?.(o, row);
    }
    fold.step(fact('reports.after', LASTS_MS, { files: reports.length }));
  }
  const { defaults, counts, findings, scopes = [] } = fold.assessment('completed');
  const bad = defaults.filter(({ verdict }) => verdict !== 'passed').map(inWords);
  const [run] = scopes;
  return { verdict: worst(defaults.map(({ verdict }) => verdict)), bad, counts, findings, run: { ...run?.measurements } };
}

function inWords({ name, verdict, measured }: Criterion): string {
  return `${name} ${verdict}: ${measured}`;
}
