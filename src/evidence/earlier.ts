import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../core/json.ts';
import { VERDICTS } from '../core/verdict.ts';
import { gateFolder } from './attach.ts';
import { BUNDLE } from './paths.ts';
import { MOST, readRegular } from './read.ts';

const plan = z.object({ name: z.string(), gates: z.array(z.object({ id: z.string(), spec: z.record(z.string(), z.json()) })) });
const decision = z.object({ status: z.string(), gates: z.array(z.object({ id: z.string(), raw: z.enum(VERDICTS) })) });

/** What is asked of the plan of an earlier execution: the name of its configuration, and the specs of its gates by their ids. */
export interface EarlierPlan {
  readonly name: string;
  readonly gates: ReadonlyMap<string, JsonObject>;
}

/** The plan that lies in a bundle, as it is claimed there; undefined where none can be read. */
export function earlierPlan(bundle: string): EarlierPlan | undefined {
  const parsed = plan.safeParse(documentIn(bundle, BUNDLE.plan));
  if (!parsed.success) return undefined;
  return { name: parsed.data.name, gates: new Map(parsed.data.gates.map(({ id, spec }) => [id, spec])) };
}

/** The same of its decision. */
export function earlierDecision(bundle: string): z.infer<typeof decision> | undefined {
  return decision.safeParse(documentIn(bundle, BUNDLE.decision)).data;
}

/** A file of results of an earlier gate. */
export interface EarlierResults {
  readonly source: string;
  /** Below the folder of results. */
  readonly below: string;
}

/** The results that a gate of an earlier execution kept: in its bundle, or, of one that decides, in that of the one that observed. */
export function earlierResults(bundle: string, gate: string): readonly EarlierResults[] {
  const folder = [bundle, path.join(bundle, BUNDLE.prior)]
    .map((holder) => path.join(holder, BUNDLE.data, gateFolder(gate), 'results'))
    .find((one) => fs.existsSync(one));
  if (folder === undefined) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((source) => ({ source, below: path.relative(folder, source).replaceAll(path.sep, '/') }));
}

function documentIn(bundle: string, name: string): unknown {
  try {
    return JSON.parse(readRegular(path.join(bundle, name), MOST.plan).toString('utf8'));
  } catch {
    return undefined;
  }
}
