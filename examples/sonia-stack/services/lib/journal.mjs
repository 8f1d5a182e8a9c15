// The write-ahead archive: every sequence that was stored, one a line, in a folder that outlives the database.
import fs from 'node:fs';

export class Journal {
  #file;
  #fd;
  #lines;

  /** Opens the journal; a line that a crash has torn goes. */
  constructor(file) {
    this.#file = file;
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) fs.truncateSync(file, Buffer.byteLength(whole));
    this.#lines = whole.split('\n').length - 1;
    this.#fd = fs.openSync(file, 'a');
  }

  /** Writes a sequence. It is on disk when this returns. */
  add(seq, text) {
    fs.writeSync(this.#fd, `${JSON.stringify([seq, text])}\n`);
    fs.fsyncSync(this.#fd);
    this.#lines++;
  }

  /** Forgets all but the newest, once twice as many are there. */
  tidy(keep) {
    if (this.#lines <= 2 * keep) return;
    const lines = fs
      .readFileSync(this.#file, 'utf8')
      .split('\n')
      .slice(-keep - 1);
    fs.writeFileSync(`${this.#file}.new`, lines.join('\n'), { flush: true });
    fs.closeSync(this.#fd);
    fs.renameSync(`${this.#file}.new`, this.#file);
    this.#fd = fs.openSync(this.#file, 'a');
    this.#lines = keep;
  }

  close() {
    fs.closeSync(this.#fd);
  }
}

/** The sequences in a journal, those of a torn line left out: [seq, text]. */
export function journalIn(file) {
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line));
}
