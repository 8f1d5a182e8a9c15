import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { ActionFile } from '../../scripts/action-docs.ts';

export const REPO = path.resolve(import.meta.dirname, '../..');

export const WORKFLOWS = yamlIn('.github/workflows');
export const TEMPLATES = yamlIn('workflows-templates');

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly 'continue-on-error'?: boolean;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly secrets?: 'inherit' | Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

type Inputs = Readonly<Record<string, { readonly type: string; readonly default?: unknown }>>;

/** What the tests read of a workflow. */
export interface Workflow {
  readonly on: {
    readonly workflow_call?: { readonly inputs: Inputs; readonly secrets?: Readonly<Record<string, unknown>> };
    readonly workflow_dispatch?: { readonly inputs: Inputs } | null;
    readonly pull_request?: { readonly types?: readonly string[] } | null;
  };
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export function read(file: string): string {
  return fs.readFileSync(path.join(REPO, file), 'utf8');
}

export function workflow(file: string): Workflow {
  return parse(read(file)) as Workflow;
}

export function action(): ActionFile {
  return parse(read('action.yml')) as ActionFile;
}

function yamlIn(folder: string): readonly string[] {
  const names = fs.readdirSync(path.join(REPO, folder)).filter((name) => name.endsWith('.yml'));
  return names.sort().map((name) => `${folder}/${name}`);
}
