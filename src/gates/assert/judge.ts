import type { Fold, Judge, JudgeContext, RowParser } from '../../core/fold.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Assessment, Criterion } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import { documentFormat, documentParser } from '../../formats/document.ts';
import { evaluateValue, parseCondition } from '../../measure/condition.ts';
import type { AssertSpec } from './spec.ts';

/** Asserts over documents that the gate attached and over what earlier gates counted. */
class AssertFold implements Fold {
  private readonly context: JudgeContext;
  private readonly spec: AssertSpec;
  private readonly documents = new Map<string, Json>();
  private readonly troubles: string[] = [];

  constructor(context: JudgeContext) {
    this.context = context;
    this.spec = context.gate.spec as AssertSpec;
  }

  step(o: Observation): void {
    if (o.type === 'file') this.troubles.push(`${stringOf(o, 'path')} is missing`);
  }

  reads(attachment: Observation): RowParser | undefined {
    const path = stringOf(attachment, 'original');
    return this.namesOf(path).length > 0 ? documentParser(documentFormat(path)) : undefined;
  }

  row(attachment: Observation, document: Json): void {
    const path = stringOf(attachment, 'original');
    for (const name of this.namesOf(path)) {
      if (this.documents.has(name)) this.troubles.push(`${path} stands in the evidence twice`);
      this.documents.set(name, document);
    }
  }

  wants(): undefined {
    return undefined;
  }

  assessment(): Assessment {
    const absent = Object.keys(this.spec.files).filter((name) => !this.documents.has(name));
    const missing = this.troubles[0] ?? (absent.length > 0 ? `no document "${absent[0]}"` : undefined);
    const values = this.values();
    return {
      counts: values.counts,
      measurements: { ...Object.fromEntries(this.documents), ...values.counts, gates: this.gates() },
      defaults: values.typed,
      findings: [],
      ...(missing !== undefined ? { missing } : values.blocked !== undefined ? { missing: values.blocked } : {}),
    };
  }

  /** Values in the order in which they are written: later ones may read earlier ones. */
  private values(): { counts: JsonObject; typed: Criterion[]; blocked: string | undefined } {
    const scope: Record<string, Json> = { ...Object.fromEntries(this.documents), gates: this.gates(), vars: this.context.plan.vars };
    const counts: Record<string, Json> = {};
    const typed: Criterion[] = [];
    let blocked: string | undefined;
    for (const [name, source] of Object.entries(this.spec.values)) {
      const condition = parseCondition(source);
      if (condition.names.size === 0)
        typed.push({
          name: `${name} is measured`,
          target: 'derived from evidence',
          measured: `${source}, typed by hand`,
          verdict: 'warned',
        });
      const outcome = evaluateValue(condition, scope);
      if ('blocked' in outcome) blocked ??= `value "${name}": ${outcome.blocked}`;
      else counts[name] = scope[name] = outcome.value;
    }
    return { counts, typed, blocked };
  }

  /** Only gates that have been judged: a condition over another one is blocked. */
  private gates(): JsonObject {
    const judged = this.context.plan.gates.flatMap(({ id }) => {
      const judgement = this.context.upstream(id);
      return judgement ? [[id, { verdict: judgement.verdict, counts: judgement.counts }] as const] : [];
    });
    return Object.fromEntries(judged);
  }

  private namesOf(path: string): string[] {
    return Object.entries(this.spec.files).flatMap(([name, file]) => (file === path ? [name] : []));
  }
}

export const judge: Judge = { fold: (context) => new AssertFold(context) };
