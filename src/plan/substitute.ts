import type { KeyFacts } from '../language/keys.ts';
import { nearest } from '../core/suggest.ts';
import type { Path } from './document.ts';
import type { DataProblem } from './validate.ts';
import { childOf, chosen, keyFactsOf, isMap, optionsOf, type Schema } from './walk.ts';

export type Variable = string | number | boolean;

/** What may be substituted. */
export interface Names {
  readonly vars: Readonly<Record<string, Variable>>;
  /** Captured environment: names with their values; undefined when it is not set. */
  readonly captured: Readonly<Record<string, string | undefined>>;
  readonly secret: readonly string[];
}

export interface Substituted {
  readonly value: unknown;
  readonly problems: readonly DataProblem[];
  /** Numbers that become texts: their places. */
  readonly numbers: readonly Path[];
  /** Where the environment has a say, in the order of the text. */
  readonly environment: readonly EnvReference[];
}

/** One `${{ env.X }}`. */
export interface EnvReference {
  readonly name: string;
  /** `passed`: on to a command or a server. `address`: where something is. `judged`: all else, so that it may change a verdict. */
  readonly use: 'passed' | 'address' | 'judged';
}

const TOKEN = /\$\{\{(.*?)\}\}/gs;
const REFERENCE = /^(vars|env)\.([A-Za-z_][A-Za-z0-9_]*)$/;

/** Replaces `${{ vars.x }}` and `${{ env.X }}` in the values of one part of the configuration, once. */
export function substitute(data: unknown, schema: Schema | undefined, path: Path, names: Names): Substituted {
  const substitution = new Substitution(names);
  const value = substitution.of(data, schema, path);
  return { value, problems: substitution.problems, numbers: substitution.numbers, environment: substitution.taken };
}

type Role = KeyFacts['role'];

/** Where a number is a text in the end: an environment, a header, a variable that is put into texts. */
const BECOMES_TEXT: ReadonlySet<Role> = new Set<Role>(['revealed', 'compared', 'literal']);

function roleOf(schema: Schema | undefined, data: string): Role {
  const options = schema && optionsOf(schema);
  return keyFactsOf(schema).role ?? (options && roleOf(chosen(options, data), data));
}

class Substitution {
  readonly problems: DataProblem[] = [];
  readonly numbers: Path[] = [];
  readonly taken: EnvReference[] = [];
  private readonly names: Names;

  constructor(names: Names) {
    this.names = names;
  }

