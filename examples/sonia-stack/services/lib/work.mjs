// Counts what was really done: `processed` grows by one when a piece of work has ended well, and only then.

export class Work {
  processed = 0;
  #stuckAfter;
  #running = new Set();

  /** stuckAfter: from so many finished pieces on, nothing more gets done (the fault `wedge`). */
  constructor(stuckAfter = Infinity) {
    this.#stuckAfter = stuckAfter;
  }

  /** Does a piece of work. */
  run(job) {
    const running = this.#run(job);
    this.#running.add(running);
    const done = () => this.#running.delete(running);
    running.then(done, done);
    return running;
  }

  /** Resolves when nothing is being done. */
  async idle() {
    await Promise.allSettled(this.#running);
  }

  async #run(job) {
    if (this.processed >= this.#stuckAfter) await new Promise(() => {}); // as if for a lock that nobody releases
    const result = await job();
    this.processed++;
    return result;
  }
}
