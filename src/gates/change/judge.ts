import type { Changeset, Risk, RatedFile } from '../../core/changeset.ts';
import type { Fold, Judge, JudgeContext, RowParser } from '../../core/fold.ts';
import type { Json } from '../../core/json.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { countOf, type Observation } from '../../core/observation.ts';
import { thousands } from '../../core/thousands.ts';
import { known, type Measured } from '../../conditions/measurements.ts';
import { type ChangedFile, gitChangesParser, MOST_CHANGE_BYTES } from '../../formats/git-changes.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { type Approval, Approvals, brief } from './approvals.ts';
import { type Comparison, comparisonIn } from './comparison.ts';
import { Files } from './files.ts';
import { Rules } from './rules.ts';
import type { ChangeSpec, TABLE } from './spec.ts';
import { Told } from './told.ts';

/** Files that a row names, and that findings point at. */
const MOST_NAMED = 3;
const MOST_FINDINGS = 20;

/** Rates the files that a change touches. Who approved it may be told later, by a job that can be trusted with it. */
class ChangeFold implements Fold {
  private readonly context: JudgeContext<ChangeSpec>;
  private readonly spec: ChangeSpec;
  private readonly files: Files;
  private readonly approvals = new Approvals();
  private readonly told = new Told();
  private base: Observation | undefined;
  private list: Observation | undefined;
  /** Why the facts are not those of one change. */
  private trouble: string | undefined;

  constructor(context: JudgeContext<ChangeSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
    this.files = new Files(new Rules(this.spec.rules));
  }

  step(o: Observation): void {
    if (o.type === 'review' || o.type === 'reviews') this.approvals.step(o);
    else if (o.type === 'change.told') this.told.step(o);
    else if (o.type === 'file' && o['role'] === 'changes') this.trouble ??= "git's list of changes was not kept";
    else if (o.type === 'change.base') {
      if (this.base) this.trouble ??= 'the change was looked at twice';
      this.base = o;
    }
  }

  reads(o: Observation): RowParser | undefined {
    if (o['role'] !== 'changes') return undefined;
    if (this.list) this.trouble ??= "git's list of changes stands there twice";
    this.list = o;
    const asked = this.base?.['asked'];
    if (asked !== 'lines' && asked !== 'files') this.trouble ??= "git's list of changes stands there, and nobody says what was compared";
    else if (o['withheld'] === true) this.trouble ??= "git's list of changes is withheld: a secret was found in it";
    else if (countOf(o, 'bytes') > MOST_CHANGE_BYTES) this.trouble ??= `git's list of changes is longer than ${MOST_CHANGE_BYTES} bytes`;
    else return untilMistake(gitChangesParser(asked), (mistake) => (this.trouble ??= mistake));
    return undefined;
  }

  row(_o: Observation, row: Json): void {
    this.files.take(row as ChangedFile);
    this.told.take(row as ChangedFile);
  }

  wants(): undefined {
    return undefined;
  }

  assessment(): Assessment {
    const comparison = comparisonIn(this.base, this.spec.base, this.context.fact('source'));
    if ('why' in comparison) return this.unknown(comparison.why);
    const missing = this.missing(comparison) ?? this.told.difference(comparison);
    const { risk } = this.files;
    if (missing !== undefined || risk === undefined) return this.unknown(missing ?? 'no file was rated');
    const approval = this.spec.verdicts[risk] === 'needs-approval' ? this.approvalOf(comparison) : undefined;
    const { additions, deletions, binaryCount } = this.files.lines();
    const lines = comparison.counted ? { additions, deletions } : { additions: undefined, deletions: undefined };
    const measured: Measured<typeof TABLE> = { risk, files: this.files.count, ...lines };
    return {
      counts: known(measured),
      measurements: measured,
      ...(!comparison.counted && { absent: { additions: UNCOUNTED, deletions: UNCOUNTED } }),
      defaults: [this.riskRow(risk, approval)],
      findings: [
        ...this.findingsOf(risk),
        ...notes(comparison, { binaryCount, fileCount: this.files.count }),
        ...this.told.notes(comparison),
      ],
      changeset: this.changeset(risk, comparison, approval),
    };
  }

  private unknown(missing: string): Assessment {
    const row: Criterion = { ...this.target(), measured: missing, verdict: 'blocked' };
    return { counts: {}, measurements: {}, defaults: [row], findings: [], missing };
  }

  private target(): Pick<Criterion, 'name' | 'target'> {
    const [{ name, target } = { name: 'risk', target: 'allowed' }] = this.context.gate.defaults;
    return { name, target };
  }

