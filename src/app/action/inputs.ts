import { DEFAULT_CONFIG } from '../../core/plan.ts';
import { nearest } from '../../core/suggest.ts';
import type { Selection } from '../configuration-input.ts';

const COMMANDS = ['run', 'plan', 'history', 'decide', 'report'] as const;
const COMMENTS = ['always', 'on-failure', 'never'] as const;

/** The action's inputs, as typed values. */
export interface ActionInputs extends Selection {
  readonly command: (typeof COMMANDS)[number];
  readonly config: string;
  readonly bundle: string | undefined;
  readonly plan: string | undefined;
  /** Evidence of the stage before. */
  readonly prior: readonly string[];
  /** What tells this call of a reusable workflow from others of the run. */
  readonly call: string | undefined;
  /** What `command: history` wrote. */
  readonly history: string | undefined;
  readonly allowPartial: boolean;
  readonly workingDirectory: string;
  readonly token: string;
  /** Undefined: as the configuration is called. */
  readonly checkName: string | undefined;
  readonly comment: (typeof COMMENTS)[number];
  readonly artifactName: string | undefined;
  readonly retentionDays: number | undefined;
  readonly timeoutMinutes: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Takes one line that says what is wrong with an input. */
type Refuse = (problem: string) => void;

/** Inputs, and one line for every one that is wrong; its default stands for it. */
export interface ReadInputs {
  readonly inputs: ActionInputs;
  readonly problems: readonly string[];
}

/** Reads `INPUT_*` as the runner sets them: upper case, blanks as `_`, hyphens kept. */
export function readInputs(env: Env): ReadInputs {
  const problems: string[] = [];
  const refuse: Refuse = (problem) => void problems.push(problem);
  const value = (name: string): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const optional = (name: string): string | undefined => value(name) || undefined;
  const oneOf = <T extends string>(name: string, words: readonly T[], otherwise: T): T => {
    const found = words.find((word) => word === value(name));
    if (found === undefined && value(name) !== '') refuse(expected(name, value(name), words));
    return found ?? otherwise;
  };
  const count = (name: string, most: number): number | undefined => {
    const number = Number(value(name));
    if (value(name) === '') return undefined;
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    refuse(`input "${name}" is "${value(name)}"; expected a whole number from 1 to ${most}`);
    return undefined;
  };
  const inputs: ActionInputs = {
    command: oneOf('command', COMMANDS, 'run'),
    config: optional('config') ?? DEFAULT_CONFIG,
    gates: words(value('gates')),
    skip: words(value('skip')),
    purpose: optional('for'),
    overrides: variables(value('vars'), refuse),
    bundle: optional('bundle'),
    plan: optional('plan'),
    stage: optional('stage'),
    prior: value('prior')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    call: optional('call'),
    history: optional('history'),
    allowPartial: oneOf('allow-partial', ['true', 'false'], 'false') === 'true',
    workingDirectory: optional('working-directory') ?? '.',
    token: value('token'),
    checkName: optional('check-name'),
    comment: oneOf('comment', COMMENTS, 'always'),
    artifactName: artifactName(optional('artifact-name'), refuse),
    retentionDays: count('retention-days', 400),
    timeoutMinutes: count('timeout-minutes', 7200),
  };
  if (['decide', 'report'].includes(inputs.command) && inputs.bundle === undefined) {
    refuse(`input "bundle" is missing: "command: ${inputs.command}" needs the evidence of another job`);
  }
  return { inputs, problems };
}

function expected(name: string, found: string, words: readonly string[]): string {
  const near = nearest(found, words);
  return `input "${name}" is "${found}"; expected ${words.join(', ')}${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}

/** Ids, one a line or with commas or blanks between them. */
function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** `NAME=VALUE`, one a line. */
function variables(text: string, refuse: Refuse): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => line.trim());
  // The line is not quoted: it may be the second one of a secret, and what is said is published.
  for (const [index, line] of lines.entries())
    if (line !== '' && line.indexOf('=') < 1)
      refuse(`line ${index + 1} of input "vars" has no name and "="; expected NAME=VALUE, one a line`);
  const pairs = lines.filter((line) => line !== '').map((line) => [line, line.indexOf('=')] as const);
  return Object.fromEntries(pairs.map(([line, at]) => [line.slice(0, at).trim(), line.slice(at + 1).trim()]));
}

/** What the artifact service refuses in a name. The artifact is a zip, and is called so. */
function artifactName(name: string | undefined, refuse: Refuse): string | undefined {
  if (name === undefined) return undefined;
  if (/["<>|*?\r\n:/\\]/.test(name)) {
    refuse(`input "artifact-name" is "${name}"; expected none of " : < > | * ? / \\ in it`);
    return undefined;
  }
  return name.endsWith('.zip') ? name : `${name}.zip`;
}
