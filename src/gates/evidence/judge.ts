import type { EndReason, Fold, Judge, JudgeContext, Want } from '../../core/fold.ts';
import { conflictInWords } from '../../core/changed-file.ts';
import type { Json } from '../../core/json.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, numberOf, type Observation, stringOf } from '../../core/observation.ts';
import type { Measured } from '../../conditions/measurements.ts';
import { leftBehind } from '../shared/left-behind.ts';
import { AttemptsTally } from './attempts.ts';
import { LeakTally } from './leaks.ts';
import { isNamedBy } from './named-by.ts';
import { NeighboursTally } from './neighbours.ts';
import { RestoredTally } from './restored.ts';
import { scanCriteria } from './scans.ts';
import type { EvidenceSpec, TABLE } from './spec.ts';
import { Told } from './told.ts';

/** The first version of the judge whose executions look at the source again after the last gate. */
const LOOKS_AT_THE_END = 4;
/** The same of those that ask for earlier attempts. */
const ASKS_FOR_ATTEMPTS = 5;

/** What is wrong with a secret; older executions do not say which. */
const UNUSABLE: Readonly<Record<string, string>> = { unset: 'not set', short: 'too short' };

/** The built-in gate over the evidence itself: it may ask for a stop before the first gate. */
class EvidenceFold implements Fold {
  private readonly context: JudgeContext<EvidenceSpec>;
  private source: Observation | undefined;
  private sourceAtEnd: Observation | undefined;
  private want: Want | undefined;
  private readonly leaks: LeakTally;
  private readonly scans: Observation[] = [];
  private readonly jumps: Observation[] = [];
  private readonly late: Observation[] = [];
  private readonly absent = new Set<string>();
  /** Hand-written files that were kept, as the user knows them. */
  private readonly kept: string[] = [];
  private readonly leftovers: Observation[] = [];
  private readonly unsetSecrets: string[] = [];
  private readonly died: string[] = [];
  private readonly attempts = new AttemptsTally();
  private readonly restored = new RestoredTally();
  private readonly neighbours = new NeighboursTally();
  private readonly told = new Told();

  constructor(context: JudgeContext<EvidenceSpec>) {
    this.context = context;
    this.leaks = new LeakTally(context.plan.allowSecrets ?? []);
  }

  step(o: Observation): void {
    if (o.type === 'source') this.takeSource(o);
    else if (o.type === 'source.end') this.sourceAtEnd = o;
    else if (o.type === 'attempt' || o.type === 'history') this.takeAttempt(o);
    else if (o.type === 'leak') this.leaks.take(o);
    else if (o.type === 'scan') this.scans.push(o);
    else if (o.type === 'clock') this.jumps.push(o);
    else if (o.type === 'recorder.late') this.late.push(o);
    else if (o.type === 'record.restored') this.restored.step(o);
    else if (o.type === 'neighbour') this.neighbours.step(o);
    else if (o.type === 'sweep') this.leftovers.push(o);
    else if (o.type === 'attachment' && o['handWritten'] === true) this.kept.push(stringOf(o, 'original'));
    else if (o.type === 'file') this.takeAbsent(o);
    else if (o.type === 'service.exited') this.died.push(stringOf(o, 'service'));
    else if (o.type === 'secret.unset') this.takeUnset(o);
    else this.told.step(o);
  }

  wants(): Want | undefined {
    return this.want;
  }

  assessment(end: EndReason): Assessment {
    const { requireCleanTree, maxAttempts } = this.context.plan.policy;
    const defaults: Criterion[] = [...this.leaks.criteria(), ...scanCriteria(this.context.plan.scan ?? [], this.scans)];
    if (this.context.plan.stage?.after !== undefined) defaults.push(this.stageBefore(this.context.plan.stage.after));
    if (requireCleanTree) defaults.push(cleanTree(this.source));
    if (maxAttempts !== undefined) defaults.push(this.attempts.row(maxAttempts));
    defaults.push(...this.told.criteria(), ...this.movedSource(requireCleanTree));
    if (this.unsetSecrets.length > 0) defaults.push(blocked('secrets', 'set, 8 characters or more', this.unsetSecrets.join(', ')));
    const absent = this.missingFiles(end);
    if (absent.length > 0) defaults.push(blocked('attachments', 'there', `missing: ${absent.join(', ')}`));
    if (this.died.length > 0)
      defaults.push({ ...blocked('services', 'alive between gates', `died: ${this.died.join(', ')}`), verdict: 'failed' });
    defaults.push(...this.restored.criteria(), ...this.neighbours.criteria());
    if (this.jumps.length > 0)
      defaults.push({ ...blocked('clock', 'steady', `wall clock jumped ${jumpsInWords(this.jumps)}`), verdict: 'warned' });
    const counts: Measured<typeof TABLE> = { secrets: this.leaks.count };
    return {
      counts,
      measurements: counts,
      defaults,
      findings: [
        ...this.leaks.findings(scalarText(this.context.fact('execution.started')?.['executionId'])),
        ...this.restored.findings(),
        ...this.leftovers.flatMap((o) => leftBehind(o, this.context.plan.services)),
        ...latenessFinding(this.late),
        ...this.told.findings(),
        ...this.notes(),
      ],
      ...this.missing(end),
    };
  }

