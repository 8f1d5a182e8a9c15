import type { Fold, Judge, JudgeContext, RowParser } from '../../core/fold.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Assessment, Criterion, Finding, Measurements } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import type { CriterionPlan } from '../../core/plan.ts';
import { untilMistake } from '../../formats/until-mistake.ts';
import { documentParser } from '../../formats/document.ts';
import { type Condition, parseCondition } from '../../conditions/condition.ts';
import { judgeCriteria } from '../shared/criteria.ts';
import { externalFinding, foreignAttachment, producerTrouble } from '../shared/origin.ts';
import { type AssertSpec, type Document, documentsOf, tableOf } from './spec.ts';
import { computeValues, type Values } from './values.ts';

/** What to do about a document of which nobody knows where it comes from. */
const HINT = ': say where it comes from with "produced-by"';

/** What a file that is not there is called. */
const TROUBLES: Readonly<Record<string, string>> = { NOT_FOUND: 'not found', PERMISSION: 'may not be read' };

/** Asserts over documents, over what earlier gates counted, and over values that are computed of both. */
class AssertFold implements Fold {
  private readonly context: JudgeContext<AssertSpec>;
  private readonly spec: AssertSpec;
  private readonly documents = new Map<string, Json>();
  private readonly external: Finding[] = [];
  /** Of documents that can't be used, by path: why. */
  private readonly troubles = new Map<string, string>();

  constructor(context: JudgeContext<AssertSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
  }

  step(o: Observation): void {
    if (o.type !== 'file') return;
    const code = stringOf(o, 'code');
    const path = stringOf(o, 'path');
    this.refuse(path, `${path}: ${TROUBLES[code] ?? code}`);
  }

  reads(attachment: Observation): RowParser | undefined {
    const path = stringOf(attachment, 'original');
    const documents = documentsOf(this.spec).filter((document) => document.path === path);
    if (documents.length === 0) return undefined;
    for (const { producer } of documents) this.proves(attachment, producer);
    if (attachment['withheld'] !== true) return untilMistake(documentParser(path), (message) => this.refuse(path, message));
    this.refuse(path, `${path}: withheld, a secret was found in it`);
    return undefined;
  }

  private refuse(path: string, why: string): void {
    if (!this.troubles.has(path)) this.troubles.set(path, why);
  }

  /** A document of any age says nothing of this run: it must come from where the configuration says. */
  private proves(attachment: Observation, producer: string | undefined): void {
    const path = stringOf(attachment, 'original');
    const why = foreignAttachment(attachment, producer);
    const upstream = producerTrouble(producer, this.context);
    if (why !== undefined) this.refuse(path, `${path} ${why}${producer === undefined ? HINT : ''}`);
    if (upstream !== undefined) this.refuse(path, `${path}: ${upstream}`);
    if (producer === 'external') this.external.push(externalFinding(attachment));
  }

  row(attachment: Observation, document: Json): void {
    const path = stringOf(attachment, 'original');
    for (const name of this.namesOf(path)) {
      if (this.documents.has(name)) this.refuse(path, `${path}: stands in the evidence twice`);
      this.documents.set(name, document);
    }
  }

  wants(): undefined {
    return undefined;
  }

  assessment(): Assessment {
    const { vars } = this.context.plan;
    const gates = this.gates();
    const documents = Object.fromEntries(this.documents);
    const values = computeValues(this.spec.values, { ...documents, gates, vars }, (condition, blocked) => this.unknown(condition, blocked));
    const measurements = { ...documents, ...values.known, gates };
    const missing = this.missing(values);
    return {
      counts: values.known,
      measurements,
      criteria: this.criteria(measurements, values),
      defaults: typedCriteria(values),
      findings: [...typedFindings(values), ...this.external],
      ...(missing !== undefined && { missing }),
    };
  }

  /** Each criterion over what it reads: what is missing for one says nothing of the others. */
  private criteria(measurements: Measurements, { blocked }: Values): readonly Criterion[] {
    const { gate, plan } = this.context;
    const table = tableOf(this.spec);
    return gate.criteria.flatMap((criterion) => {
      const missing = conditionsOf(criterion).flatMap((condition) => this.unknown(condition, blocked) ?? [])[0];
      return judgeCriteria({ criteria: [criterion], measurements, vars: plan.vars, table, missing });
    });
  }

