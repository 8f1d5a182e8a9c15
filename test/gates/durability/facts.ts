import type { Assessment } from '../../../src/core/judgement.ts';
import type { Sketch } from '../../facts.ts';
import { kinds } from '../../../src/gates/registry.ts';
import { loadPlan } from '../../../src/plan/load.ts';
import { filesOf, judge, record, type Scenario } from '../../laws/transcript.ts';

/** A cycle as it was: its writes, what was read after it, and what else was unusual. */
export interface Told {
  /** Number, when it began, when it ended, exit code. By default ten before the backup, and one each 100 ms until the crash. */
  readonly acks?: string;
  /** What `read` printed; by default all that was acknowledged. */
  readonly read?: string;
  /** What `read` printed before a wipe by a command, and after it. */
  readonly there?: string;
  readonly gone?: string;
  /** Changes facts before they are recorded; undefined leaves one out. */
  readonly but?: (draft: Sketch) => Sketch | readonly Sketch[] | undefined;
}

export const RPO_MS = 1000;
export const RTO_MS = 5000;
/** When things happen in a cycle, counted from its beginning. */
export const BACKUP = 1000;
export const CRASH = 3000;
export const READY = 4500;
const LENGTH = 10_000;
const WRITES = 30;

export const began = (cycle: number): number => cycle * LENGTH;

/** One write a line: write n of a cycle ends 100·n ms after the cycle's beginning, a hair before. */
export function acksOf(cycle: number, first = (cycle - 1) * WRITES + 1, exit: (seq: number) => number | null = () => 0): string {
  return Array.from({ length: WRITES }, (_, i) => {
    const to = began(cycle) + 100 * (i + 1) - 10;
    return `${JSON.stringify({ seq: first + i, from: to - 50, to, exit: exit(first + i) })}\n`;
  }).join('');
}

export function numbers(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join('');
}

/** The service's own process until a cycle's crash. */
export const processOf = (cycle: number): { pid: number; start: string } => ({ pid: 100 + cycle, start: String(began(cycle)) });

const step = (name: string, t: number): Sketch => ({
  type: 'step',
  name,
  run: 'x',
  exit: 0,
  timedOut: false,
  aborted: false,
  durationMs: 5,
  leftovers: 0,
  t,
});

function printed(cycle: number, t: number): Sketch[] {
  const path = `gates/g/read-${cycle}.stdout.log`;
  return [
    { type: 'attachment', path, original: `read-${cycle}.stdout`, sha256: 'x', bytes: 1, t },
    { ...step(`read-${cycle}`, t), stdout: path },
  ];
}

function factsOf(cycle: number, check: boolean): Sketch[] {
  const at = began(cycle);
  const service = { service: 'db', cycle };
  return [
    step(`backup-${cycle}`, at + BACKUP + 5),
    {
      type: 'service.crashed',
      ...service,
      ...processOf(cycle),
      killed: [processOf(cycle), { pid: 7, start: '7' }],
      left: [],
      stillReady: false,
      signal: 'SIGKILL',
      t: at + CRASH,
    },
    {
      type: 'attachment',
      path: `gates/g/acks-${cycle}.jsonl`,
      original: 'acks.jsonl',
      sha256: 'x',
      bytes: 1,
      role: 'acks',
      cycle,
      t: at + CRASH + 100,
    },
    step(`restore-${cycle}`, at + CRASH + 500),
    { type: 'service.started', ...service, ...processOf(cycle + 1), t: at + READY - 400 },
    { type: 'service.ready', ...service, ms: 300, attempts: 3, t: at + READY },
    ...printed(cycle, at + READY + 100),
    ...(check ? [step(`check-${cycle}`, at + READY + 200)] : []),
  ];
}

/** What was removed before the restore of a cycle. */
export const wiped = (cycle: number, path: string, more: Partial<Sketch> = {}): Sketch => ({
  type: 'wiped',
  cycle,
  path,
  found: 1,
  written: 2,
  t: began(cycle) + CRASH + 200,
  ...more,
});

/** What `read` printed after a wipe by a command; by default nothing, as the service does not run. */
export const gone = (cycle: number, more: Partial<Sketch> = { exit: 1 }): Sketch[] => looked('gone', cycle, CRASH + 300, more);

/** The same before it. */
export const there = (cycle: number, more: Partial<Sketch> = {}): Sketch[] => looked('there', cycle, CRASH + 150, more);