  /** What every execution that came to its end records of itself. */
  private missing(end: EndReason): { missing?: string } {
    if (end !== 'completed') return {};
    if (!this.context.fact('execution.started')) return { missing: 'the execution was never started' };
    if (!this.source) return { missing: 'nobody looked at the source' };
    const version = this.context.fact('execution.started')?.['judge'];
    if (typeof version === 'number' && version >= LOOKS_AT_THE_END && !this.sourceAtEnd)
      return { missing: 'nobody looked at the source after the last gate' };
    if (typeof version === 'number' && version >= ASKS_FOR_ATTEMPTS && !this.attempts.isKnown)
      return { missing: 'nobody looked for earlier attempts' };
    const managed = this.context.plan.services.some(({ run }) => run !== undefined);
    const last = this.leftovers.findLast((o) => o['phase'] === 'end');
    if (managed && !last) return { missing: 'nobody looked for what the services left behind' };
    if (managed && !sawProcesses(last))
      return { missing: "the process table can't be read, so nobody knows what the services left behind" };
    return {};
  }

  private takeSource(o: Observation): void {
    this.source = o;
    const { policy, stage } = this.context.plan;
    const dirty = policy.requireCleanTree && cleanTree(o).verdict !== 'passed';
    const foreign = stage?.after !== undefined && this.stageBefore(stage.after).verdict !== 'passed';
    if (dirty || foreign) this.want ??= { action: 'stop', because: o.seq };
  }

  /** What no row asks for is only said. */
  private notes(): readonly Finding[] {
    const { maxAttempts, requireCleanTree } = this.context.plan.policy;
    return [
      ...(maxAttempts === undefined ? this.attempts.findings() : []),
      ...(requireCleanTree ? [] : changedMeanwhile(this.source, this.sourceAtEnd)),
    ];
  }

  private takeAttempt(o: Observation): void {
    this.attempts.step(o);
    const { maxAttempts } = this.context.plan.policy;
    if (o.type !== 'history' || maxAttempts === undefined) return;
    if (this.attempts.row(maxAttempts).verdict !== 'passed') this.want ??= { action: 'stop', because: o.seq };
  }

  /** Stages are those of one rollout when they are of one commit, and of one attempt of one run where there is one. */
  private stageBefore(name: string): Criterion {
    const row = { name: 'stage before', target: `"${name}", of this commit, run and attempt` };
    const part = this.context.fact('part');
    if (!part || !this.source) return { ...row, measured: 'not there', verdict: 'blocked' };
    const ours: Readonly<Record<string, Json | undefined>> = { ...this.context.fact('execution.started'), commit: this.source['commit'] };
    const other = ['commit', 'runId', 'runAttempt'].find((field) => (part[field] ?? null) !== (ours[field] ?? null));
    const compared = typeof part['commit'] === 'string' ? '' : ', of no commit: there is no git work tree';
    if (other === undefined) return { ...row, measured: `${stringOf(part, 'executionId')}${compared}`, verdict: 'passed' };
    return { ...row, measured: `${other} ${scalarText(part[other])} there, ${scalarText(ours[other])} here`, verdict: 'blocked' };
  }

  /**
   * What became of the work tree while gates ran. A decision is about one commit: where another one is checked out at the end, nobody knows
   * which of them the later gates saw.
   */
  private movedSource(requireCleanTree: boolean): readonly Criterion[] {
    const [before, after] = [this.source, this.sourceAtEnd];
    if (before?.['vcs'] !== 'git' || !after) return [];
    const [from, to] = [before, after].map((o) => scalarText(o['commit']));
    const moved: Criterion = {
      name: 'same commit',
      target: 'from the first gate to the last',
      measured: `${from} before the first gate, ${to} after the last: do not commit, pull or switch branches while gates run`,
      verdict: 'blocked',
    };
    const edited = requireCleanTree ? trackedChanges(after) : [];
    const tree: Criterion = {
      name: 'clean tree after the gates',
      target: 'no tracked file changed',
      measured: `${edited.length} changed: ${someOf(edited)}`,
      verdict: 'warned',
    };
    return [...(from === to ? [] : [moved]), ...(edited.length === 0 ? [] : [tree])];
  }

  /** What was looked for and not there; and in an execution that came to its end, what nobody says was kept. */
  private missingFiles(end: EndReason): readonly string[] {
    const lost = this.context.plan.attachments.filter(
      (wanted) => typeof wanted === 'string' && !this.kept.some((file) => isNamedBy(wanted, file)),
    );
    const unsaid = end === 'completed' && this.absent.size === 0 ? lost.map(String) : [];
    return [...this.absent, ...unsaid];
  }

