import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { sha256OfBytes } from '../../core/sha256.ts';
import { VERDICTS } from '../../core/verdict.ts';
import { BUNDLE } from '../../evidence/paths.ts';
import { MOST, readRegular } from '../../evidence/read.ts';
import { COMMIT, type Row, SHA256, WALL_TIME } from './row.ts';

/** The first facts of a recording are looked for in so many bytes. */
const BEGINNING = 1024 * 1024;
/** So many numbers of a gate are kept in a row. */
const NUMBERS = 100;
/** Before the first gate there may stand a line for each secret that is unset, and for each earlier attempt. */
const FIRST_LINES = 300;

const counts = z.record(z.string(), z.unknown());
const claims = z.object({
  executionId: z.string(),
  status: z.enum(['GO', 'NO-GO', 'BLOCKED', 'PARTIAL']),
  name: z.string(),
  commit: COMMIT.nullable(),
  head: SHA256,
  startedAt: WALL_TIME,
  finishedAt: WALL_TIME,
  partial: z.array(z.string()).nullable(),
});
const summary = claims.extend({ gates: z.record(z.string(), z.object({ verdict: z.enum(VERDICTS), counts })) });
const planName = z.object({ name: z.string() });
const stages = z.object({ stage: z.object({ toCome: z.array(z.string()), executionBefore: z.string().optional() }).optional() });

/** What a bundle says of itself in its summary; undefined where it has none, or one of another execution. */
export type Claims = z.infer<typeof claims>;

/** Reads the summary of a bundle, as it is claimed there. @param id the execution that it must be of */
export function summaryIn(bundle: string, id: string): Claims | undefined {
  const found = claims.safeParse(documentIn(bundle, BUNDLE.summary)).data;
  return found?.executionId === id ? found : undefined;
}

/** The row of a bundle that is whole; undefined where there is no such bundle. */
export function rowOf(bundle: string, id: string): Row | undefined {
  const found = summary.safeParse(documentIn(bundle, BUNDLE.summary)).data;
  if (found?.executionId !== id) return undefined;
  const { status, name, commit, head, startedAt, finishedAt, partial } = found;
  const stage = stages.safeParse(documentIn(bundle, BUNDLE.decision)).data?.stage;
  const gates = Object.entries(found.gates);
  const risk = gates.map(([, { counts }]) => counts['risk']).find(isRisk);
  return {
    version: 1,
    executionId: id,
    name,
    status,
    startedAt,
    finishedAt,
    commit,
    ...whereItRan(bundle),
    ...(partial !== null && { partial: true }),
    ...(stage && { stagesToCome: stage.toCome.length }),
    ...(stage?.executionBefore !== undefined && { follows: stage.executionBefore }),
    ...(risk !== undefined && { risk }),
    gates: Object.fromEntries(gates.map(([gate, { verdict, counts }]) => [gate, { verdict, numbers: numbersIn(counts) }])),
    head,
    plan: sha256OfBytes(readRegular(path.join(bundle, BUNDLE.plan), MOST.plan)),
  };
}

/** How an execution began. */
export type Beginning = Pick<Row, 'executionId' | 'name' | 'commit' | 'startedAt'>;

/** What is known of an execution that has left no summary: whose it is, when it began. */
export function beginningOf(bundle: string): Beginning | undefined {
  const name = planName.safeParse(documentIn(bundle, BUNDLE.plan)).data?.name;
  const { started, source } = firstFacts(bundle);
  const startedAt = WALL_TIME.safeParse(started?.['at']).data;
  const executionId = started?.['executionId'];
  if (name === undefined || startedAt === undefined || typeof executionId !== 'string') return undefined;
  return { executionId, name, commit: COMMIT.safeParse(source?.['commit']).data ?? null, startedAt };
}

/** What the first facts tell of where an execution ran. */
export function whereItRan(bundle: string): Pick<Row, 'repository' | 'branch' | 'runId' | 'runAttempt' | 'producer' | 'uncommitted'> {
  const { started, source } = firstFacts(bundle);
  const { repository, runId, runAttempt, producer } = started ?? {};
  const { branch, dirtyCount } = source ?? {};
  return {
    ...(typeof repository === 'string' && { repository }),
    ...(typeof branch === 'string' && { branch }),
    ...(typeof runId === 'string' && typeof runAttempt === 'string' && { runId, runAttempt }),
    ...(typeof producer === 'string' && { producer }),
    ...(typeof dirtyCount === 'number' && dirtyCount > 0 && { uncommitted: true }),
  };
}

type Facts = Readonly<Record<string, unknown>>;

function firstFacts(bundle: string): { readonly started?: Facts; readonly source?: Facts } {
  const lines = beginningOfFile(path.join(bundle, BUNDLE.observations)).split('\n');
  const facts = lines.slice(0, FIRST_LINES).flatMap((line): Facts[] => {
    const fact = objectIn(line);
    return fact ? [fact] : [];
  });
  const [started, source] = ['execution.started', 'source'].map((type) => facts.find((fact) => fact['type'] === type));
  return { ...(started && { started }), ...(source && { source }) };
}

function beginningOfFile(file: string): string {
  try {
    const fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const buffer = Buffer.alloc(Math.min(fs.fstatSync(fd).size, BEGINNING));
      return buffer.toString('utf8', 0, fs.readSync(fd, buffer));
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return '';
  }
}

function documentIn(bundle: string, name: string): unknown {
  try {
    return objectIn(readRegular(path.join(bundle, name), MOST.plan).toString('utf8'));
  } catch {
    return undefined;
  }
}

function objectIn(text: string): Facts | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Facts) : undefined;
  } catch {
    return undefined;
  }
}

function isRisk(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z-]{0,19}$/i.test(value);
}

/** Numbers by the names that conditions have for them: `perRun` and other tables are left out. */
function numbersIn(counts: Readonly<Record<string, unknown>>, prefix = ''): Record<string, number> {
  const numbers = Object.entries(counts).flatMap(([key, value]): [string, number][] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'number') return [[name, value]];
    const isCounts = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isCounts ? Object.entries(numbersIn({ ...value }, name)) : [];
  });
  return Object.fromEntries(numbers.slice(0, NUMBERS));
}