  private missing({ base, mergeBase, head }: Comparison): string | undefined {
    if (this.trouble !== undefined) return this.trouble;
    if (!this.list) return "git's list of changes was not recorded";
    if (mergeBase === head && this.files.count > 0) return 'one commit was compared with itself, and files differ';
    if (this.files.count > 0) return undefined;
    return mergeBase === head
      ? `no change: ${base} has the commit that is checked out (${brief(head)}); on the base branch itself, compare with the last release`
      : `no change: no file differs from ${brief(mergeBase)}, where HEAD left ${base}`;
  }

  private approvalOf({ head, parents }: Comparison): Approval {
    const isOfWorkflow = this.context.fact('execution.started')?.['runId'] !== undefined;
    const unread = isOfWorkflow
      ? 'reviews are read by a job that runs no gates (`command: decide`, with `permissions: { pull-requests: read }`)'
      : 'at a terminal nobody can approve it: open a pull request, have it reviewed, and decide in GitHub Actions (`command: decide`)';
    return this.approvals.answer({ approvers: this.spec.approvers, head, parents, unread });
  }

  private riskRow(risk: Risk, approval: Approval | undefined): Criterion {
    const { shown, count } = this.files.of(risk, MOST_NAMED);
    const more = count > shown.length ? `, and ${thousands(count - shown.length)} more` : '';
    const files = `${thousands(count)} of ${thousands(this.files.count)} changed files, ${shown.map(fileInWords).join(', ')}${more}`;
    const row = (verdict: Criterion['verdict'], answer: string): Criterion => ({
      ...this.target(),
      measured: `${risk} risk, ${answer}: ${files}`,
      verdict,
    });
    if (!approval) {
      if (this.spec.verdicts[risk] === 'allow') return row('passed', 'allowed');
      return { ...row('failed', 'denied'), words: `the change has ${risk} risk, which this gate denies: ${files}. ${WHERE_DENIED}` };
    }
    if ('by' in approval) return row('passed', `approved by ${approval.by.map((name) => `@${name}`).join(', ')}`);
    const blocked = row('blocked', 'not approved');
    const words = `the change has ${risk} risk and needs approval: ${files}. Not approved: ${approval.why}`;
    return { ...blocked, measured: `${blocked.measured}; ${approval.why}`, words };
  }

  /** The files that made the risk, where it is not simply allowed. */
  private findingsOf(risk: Risk): readonly Finding[] {
    if (this.spec.verdicts[risk] === 'allow') return [];
    const { shown, count } = this.files.of(risk, MOST_FINDINGS);
    const seq = this.list?.seq;
    const found = shown.map((file): Finding => ({
      title: `${risk} risk`,
      message: fileInWords(file),
      ...(seq !== undefined && { seq }),
      file: file.path,
    }));
    if (count === shown.length) return found;
    return [...found, { title: `${risk} risk`, message: `${thousands(count - shown.length)} more files; changeset.json lists them` }];
  }

  private changeset(risk: Risk, comparison: Comparison, approval: Approval | undefined): Changeset {
    const { base, baseCommit, mergeBase, head, counted } = comparison;
    const { additions, deletions, binaryCount } = this.files.lines();
    return {
      base,
      baseCommit,
      mergeBase,
      head,
      risk,
      answer: this.spec.verdicts[risk],
      approvedBy: approval && 'by' in approval ? approval.by : [],
      additions: counted ? additions : null,
      deletions: counted ? deletions : null,
      binaryCount: counted ? binaryCount : null,
      ...this.files.listing(),
    };
  }
}

const WHERE_DENIED = 'No approval changes that: take these files out of the change, or edit "rules" or "verdicts" of the gate';

const UNCOUNTED = { why: 'git could not count lines', verdict: 'blocked' } as const;

/** `db/1.sql (migrations/**)`, and of a renamed file both names. */
function fileInWords({ path, from, is, rule }: RatedFile): string {
  const name = from === undefined ? path : `${from} → ${path}`;
  return `${name}${is ? `, a ${is}` : ''} (${rule ?? 'no rule names it, so critical'})`;
}

/** What a reader must know of the numbers. */
function notes(
  { base, baseCommit, mergeBase, counted, detail }: Comparison,
  { binaryCount, fileCount }: { readonly binaryCount: number; readonly fileCount: number },
): readonly Finding[] {
  const behind = `${base} has gone on since: HEAD left it at ${brief(mergeBase)}, and it is at ${brief(baseCommit)} now`;
  return [
    ...(mergeBase === baseCommit ? [] : [{ title: 'Behind the base', message: behind, note: true as const }]),
    ...(counted ? [] : [{ title: 'Lines', message: `git could not count lines${detail}`, note: true as const }]),
    ...(counted && binaryCount > 0
      ? [
          {
            title: 'Binary files',
            message: `binary, and so without lines: ${thousands(binaryCount)} of ${thousands(fileCount)} files`,
            note: true as const,
          },
        ]
      : []),
  ];
}

export const judge: Judge<ChangeSpec> = { fold: (context) => new ChangeFold(context) };
