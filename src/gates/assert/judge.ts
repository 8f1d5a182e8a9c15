import type { Fold, Judge, JudgeContext, RowParser } from '../../core/fold.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Assessment, Criterion, Finding } from '../../core/judgement.ts';
import { type Observation, stringOf } from '../../core/observation.ts';
import { documentParser } from '../../formats/document.ts';
import { parseCondition } from '../../conditions/condition.ts';
import { externalFinding, foreignAttachment, producerTrouble } from '../shared/origin.ts';
import { type AssertSpec, documentsOf } from './spec.ts';
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
  private trouble: string | undefined;

  constructor(context: JudgeContext<AssertSpec>) {
    this.context = context;
    this.spec = context.gate.spec;
  }

  step(o: Observation): void {
    if (o.type !== 'file') return;
    const code = stringOf(o, 'code');
    this.trouble ??= `${stringOf(o, 'path')}: ${TROUBLES[code] ?? code}`;
  }

  reads(attachment: Observation): RowParser | undefined {
    const path = stringOf(attachment, 'original');
    const documents = documentsOf(this.spec).filter((document) => document.path === path);
    if (documents.length === 0) return undefined;
    for (const { producer } of documents) this.proves(attachment, producer);
    if (attachment['withheld'] !== true) return documentParser(path);
    this.trouble ??= `${path}: withheld, a secret was found in it`;
    return undefined;
  }

  /** A document of any age says nothing of this run: it must come from where the configuration says. */
  private proves(attachment: Observation, producer: string | undefined): void {
    const path = stringOf(attachment, 'original');
    const why = foreignAttachment(attachment, producer);
    const upstream = producerTrouble(producer, this.context);
    if (why !== undefined) this.trouble ??= `${path} ${why}${producer === undefined ? HINT : ''}`;
    if (upstream !== undefined) this.trouble ??= `${path}: ${upstream}`;
    if (producer === 'external') this.external.push(externalFinding(attachment));
  }

  row(attachment: Observation, document: Json): void {
    const path = stringOf(attachment, 'original');
    for (const name of this.namesOf(path)) {
      if (this.documents.has(name)) this.trouble ??= `${path}: stands in the evidence twice`;
      this.documents.set(name, document);
    }
  }

  wants(): undefined {
    return undefined;
  }

  assessment(): Assessment {
    const gates = this.gates();
    const documents = Object.fromEntries(this.documents);
    const values = computeValues(this.spec.values, { ...documents, gates, vars: this.context.plan.vars });
    const missing = this.trouble ?? this.absent() ?? this.unjudged() ?? blockedValue(values);
    return {
      counts: values.known,
      measurements: { ...documents, ...values.known, gates },
      defaults: typedCriteria(values),
      findings: [...typedFindings(values), ...this.external],
      ...(missing !== undefined && { missing }),
    };
  }

  private namesOf(path: string): readonly string[] {
    return documentsOf(this.spec).flatMap((document) => (document.path === path ? [document.name] : []));
  }

  private absent(): string | undefined {
    const absent = documentsOf(this.spec).find(({ name }) => !this.documents.has(name));
    return absent && `${absent.path}: was not recorded`;
  }

  /** What the gates counted that the conditions name. */
  private gates(): JsonObject {
    const entries = this.gateIds().map((id) => [id, this.context.upstream(id)?.counts] as const);
    return Object.fromEntries(entries.flatMap(([id, counts]) => (counts ? [[id, { counts }]] : [])));
  }

  /** Counts of a gate that could not be judged are not all there: an assertion over them would pass on a part of the evidence. */
  private unjudged(): string | undefined {
    for (const id of this.gateIds()) {
      const judgement = this.context.upstream(id);
      if (!judgement) return `gate "${id}" has not been judged`;
      if (judgement.raw === 'skipped' || judgement.raw === 'blocked') return `gate "${id}" is ${judgement.raw}: ${judgement.reason}`;
    }
    return undefined;
  }

  /** A condition that computes the id of a gate may read any of them. */
  private gateIds(): readonly string[] {
    const { gate, plan } = this.context;
    const sources = [
      ...Object.values(this.spec.values),
      ...gate.criteria.flatMap(({ pass, warn }) => (warn === undefined ? [pass] : [pass, warn])),
    ];
    const operands = sources.flatMap((source) => parseCondition(source).operands).filter(({ path }) => path[0] === 'gates');
    const all = plan.gates.map(({ id }) => id).filter((id) => this.context.upstream(id));
    return [...new Set(operands.flatMap(({ path: [, id] }) => (typeof id === 'string' ? [id] : all)))];
  }
}

function blockedValue({ blocked: [first] }: Values): string | undefined {
  return first && `value "${first.name}": ${first.why}`;
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
