import { thousands } from '../core/thousands.ts';

/** Lines of one minute, unless told otherwise. */
const LINES_A_MINUTE = 20;
const WINDOW_MS = 60_000;
/** Different events that are told apart; beyond they are only counted. */
const KNOWN = 500;

interface Event {
  /** The line as it came last. */
  line: string;
  /** How often it came since it was last said. */
  repeats: number;
}

/**
 * Lets the first of every bad event through at once and counts the rest, so that a service that is down for two days is told
 * and does not flood: at most a fixed number of lines a minute, and nothing that came is left uncounted. Two events are the same
 * when their lines differ in free-standing numbers only (`slot 217`, `0.4 ms`).
 */
export class FloodGuard {
  private readonly most: number;
  private readonly known = new Map<string, Event>();
  private others = 0;
  private said = 0;
  private windowEnd = WINDOW_MS;

  constructor(linesAMinute = LINES_A_MINUTE) {
    this.most = Math.max(2, linesAMinute);
  }

  /** Takes an event at `t` (ms, never backwards). @returns the lines to print now. */
  take(t: number, line: string): readonly string[] {
    const due = this.due(t);
    return this.isNews(line) ? [...due, line] : due;
  }

  /** @returns what is to be said of the minute that is over at `t`; nothing before it is over. */
  due(t: number): readonly string[] {
    if (t < this.windowEnd) return [];
    const lines = this.flush();
    this.said = 0;
    this.windowEnd = (Math.floor(t / WINDOW_MS) + 1) * WINDOW_MS;
    return lines;
  }

  /** @returns what was counted and not yet said. */
  flush(): readonly string[] {
    const repeated = [...this.known.values()].filter(({ repeats }) => repeats > 0);
    const room = Math.max(0, this.most - this.said - 1);
    const more = repeated.slice(room).reduce((sum, { repeats }) => sum + repeats, this.others);
    const lines = repeated.slice(0, room).map(({ line, repeats }) => `${line} (${timesInWords(repeats)})`);
    if (more > 0) lines.push(`… and ${thousands(more)} more`);
    this.forget();
    this.said += lines.length;
    return lines;
  }

  /** Half of the lines are for news, half for the counts at the end of the minute. */
  private isNews(line: string): boolean {
    const key = line.replaceAll(/(?<=^|[\s(=])\d[\d.,]*(?=$|[\s,.:;)%]|m?s\b)/g, '#');
    const event = this.known.get(key);
    if (event) {
      event.repeats++;
      event.line = line;
      return false;
    }
    if (this.said >= Math.floor(this.most / 2) || this.known.size >= KNOWN) {
      this.others++;
      return false;
    }
    this.known.set(key, { line, repeats: 0 });
    this.said++;
    return true;
  }

  /** What did not come again is news when it comes next; what did is only counted on. */
  private forget(): void {
    for (const [key, event] of this.known) {
      if (event.repeats === 0) this.known.delete(key);
      else event.repeats = 0;
    }
    this.others = 0;
  }
}

function timesInWords(repeats: number): string {
  return repeats === 1 ? 'once more' : `${thousands(repeats)} more times, this one last`;
}