  /** Why something that a condition reads is not known. */
  private unknown(condition: Condition, blocked: Values['blocked']): string | undefined {
    const document = documentsOf(this.spec).find((one) => condition.names.has(one.name) && this.troubleOf(one) !== undefined);
    if (document) return this.troubleOf(document);
    return this.unjudged(this.gateIds([condition])) ?? inWords(blocked.find(({ name }) => condition.names.has(name)));
  }

  /** Why not everything is known that the gate asks for. */
  private missing({ blocked: [first] }: Values): string | undefined {
    const documents = documentsOf(this.spec).flatMap((document) => this.troubleOf(document) ?? []);
    return documents[0] ?? this.unjudged(this.gateIds(this.conditions())) ?? inWords(first);
  }

  private namesOf(path: string): readonly string[] {
    return documentsOf(this.spec).flatMap((document) => (document.path === path ? [document.name] : []));
  }

  /** All that it asks. */
  private conditions(): readonly Condition[] {
    return [...Object.values(this.spec.values).map(parseCondition), ...this.context.gate.criteria.flatMap(conditionsOf)];
  }

  private troubleOf({ name, path }: Document): string | undefined {
    return this.troubles.get(path) ?? (this.documents.has(name) ? undefined : `${path}: was not recorded`);
  }

  /** What the gates counted that the conditions name. */
  private gates(): JsonObject {
    const entries = this.gateIds(this.conditions()).map((id) => [id, this.context.upstream(id)?.counts] as const);
    return Object.fromEntries(entries.flatMap(([id, counts]) => (counts ? [[id, { counts }]] : [])));
  }

  /** Counts of a gate that could not be judged are not all there: an assertion over them would pass on a part of the evidence. */
  private unjudged(gates: readonly string[]): string | undefined {
    for (const id of gates) {
      const judgement = this.context.upstream(id);
      if (!judgement) return `gate "${id}" has not been judged`;
      if (judgement.raw === 'skipped' || judgement.raw === 'blocked') return `gate "${id}" is ${judgement.raw}: ${judgement.reason}`;
      const row = judgement.criteria.find(({ verdict }) => verdict === 'blocked');
      if (row) return `gate "${id}" ${judgement.raw}, and not all that it counts is known: ${row.name}: ${row.measured}`;
    }
    return undefined;
  }

  /** A condition that computes the id of a gate may read any of them. */
  private gateIds(conditions: readonly Condition[]): readonly string[] {
    const operands = conditions.flatMap((condition) => condition.operands).filter(({ path }) => path[0] === 'gates');
    const all = this.context.plan.gates.map(({ id }) => id).filter((id) => this.context.upstream(id));
    return [...new Set(operands.flatMap(({ path: [, id] }) => (typeof id === 'string' ? [id] : all)))];
  }
}

function conditionsOf({ pass, warn }: CriterionPlan): readonly Condition[] {
  return (warn === undefined ? [pass] : [pass, warn]).map(parseCondition);
}

function inWords(value: Values['blocked'][number] | undefined): string | undefined {
  return value && `value "${value.name}": ${value.why}`;
}

/** A number that somebody typed is no evidence: it may stand there, and the gate says so. */
function typedCriteria({ typed }: Values): readonly Criterion[] {
  if (typed.length === 0) return [];
  return [
    {
      name: 'values are measured',
      target: 'every value reads a document or a gate',
      measured: `typed: ${typed.join(', ')}`,
      verdict: 'warned',
    },
  ];
}

function typedFindings({ typed, known }: Values): readonly Finding[] {
  return typed.map((name) => ({
    title: 'Hand-written value',
    message: `"${name}" (${JSON.stringify(known[name] ?? null)}) was typed into the configuration, not measured`,
  }));
}

export const judge: Judge<AssertSpec> = { fold: (context) => new AssertFold(context) };
