import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatDuration } from '../../core/duration.ts';
import type { Json } from '../../core/json.ts';
import type { ProbePlan } from '../../core/plan.ts';
import type { SqliteTarget } from '../../probes/kinds/sqlite.ts';
import type { ProbeContext } from '../../core/ports.ts';
import { type Sight, unseen } from '../../probes/sight.ts';
import { isObject } from '../../probes/target.ts';

/** An answer longer than this is not read. */
const READ_BYTES = 1024 * 1024;

/**
 * The query runs in a process of its own: a native query can't be interrupted, a process can be ended.
 * A whole number that JSON can't hold exactly becomes a text: it is equal to no number. It answers with one line of JSON: `{ rows }`, `{ unavailable }` or `{ error, code }`.
 */
const PROGRAM = `
  const [file, query] = process.argv.slice(1);
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  const exact = (value) => Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  const plain = (value) => typeof value === 'bigint' ? exact(value) : value instanceof Uint8Array ? '<' + value.length + ' bytes>' : value;
  const answer = () => {
    if (!sqlite) return { unavailable: true };
    try {
      const statement = new sqlite.DatabaseSync(file, { readOnly: true }).prepare(query);
      statement.setReadBigInts(true);
      return { rows: statement.all().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))) };
    } catch (error) {
      return { error: error.message, code: error.errcode };
    }
  };
  process.stdout.write(JSON.stringify(answer()));
`;

/** SQLite's primary result codes (the low byte) that say something of the database, not of our asking. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** The rows of one read-only query. */
export async function lookSqlite(plan: ProbePlan<SqliteTarget>, context: ProbeContext): Promise<Sight> {
  const file = path.resolve(context.cwd, plan.target.path);
  if (!existsSync(file)) return { facts: { exists: false } };
  const said = await ask([file, plan.target.query], plan.timeoutMs, context);
  if (typeof said !== 'string') return said;
  const answer = JSON.parse(said) as Json;
  if (!isObject(answer)) return unseen('MISSED', 'the query gave no answer');
  if (answer['unavailable'] === true) return unseen('MISSED', `sqlite probes need Node 22.13 or later, this is ${process.version}`);
  if (typeof answer['error'] === 'string') return refused(answer['error'], answer['code']);
  const rows = answer['rows'] ?? null;
  return { facts: { exists: true }, scope: { rows }, excerpt: () => JSON.stringify(rows, null, 1) };
}

/** A database that is broken or lacks the table is a wrong answer; a query that is none, or a lock, is not the product's. */
function refused(error: string, code: Json | undefined): Sight {
  const primary = typeof code === 'number' ? code % 256 : 0;
  const wrong = primary === CORRUPT || primary === NOT_A_DATABASE || /no such (table|column|view)/i.test(error);
  return unseen(wrong ? 'BODY' : 'MISSED', error);
}

function ask(args: readonly string[], timeout: number, { signal, env }: ProbeContext): Promise<string | Sight> {
  const options = { env: { ...env, NODE_OPTIONS: '' }, timeout, signal, killSignal: 'SIGKILL' as const, maxBuffer: READ_BYTES };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', '-e', PROGRAM, ...args], options, (error, stdout) => {
      if (!error) resolve(stdout);
      else if (signal.aborted) resolve(unseen('MISSED', 'aborted'));
      else if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') resolve(unseen('MISSED', 'the answer is longer than 1 MiB'));
      else if (error.killed === true) resolve(unseen('TIMEOUT', `the query still ran after ${formatDuration(timeout)}`));
      else resolve(unseen('MISSED', `the query could not be run: ${error.message.split('\n')[0] ?? ''}`));
    });
  });
}
