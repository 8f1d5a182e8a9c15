import fs from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type { LastGo } from '../../core/ports.ts';
import { sha256OfBytes } from '../../core/sha256.ts';
import { satisfies } from '../../core/verdict.ts';
import { earlierDecision, earlierPlan } from '../../evidence/earlier.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { unpackZip } from '../../evidence/unzip.ts';
import { judgeBundle, planIn } from '../bundle/judge-bundle.ts';
import { otherVersion } from '../bundle/recorded-by.ts';
import { isUntouched, NOTHING_EXPECTED, type Verification, verifyBundle } from '../bundle/verify-bundle.ts';
import { beginningOf } from './of-bundle.ts';
import { readStore, type Stored } from './store.ts';
import { type Stated, statementOf, headIn } from './witness.ts';

/** Which execution is looked for: one of this configuration that had this gate, with a spec that is alike. */
export interface GoOf {
  readonly configuration: string;
  readonly gate: string;
  readonly isAlike: (spec: JsonObject) => boolean;
}

/**
 * The newest GO of a store. A row or a statement alone makes no baseline, but it tells that there was one: where its bundle is gone, damaged
 * or another one, no older GO stands for it.
 * @param scratch a folder in which a bundle is unpacked of which only the zip is left
 */
export async function lastGoIn(store: string, of: GoOf, scratch: string): Promise<LastGo | undefined> {
  for (const stored of readStore(store).executions.toReversed()) {
    const found = await new Candidate(stored, store, of).look(scratch);
    if (found) return found;
  }
  return undefined;
}

/** An execution that may have been the last GO. */
class Candidate {
  private readonly stored: Stored;
  private readonly store: string;
  private readonly of: GoOf;
  private readonly stated: Stated | undefined;

  constructor(stored: Stored, store: string, of: GoOf) {
    this.stored = stored;
    this.store = store;
    this.of = of;
    this.stated = statementOf(store, stored);
  }

  /** @returns undefined where it was no such GO, or where `gate prune` removed it */
  async look(scratch: string): Promise<LastGo | undefined> {
    const { id, names, pruned } = this.stored;
    if (names.includes(id)) return this.judge(path.join(this.store, id));
    const isClaimed = this.isClaimed();
    if (names.includes(`${id}.zip`)) {
      if (!isClaimed && this.stored.rows.length > 0) return undefined;
      const unpacked = await unpack(path.join(this.store, `${id}.zip`), scratch);
      return 'why' in unpacked ? this.trouble(`can't be read from its zip: ${unpacked.why}`) : this.judge(unpacked.bundle);
    }
    if (pruned !== undefined) return undefined;
    return this.trouble('is gone, not by `gate prune`: put it back, or take its line out of index.jsonl');
  }

  private judge(bundle: string): LastGo | undefined {
    const { gate } = this.of;
    const executionId = this.stored.id;
    const says = wasGo(bundle, gate) && this.hadGate(bundle);
    if (!says && !this.isClaimed()) return undefined;
    if (beginningOf(bundle)?.executionId !== executionId) return this.trouble('is that of another execution, or holds no recording');
    const head = headIn(bundle);
    const witnesses = [...this.stored.rows, ...(this.stated ? [this.stated] : [])];
    const other = witnesses.find((witness) => witness.head !== head);
    if (other) return { executionId, trouble: `${this.subject()} is not what was written then: its head is ${head}, not ${other.head}` };
    if (!says && this.isOfOtherPlan(bundle)) return undefined;
    const verified = verify(bundle);
    if (verified === undefined || !isUntouched(verified.checks)) return this.trouble(`does not verify: ${whyNot(verified)}`);
    return says && isGo(verified, bundle) && stillPasses(bundle, gate) ? { executionId, bundle } : undefined;
  }

  /** Nobody but the bundle knows one that is being written: what does not verify was never a GO. */
  private trouble(what: string): LastGo | undefined {
    return this.isClaimed() ? { executionId: this.stored.id, trouble: `${this.subject()} ${what}` } : undefined;
  }

  private subject(): string {
    return `execution ${this.stored.id} was the last GO, and its bundle`;
  }

  /** Whether the index or the statement calls it a GO in which the gate passed. */
  private isClaimed(): boolean {
    const { configuration, gate } = this.of;
    const { rows } = this.stored;
    const isRow = rows.some(({ status, name, elsewhere, gates }) => {
      const verdict = gates[gate]?.verdict;
      return status === 'GO' && name === configuration && elsewhere === undefined && verdict !== undefined && satisfies(verdict);
    });
    const isStated = this.stated?.isGo === true && this.stated.passed.includes(gate);
    return isRow || (isStated && rows.every(({ name }) => name === configuration));
  }

  private hadGate(bundle: string): boolean {
    const plan = earlierPlan(bundle);
    const spec = plan?.gates.get(this.of.gate);
    return plan?.name === this.of.configuration && spec !== undefined && this.of.isAlike(spec);
  }

  /** Its plan is that which the index knows, and what it says of the gate is not alike: the facts need not be looked at. */
  private isOfOtherPlan(bundle: string): boolean {
    const { rows } = this.stored;
    return rows.length > 0 && !this.hadGate(bundle) && rows.every(({ plan }) => plan === planHashIn(bundle));
  }
}

/** What its decision claims of it and of the gate, which may be advisory; the one that goes on has none yet. */
function wasGo(bundle: string, gate: string): boolean {
  const decision = earlierDecision(bundle);
  const raw = decision?.gates.find(({ id }) => id === gate)?.raw;
  return decision?.status === 'GO' && raw !== undefined && satisfies(raw);
}

function planHashIn(bundle: string): string | undefined {
  try {
    return sha256OfBytes(readRegular(path.join(bundle, BUNDLE.plan), MOST.plan));
  } catch {
    return undefined;
  }
}

async function unpack(zip: string, scratch: string): Promise<{ readonly bundle: string } | { readonly why: string }> {
  try {
    return { bundle: await unpackZip(zip, fs.mkdtempSync(path.join(scratch, 'last-go-'))) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** Of another version, the facts of the gate are judged anew; of this one, the decision was compared. */
function stillPasses(bundle: string, gate: string): boolean {
  if (otherVersion(bundle) === undefined) return true;
  try {
    const judged = judgeBundle(bundle, planIn(bundle)).decision.judgements.find((one) => one.gate === gate);
    return judged !== undefined && satisfies(judged.raw);
  } catch {
    return false;
  }
}

/** Whether what calls itself a GO holds: by this version's judges, or as another version left it. */
export function holds(bundle: string): boolean {
  const verified = verify(bundle);
  return verified !== undefined && isUntouched(verified.checks) && isGo(verified, bundle);
}

function isGo({ status }: Verification, bundle: string): boolean {
  return status === 'GO' || otherVersion(bundle) !== undefined;
}

function verify(bundle: string): Verification | undefined {
  try {
    return verifyBundle(bundle, NOTHING_EXPECTED);
  } catch {
    return undefined;
  }
}

function whyNot(verified: Verification | undefined): string {
  const bad = verified?.checks.find(({ result }) => result === 'differs' || result === 'incomplete');
  const [problem] = bad?.problems ?? [];
  return problem ? `${problem.file}: ${problem.message}` : (bad?.note ?? 'it could not be read');
}
