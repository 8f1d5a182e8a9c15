/** What the YAML block after a test point says, as far as it is read. */
export interface TapDetail {
  readonly text: string;
  readonly durationMs?: number;
  readonly file?: string;
  readonly line?: number;
}

export interface TapPoint {
  readonly ok: boolean;
  readonly number: number | undefined;
  readonly name: string;
  readonly directive?: 'skip' | 'todo';
  readonly reason: string;
  readonly durationMs?: number;
  /** Its subtests follow in braces. */
  readonly opens: boolean;
}

export interface TapPlan {
  readonly count: number;
}

const POINT = /^(not )?ok(?:\s+(\d{1,9})(?=\s|$))?(?:\s+(?:-\s*)?(.*))?$/;
const DIRECTIVE = /(?:^|\s)#\s*(skip|todo)\S*(?:\s+(.*))?$/i;
const TIME = /\s#\s*time=([\d.]+)ms\s*$/;

/** `ok 3 - name # SKIP reason`; undefined for a line that is none. `\#` and `\\` stand for themselves. */
export function tapPoint(line: string): TapPoint | undefined {
  const match = POINT.exec(line);
  if (!match) return undefined;
  const opens = /\s\{$/.test(line);
  const text = (match[3] ?? '')
    .replace(/\s*\{$/, (brace) => (opens ? '' : brace))
    .replaceAll('\\\\', '\0')
    .replaceAll('\\#', '\u0001');
  const time = TIME.exec(text)?.[1];
  const timed = text.replace(TIME, '');
  const directive = DIRECTIVE.exec(timed);
  const name = timed.slice(0, directive?.index ?? timed.length);
  return {
    ok: match[1] === undefined,
    number: match[2] === undefined ? undefined : Number(match[2]),
    name: unescaped(name).trim(),
    ...(directive && { directive: directive[1]?.toLowerCase() === 'skip' ? 'skip' : 'todo' }),
    reason: unescaped(directive?.[2] ?? ''),
    ...(time !== undefined && { durationMs: Number(time) }),
    opens,
  };
}

function unescaped(text: string): string {
  return text.replaceAll('\0', '\\').replaceAll('\u0001', '#');
}

/** `1..3`, `1..0 # SKIP reason`; undefined for a line that is none. */
export function tapPlan(line: string): TapPlan | undefined {
  const match = /^1\.\.(\d{1,9})(?:\s*#.*|\s*)$/.exec(line);
  return match ? { count: Number(match[1]) } : undefined;
}

/** What node:test and node-tap tell in the YAML block of a test. @param lines without their indentation */
export function tapDetail(lines: readonly string[]): TapDetail {
  const text = lines.join('\n');
  const duration = /^duration_ms:\s*([\d.]+)\s*$/m.exec(text)?.[1];
  const place = /^(?:location|at):\s*['"]?(.+?):([1-9]\d{0,8}):\d+['"]?\s*$/m.exec(text);
  return {
    text,
    ...(duration !== undefined && { durationMs: Number(duration) }),
    ...(place?.[1] !== undefined && { file: place[1], line: Number(place[2]) }),
  };
}