function looked(name: string, cycle: number, at: number, more: Partial<Sketch>): Sketch[] {
  const path = `gates/g/${name}-${cycle}.stdout.log`;
  const t = began(cycle) + at;
  return [
    { type: 'attachment', path, original: `${name}-${cycle}.stdout`, sha256: 'x', bytes: 1, t },
    { ...step(`${name}-${cycle}`, t), stdout: path, ...more },
  ];
}

/** The course of a drill: a look into a first copy, then writes, backup, restore elsewhere. */
function drillOf(cycle: number): Sketch[] {
  const at = began(cycle);
  const acks = { type: 'attachment', path: `gates/g/acks-${cycle}.jsonl`, original: 'acks.jsonl', sha256: 'x', bytes: 1 } as const;
  return [
    step(`backup-${cycle}`, at + BACKUP + 5),
    ...(cycle === 0 ? [] : [{ ...acks, role: 'acks', cycle, t: at + CRASH }]),
    { ...step(`restore-${cycle}`, at + CRASH + 500), from: at + CRASH + 100 },
    ...printed(cycle, at + READY),
  ];
}

export interface Setting {
  readonly before?: string;
  /** Instead of a crash. */
  readonly drill?: boolean;
  /** Keys of the gate besides those that it must have. */
  readonly keys?: string;
  readonly ready?: boolean;
  readonly criteria?: readonly string[];
}

/** A gate of so many cycles, in each of which everything goes well unless it is told otherwise. */
export function scenarioOf(
  cycles: readonly Told[],
  { before = '', drill = false, keys = drill ? '' : 'check: ./check', ready = true, criteria = [] }: Setting = {},
): Scenario {
  const text = `version: 1
services:
  db: { run: serve${ready ? ', health: { tcp: "127.0.0.1:5432" }' : ''} }
gates:
  g:
    kind: durability
    service: db
    services: [db]
    count: ${cycles.length}
    write: ./write
    backup: ./backup
    restore: ./restore
    read: ./read
    ${drill ? 'mode: drill' : `rpo: ${RPO_MS}ms`}
    rto: ${RTO_MS}ms
    ${keys}
    criteria: ${JSON.stringify(criteria)}
`;
  const input = { text, bytes: new TextEncoder().encode(text), file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} };
  const told = cycles.map((cycle, i) => ({
    acks: acksOf(i + 1),
    read: numbers(1, WRITES * (i + 1)),
    there: numbers(1, WRITES * (i + 1)),
    gone: '',
    but: (draft: Sketch) => draft,
    ...cycle,
  }));
  const files: Record<string, string> = { 'gates/g/read-0.stdout.log': before };
  for (const [i, { acks, read, there: stood, gone: still }] of told.entries()) {
    files[`gates/g/there-${i + 1}.stdout.log`] = stood;
    files[`gates/g/gone-${i + 1}.stdout.log`] = still;
    files[`gates/g/acks-${i + 1}.jsonl`] = acks;
    files[`gates/g/read-${i + 1}.stdout.log`] = read;
  }
  const factsIn = (cycle: number): Sketch[] => (drill ? drillOf(cycle) : factsOf(cycle, keys.includes('check')));
  const course = told.flatMap(({ but }, i) => factsIn(i + 1).flatMap((draft) => but(draft) ?? []));
  return {
    plan: loadPlan(input).plan,
    registry: kinds,
    files: filesOf(files),
    observed: { g: [...(drill ? drillOf(0) : printed(0, began(1) - 500)), ...course] },
  };
}

/** Whether an observation is one that the gate expects. */
export const expected = ({ gate, type, original }: Sketch): boolean =>
  gate === 'g' && (type === 'step' || type.startsWith('service.') || (type === 'attachment' && original !== undefined));

export interface Judged {
  readonly verdict: string;
  /** Verdict and what was measured, by row. */
  readonly rows: Readonly<Record<string, string>>;
  readonly counts: Assessment['counts'];
  readonly findings: readonly { readonly title: string; readonly message: string }[];
  readonly facts: number;
}

export function judged(cycles: readonly Told[], setting: Setting = {}): Judged {
  const scenario = scenarioOf(cycles, setting);
  const lines = record(scenario);
  const { decision, inconsistencies } = judge(scenario, lines);
  if (inconsistencies.length > 0) throw new Error(JSON.stringify(inconsistencies));
  const gate = decision.judgements.find((one) => one.gate === 'g');
  if (!gate) throw new Error('no judgement');
  const rows = Object.fromEntries(gate.criteria.map(({ name, verdict, measured }) => [name, `${verdict}: ${measured}`]));
  return { verdict: gate.verdict, rows, counts: gate.counts, findings: gate.findings, facts: lines.filter((o) => o.gate === 'g').length };
}
