/** An annotation that a workflow command made. */
export interface LogAnnotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Of each level so many are kept of one step; the runner says nothing of the others. */
const KEPT = 10;
const COMMAND = /^::([a-z-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/;
const LEVELS = new Set(['error', 'warning', 'notice']);

/** What the runner makes of the lines of one step. */
export class StepLog {
  readonly lines: string[] = [];
  readonly groups: string[] = [];
  readonly annotations: LogAnnotation[] = [];
  /** Lines that a runner takes for commands and no command of ours is: something foreign got through. */
  readonly strange: string[] = [];
  private readonly masks: string[] = [];
  private stopped: string | undefined;

  take(line: string): void {
    const shown = this.masks.reduce((text, mask) => text.replaceAll(mask, '***'), line);
    this.lines.push(shown);
    if (this.stopped !== undefined) {
      if (line === `::${this.stopped}::`) this.stopped = undefined;
      return;
    }
    // The runner finds the older form anywhere in a line.
    if (/##\[[a-z-]+/.test(line)) this.strange.push(line);
    const [, name, properties = '', message = ''] = COMMAND.exec(line) ?? [];
    if (name !== undefined) this.command(name, properties, message, line);
  }

  /** All that was shown. */
  get text(): string {
    return this.lines.join('\n');
  }

  private command(name: string, properties: string, message: string, line: string): void {
    if (name === 'stop-commands') this.stopped = message;
    else if (name === 'group') this.groups.push(unescape(message));
    else if (name === 'add-mask') this.mask(message);
    else if (LEVELS.has(name)) this.annotate(name as LogAnnotation['level'], properties, message);
    else if (name === 'debug') this.lines.pop();
    else if (name !== 'endgroup') this.strange.push(line);
  }

  /** The line itself is not shown. */
  private mask(message: string): void {
    this.masks.push(unescape(message));
    this.lines.pop();
  }

  private annotate(level: LogAnnotation['level'], properties: string, message: string): void {
    if (this.annotations.filter((one) => one.level === level).length >= KEPT) return;
    const pairs = properties.split(',').filter((pair) => pair.includes('='));
    const known = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), unescape(pair.slice(pair.indexOf('=') + 1))] as const);
    this.annotations.push({ level, message: unescape(message).slice(0, 4096), properties: Object.fromEntries(known) });
  }
}

function unescape(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}
