import type { RowParser } from '../core/fold.ts';
import type { JsonObject } from '../core/json.ts';
import { FormatError } from './format-error.ts';
import { RecordReader } from './records.ts';

/** The longest list of changed files that is written and read, in bytes. */
export const MOST_CHANGE_BYTES = 64 * 1024 * 1024;

/** How git is asked for the changes between two commits, before their ids. `files`: where it can't count lines, it only names files. */
export const CHANGES = {
  lines: ['--numstat', '--find-renames=50%', '-l1000'],
  files: ['--no-renames'],
} as const;
export const CHANGES_ASKED: readonly string[] = [
  'diff-tree',
  '-r',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-color',
  '--no-relative',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
  '--diff-algorithm=myers',
];

interface Listed extends JsonObject {
  /** added, changed, deleted, renamed, copied, of another type */
  readonly status: 'A' | 'M' | 'D' | 'R' | 'C' | 'T';
  readonly path: string;
  /** Of a renamed or copied one: its name before. */
  readonly from?: string;
  /** As git keeps it, in octal; 000000 where there is none. */
  readonly modes: readonly [before: string, after: string];
}

/** A file that differs between two commits. */
export interface ChangedFile extends Listed {
  /** Lines of text; absent where it is binary, or where nobody counted. */
  readonly added?: number;
  readonly deleted?: number;
}

const RAW = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([AMDTRC])(\d{0,3})$/;
const LINES = /^(\d+|-)\t(\d+|-)\t([^]*)$/;

/**
 * What `git diff-tree --raw -z` says of two commits, and, with `--numstat`, how many lines of each file; one row a file.
 * @throws FormatError for what is cut short, contradicts itself or is no such list
 */
export function gitChangesParser(asked: keyof typeof CHANGES): RowParser {
  const parser = new Changes(asked === 'lines');
  return { push: (bytes) => parser.push(bytes), end: () => parser.end() };
}

class Changes {
  private readonly records = new RecordReader();
  private readonly counted: boolean;
  private readonly listed: Listed[] = [];
  private readonly names = new Set<string>();
  private bytes = 0;
  /** Of the list: what is said of a file before its names. Of the lines: their counts. */
  private open: { readonly head: string; readonly names: string[]; readonly wanted: number } | undefined;
  private isCounting = false;
  /** Files whose lines have been told. */
  private told = 0;

  constructor(counted: boolean) {
    this.counted = counted;
  }

  *push(bytes: Uint8Array): Iterable<ChangedFile> {
    this.bytes += bytes.length;
    if (this.bytes > MOST_CHANGE_BYTES) throw this.mistake(`longer than ${MOST_CHANGE_BYTES} bytes`);
    for (const record of this.records.push(bytes)) yield* this.take(record);
  }

  end(): Iterable<ChangedFile> {
    if (this.records.isWithin() || this.open || (this.counted && this.told < this.listed.length)) throw this.mistake('cut short');
    return [];
  }

  private *take(record: string): Iterable<ChangedFile> {
    if (!this.open) return yield* this.begin(record);
    this.open.names.push(record);
    if (this.open.names.length === this.open.wanted) yield* this.close(this.open);
  }

  private *begin(record: string): Iterable<ChangedFile> {
    if (!this.isCounting && record.startsWith(':')) {
      const status = RAW.exec(record)?.[5];
      if (status === undefined) throw this.mistake('no row of a list of changes');
      this.open = { head: record, names: [], wanted: status === 'R' || status === 'C' ? 2 : 1 };
      return;
    }
    if (!this.counted) throw this.mistake('no row of a list of changes');
    this.isCounting = true;
    const [, added, , name] = LINES.exec(record) ?? [];
    if (added === undefined) throw this.mistake('no count of lines');
    const head = { head: record, names: [], wanted: 2 };
    if (name === '') this.open = head;
    else yield this.count({ ...head, names: [name ?? ''] });
  }

  private *close(open: NonNullable<typeof this.open>): Iterable<ChangedFile> {
    this.open = undefined;
    if (this.isCounting) yield this.count(open);
    else yield* this.list(open);
  }

  private *list({ head, names }: NonNullable<typeof this.open>): Iterable<ChangedFile> {
    const [, before = '', after = '', , , status] = RAW.exec(head) ?? [];
    const path = names.at(-1) ?? '';
    if (path === '' || this.names.has(path)) throw this.mistake(path === '' ? 'a file without a name' : `${path} stands there twice`);
    this.names.add(path);
    const file: Listed = {
      status: status as Listed['status'],
      path,
      ...(names.length === 2 && { from: names[0] ?? '' }),
      modes: [before, after],
    };
    if (this.counted) this.listed.push(file);
    else yield file;
  }

  /** The lines are told in the order of the list. */
  private count({ head, names }: NonNullable<typeof this.open>): ChangedFile {
    const file = this.listed[this.told++];
    const expected = file?.from === undefined ? [file?.path] : [file.from, file.path];
    if (!file || names.join('\0') !== expected.join('\0')) throw this.mistake('the counts of lines are of other files');
    const [, added = '', deleted = ''] = LINES.exec(head) ?? [];
    return added === '-' || deleted === '-' ? file : { ...file, added: Number(added), deleted: Number(deleted) };
  }

  private mistake(message: string): FormatError {
    return new FormatError(`git's list of changes: ${message}`);
  }
}
