import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fake, type Reply } from './prometheus.ts';

/** A service that can be told to misbehave. */
const SERVICE = path.resolve(import.meta.dirname, '../e2e/fixtures');
/** Something that is waited for and does not come within this time, ms. */
const PATIENCE = 60_000;

interface Options {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes the bundle of one case. @returns the zip */
export type Case = (workshop: Workshop) => Promise<string>;
export type Cases = Readonly<Record<string, Case>>;

/** A project in a folder of its own, in which `gate` runs. */
export class Workshop {
  readonly name: string;
  readonly folder: string;
  /** The folder of the program: action.yml and dist. */
  readonly program: string;
  private readonly ends: (() => void)[] = [];
  private readonly children: ChildProcess[] = [];

  constructor(name: string, parent: string, program: string) {
    this.name = name;
    this.folder = path.join(parent, name);
    this.program = program;
    fs.mkdirSync(this.folder);
    for (const file of ['service.mjs', 'idle.mjs']) fs.copyFileSync(path.join(SERVICE, file), path.join(this.folder, file));
  }

  write(name: string, content: string): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }

  read(name: string): string {
    const file = path.join(this.folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  isThere(name: string): boolean {
    return fs.existsSync(path.resolve(this.folder, name));
  }

  /** A service of gates.yml, in flow style. @param more further keys */
  service(port: number, fault = '', more = '', env: Readonly<Record<string, string>> = {}): string {
    const all = Object.entries({ FAULT: fault, ...env }).map(([name, value]) => `${name}: "${value}"`);
    return `{ run: node service.mjs, port: ${port}, health: /healthz, env: { ${all.join(', ')} }${more === '' ? '' : `, ${more}`} }`;
  }

  /** Is done whatever becomes of the case. */
  atEnd(end: () => void): void {
    this.ends.push(end);
  }

  async prometheus(reply: Reply): Promise<string> {
    const server = await fake(reply);
    this.atEnd(() => server.close());
    return server.url;
  }

  /** Starts `gate run` on a configuration, given without its first line. @returns `done`: what it said */
  start(yaml: string, { args = [], env = {} }: Options = {}): { readonly child: ChildProcess; readonly done: Promise<string> } {
    this.write('gates.yml', `version: 1\n${yaml}`);
    const child = spawn('node', [path.join(this.program, 'dist/cli.js'), 'run', 'gates.yml', ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const done = new Promise<string>((resolve) => child.once('close', () => resolve(said)));
    return { child, done };
  }

  /** @throws when nothing was executed, with what the program said */
  async run(yaml: string, options: Options = {}): Promise<void> {
    const said = await this.start(yaml, options).done;
    if (this.executions().length === 0) throw new Error(`${this.name}: ${said}`);
  }

  /** The folders of the executions, newest last. */
  executions(): readonly string[] {
    const store = path.join(this.folder, '.gate/executions');
    if (!fs.existsSync(store)) return [];
    const folders = fs.readdirSync(store, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const born = ({ name }: { name: string }): number => fs.statSync(path.join(store, name)).birthtimeMs;
    return folders.sort((a, b) => born(a) - born(b)).map(({ name }) => path.join(store, name));
  }

  /** What the newest execution has recorded so far. */
  recorded(): string {
    const file = path.join(this.executions().at(-1) ?? '', 'data/observations.jsonl');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  /** Where the zip of the newest execution lies, or will. */
  newest(): string {
    const folder = this.executions().at(-1);
    if (folder === undefined) throw new Error(`${this.name}: there is no execution`);
    return `${folder}.zip`;
  }

  close(): void {
    for (const end of this.ends) end();
    for (const child of this.children) child.kill('SIGKILL');
  }
}

/** A case of one run from beginning to end. */
export function ofOneRun(yaml: string | ((workshop: Workshop) => string | Promise<string>), options: Options = {}): Case {
  return async (workshop) => {
    await workshop.run(typeof yaml === 'string' ? yaml : await yaml(workshop), options);
    return workshop.newest();
  };
}

/** Polls until it holds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`it never came to: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that no other case uses, and that the system gives to no client. */
export function port(): number {
  for (;;) {
    const one = randomInt(10_000, 32_000);
    if (given.has(one)) continue;
    given.add(one);
    return one;
  }
}

const given = new Set<number>();