  /** What is missing before the first gate would still be missing after hours. */
  private takeAbsent(o: Observation): void {
    this.absent.add(o['code'] === 'NOT_FOUND' ? stringOf(o, 'path') : `${stringOf(o, 'path')} (can't be read)`);
    if (o['atStart'] === true) this.want ??= { action: 'stop', because: o.seq };
  }

  private takeUnset(o: Observation): void {
    const { why } = o;
    const known = typeof why === 'string' ? UNUSABLE[why] : undefined;
    this.unsetSecrets.push(`${stringOf(o, 'name')}: ${known ?? 'unset or too short'}`);
    this.want ??= { action: 'stop', because: o.seq };
  }
}

/** Whether a sweep could look at processes at all. */
function sawProcesses(sweep: Observation | undefined): boolean {
  return Array.isArray(sweep?.['techniques']) && sweep['techniques'].includes('tree');
}

function scalarText(value: Json | undefined): string {
  return typeof value === 'string' ? value : 'none';
}

function cleanTree(source: Observation | undefined): Criterion {
  const row = { name: 'clean tree', target: 'no uncommitted change' };
  if (source?.['vcs'] !== 'git') return { ...row, measured: troubleOf(source) ?? 'no git work tree', verdict: 'blocked' };
  const dirty = countOf(source, 'dirtyCount');
  const measured = dirty === 0 ? `clean${filtersOf(source)}` : `${dirty} changed: ${firstPaths(source)}`;
  const conflict = conflictInWords(dirtyFiles(source));
  return { ...row, measured: conflict === undefined ? measured : `${conflict}; ${measured}`, verdict: dirty === 0 ? 'passed' : 'blocked' };
}

function troubleOf(source: Observation | undefined): string | undefined {
  const trouble = source?.['trouble'];
  return typeof trouble === 'string' ? trouble : undefined;
}

/** A change that git takes away before it compares is not seen. */
function filtersOf(source: Observation): string {
  const filters = Array.isArray(source['filters']) ? source['filters'].filter((filter) => typeof filter === 'string') : [];
  return filters.length === 0 ? '' : `, as git sees it through ${filters.join(', ')}`;
}

function firstPaths(source: Observation): string {
  return someOf(dirtyFiles(source).map(({ path }) => path ?? '?'));
}

/** Files of the commit that differ; what is new beside them is what gates leave. */
function trackedChanges(source: Observation): readonly string[] {
  return dirtyFiles(source).flatMap(({ status, path }) => (status === '??' || status === 'hidden' ? [] : [path ?? '?']));
}

/** Nobody knows which gates saw a file as it was before, and which as it is now. */
function changedMeanwhile(before: Observation | undefined, after: Observation | undefined): readonly Finding[] {
  if (before?.['vcs'] !== 'git' || after?.['vcs'] !== 'git') return [];
  const known = new Set(trackedChanges(before));
  const changed = trackedChanges(after).filter((file) => !known.has(file));
  if (changed.length === 0) return [];
  const counted = countOf(after, 'dirtyCount') > dirtyFiles(after).length ? 'at least ' : '';
  const message = `${counted}${changed.length} tracked ${changed.length === 1 ? 'file' : 'files'} changed while the gates ran: ${someOf(changed)}`;
  return [{ title: 'Work tree', message, seq: after.seq, note: true }];
}

function dirtyFiles(source: Observation): readonly { readonly status?: string; readonly path?: string }[] {
  return Array.isArray(source['dirty']) ? (source['dirty'] as { status?: string; path?: string }[]) : [];
}

function someOf(paths: readonly string[]): string {
  return paths.slice(0, 3).join(', ') + (paths.length > 3 ? ', …' : '');
}

function blocked(name: string, target: string, measured: string): Criterion {
  return { name, target, measured, verdict: 'blocked' };
}

function jumpsInWords(jumps: readonly Observation[]): string {
  return jumps.map((o) => `by ${Math.round(numberOf(o, 'jumpMs') / 100) / 10} s`).join(', ');
}

/** It says something of the machine, and of how exact the times are. */
function latenessFinding(late: readonly Observation[]): readonly Finding[] {
  const seconds = late.reduce((sum, o) => sum + countOf(o, 'ms'), 0) / 1000;
  const times = late.length === 1 ? 'once' : `${late.length} times`;
  return late.length === 0
    ? []
    : [
        {
          title: 'Recording',
          message: `facts were written late ${times}, by ${seconds.toFixed(1)} s in all: the machine or the program was busy`,
          note: true,
        },
      ];
}

export const judge: Judge<EvidenceSpec> = { fold: (context) => new EvidenceFold(context) };