  of(data: unknown, schema: Schema | undefined, path: Path): unknown {
    if (typeof data === 'string') return data.includes('${{') ? this.text(data, roleOf(schema, data), path) : data;
    if (typeof data === 'number' && BECOMES_TEXT.has(keyFactsOf(schema).role)) this.numbers.push(path);
    const child = (key: string | number): Schema | undefined => schema && childOf(schema, data, key);
    if (Array.isArray(data)) return data.map((item: unknown, index) => this.of(item, child(index), [...path, index]));
    if (!isMap(data)) return data;
    for (const key of Object.keys(data))
      if (key.includes('${{')) {
        this.problems.push({ path: [...path, key], part: 'key', message: 'found "${{ }}" in a key; it is substituted in values only' });
      }
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, this.of(value, child(key), [...path, key])]));
  }

  private text(data: string, role: Role, path: Path): unknown {
    if (role === 'command') return this.reject(data, path, `"\${{ }}" has no place in a command; ${instead(data, inCommand)}`);
    if (role === 'condition') return this.reject(data, path, `"\${{ }}" has no place in a condition; ${instead(data, inCondition)}`);
    if (role === 'literal') return this.reject(data, path, 'nothing is substituted here; write the value itself');
    if (data.replaceAll(TOKEN, '').includes('${{')) return this.reject(data, path, 'found "${{" without "}}"');
    const tokens = [...data.matchAll(TOKEN)];
    const [only] = tokens;
    if (only && tokens.length === 1 && data.trim() === only[0]) return this.reference(only, role, path);
    return data.replaceAll(TOKEN, (whole, inner: string) => String(this.reference([whole, inner], role, path)));
  }

  private reference(token: readonly (string | undefined)[], role: Role, path: Path): unknown {
    const [whole = '', inner = ''] = token;
    const [, root, name = ''] = REFERENCE.exec(inner.trim()) ?? [];
    if (root === 'vars') return this.variable(whole, name, path);
    if (root === 'env') return this.environment(whole, name, role, path);
    const secret = secretIn(inner);
    const hint = secret === undefined ? '' : `; for a secret write \${{ env.${secret} }}, and ${secret} in "secret-env"`;
    return this.reject(whole, path, `found "${whole}", expected \${{ vars.NAME }} or \${{ env.NAME }}${hint}`);
  }

  private variable(whole: string, name: string, path: Path): unknown {
    const { vars } = this.names;
    if (!Object.hasOwn(vars, name)) {
      const near = nearest(name, Object.keys(vars));
      return this.reject(
        whole,
        path,
        `unknown variable "${name}"${near === undefined ? '; "vars" does not name it' : `; did you mean "${near}"?`}`,
      );
    }
    const value = vars[name];
    return value === '' ? this.reject(whole, path, `variable "${name}" is empty`) : value;
  }

  private environment(whole: string, name: string, role: Role, path: Path): unknown {
    const { captured, secret } = this.names;
    this.taken.push({ name, use: role === 'revealed' ? 'passed' : role === 'address' ? 'address' : 'judged' });
    if (secret.includes(name)) {
      if (role === 'revealed' || role === 'compared') return whole;
      return this.reject(whole, path, `$${name} is secret: its value may stand only in "headers", "env" and "equals"`);
    }
    if (!Object.hasOwn(captured, name)) return this.reject(whole, path, unlisted(name, [...Object.keys(captured), ...secret]));
    const value = captured[name];
    if (value === undefined) return this.reject(whole, path, `environment variable ${name} is not set`);
    if (value === '') return this.reject(whole, path, `environment variable ${name} is empty`);
    return value.includes('${{')
      ? this.reject(whole, path, `the value of environment variable ${name} holds "\${{"; nothing is substituted twice`)
      : value;
  }

  /** Leaves the text as it is: what is wrong with it has been said. */
  private reject(text: string, path: Path, message: string): string {
    this.problems.push({ path, part: 'value', message });
    return text;
  }
}

function unlisted(name: string, listed: readonly string[]): string {
  const near = nearest(name, listed);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return `environment variable ${name} is in neither "capture-env" nor "secret-env" of "evidence"${hint}`;
}

/** What to write for each `${{ }}` of a text, said once. */
function instead(data: string, words: (inner: string) => string): string {
  const inner = [...data.matchAll(TOKEN)].map(([, written = '']) => written.trim());
  return inner.length === 0 ? 'write the text without it' : [...new Set(inner.map(words))].join('; ');
}

function inCommand(inner: string): string {
  const [, root, name = ''] = REFERENCE.exec(inner) ?? [];
  if (root !== undefined) return `write ${root === 'env' ? '$' : '$GATE_VAR_'}${name}`;
  const secret = secretIn(inner);
  return secret === undefined
    ? `give \${{ ${inner} }} to the step as an environment variable, and write its name after $`
    : `give ${secret} to the step in "env", list it in "secret-env" of "evidence", and write $${secret}`;
}

function inCondition(inner: string): string {
  const [, root, name = ''] = REFERENCE.exec(inner) ?? [];
  return root === 'vars' ? `write vars.${name}` : 'write vars.NAME, of a variable of "vars"';
}

/** `secrets.X`: how a workflow reads a secret. */
function secretIn(inner: string): string | undefined {
  return /^secrets\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(inner.trim())?.[1];
}
