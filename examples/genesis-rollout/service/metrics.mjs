/** Upper bounds of the histogram, in seconds: fine where it is decided, with one well above what may still be rolled back. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.35, 0.5, 1, 2.5];

/** What a build counts, as Prometheus reads it. */
export class Metrics {
  #buckets = new Map(BOUNDS.map((bound) => [bound, 0]));
  #count = 0;
  #sum = 0;
  #counters = { genesis_request_errors_total: 0, spice_tasks_generated_total: 0, pipelex_fallback_triggered_total: 0 };

  took(seconds) {
    this.#count++;
    this.#sum += seconds;
    for (const bound of BOUNDS) if (seconds <= bound) this.#buckets.set(bound, this.#buckets.get(bound) + 1);
  }

  add(counter, amount = 1) {
    this.#counters[counter] += amount;
  }

  /** @param gauges values by name, as they are now */
  text(gauges) {
    const name = 'genesis_request_duration_seconds';
    const lines = [`# TYPE ${name} histogram`];
    for (const [bound, count] of this.#buckets) lines.push(`${name}_bucket{le="${bound}"} ${count}`);
    lines.push(`${name}_bucket{le="+Inf"} ${this.#count}`, `${name}_count ${this.#count}`, `${name}_sum ${this.#sum}`);
    for (const [counter, value] of Object.entries(this.#counters)) lines.push(`# TYPE ${counter} counter`, `${counter} ${value}`);
    for (const [gauge, value] of Object.entries(gauges)) lines.push(`# TYPE ${gauge} gauge`, `${gauge} ${value}`);
    return `${lines.join('\n')}\n`;
  }
}
