import { type WorkflowCommand, workflowCommand } from './workflow-command.ts';

/** An annotation that a workflow command made. */
export interface LogAnnotation {
  readonly level: Level;
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

type Level = 'error' | 'warning' | 'notice';

/** Of each level so many are kept of one step; the runner says nothing of the others. */
const KEPT = 10;
const MESSAGE_CHARACTERS = 4096;
const LEVELS: ReadonlySet<string> = new Set<Level>(['error', 'warning', 'notice']);

/** What the runner makes of the lines of one step. */
export class StepLog {
  /** As shown: masked, without debug lines and what adds a mask. */
  readonly lines: string[] = [];
  /** As written, before any mask. */
  readonly raw: string[] = [];
  readonly groups: string[] = [];
  readonly annotations: LogAnnotation[] = [];
  /** Lines that a runner takes for commands and no command of ours is: something foreign got through. */
  readonly strange: string[] = [];
  readonly #masks: Set<string>;
  #stopToken: string | undefined;

  /** The masks of a job are of all its steps: what one adds, the others know. */
  constructor(masks: Set<string> = new Set()) {
    this.#masks = masks;
  }

  take(line: string): void {
    this.raw.push(line);
    const command = workflowCommand(line, this.#stopToken);
    if (this.#stopToken !== undefined) this.#whileStopped(line, command);
    else if (command) this.#obey(line, command);
    else this.#show(line);
    // A page of GitHub shows `##[…]` as more than text although no runner obeys it.
    if (!command && this.#stopToken === undefined && /##\[[a-z-]+/i.test(line)) this.strange.push(line);
  }

  /** What the runner itself says of a step. */
  complain(message: string): void {
    this.#show(`##[error]${message}`);
    this.#annotate('error', message, {});
  }

  /** All that was shown. */
  get text(): string {
    return this.lines.join('\n');
  }

  #whileStopped(line: string, command: WorkflowCommand | undefined): void {
    if (command?.name === this.#stopToken?.toLowerCase()) this.#stopToken = undefined;
    this.#show(line);
  }

  #obey(line: string, { name, data, properties, old }: WorkflowCommand): void {
    if (name === 'add-mask') return this.#mask(data);
    if (name === 'debug') return;
    this.#show(line);
    if (name === 'stop-commands') this.#stopToken = data;
    if (name === 'group') this.groups.push(data);
    if (LEVELS.has(name)) this.#annotate(name as Level, data, properties);
    const ours = ['stop-commands', 'group', 'endgroup'].includes(name) || LEVELS.has(name);
    if (old || !ours) this.strange.push(line);
  }

  #show(line: string): void {
    this.lines.push([...this.#masks].reduce((text, mask) => text.replaceAll(mask, '***'), line));
  }

  /** Whole, and line by line. */
  #mask(data: string): void {
    for (const mask of [data, ...data.split(/[\r\n]+/)]) if (mask.trim() !== '') this.#masks.add(mask);
  }

  #annotate(level: Level, message: string, properties: Readonly<Record<string, string>>): void {
    if (this.annotations.filter((one) => one.level === level).length >= KEPT) return;
    this.annotations.push({ level, message: message.slice(0, MESSAGE_CHARACTERS), properties });
  }
}
