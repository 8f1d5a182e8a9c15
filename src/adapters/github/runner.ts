/** What a step leaves for the runner: outputs for later steps, state for its own `post`, the summary of the job. */
export interface Runner {
  outputs(values: Readonly<Record<string, string | undefined>>): Promise<void>;
  state(values: Readonly<Record<string, string>>): Promise<void>;
  /** Replaces what this step wrote before. */
  summary(text: string): Promise<void>;
}

/** The runner of a `main`; its command files are written through GitHub's own toolkit, when first needed. */
export const runner: Runner = {
  async outputs(values) {
    const { setOutput } = await import('./runner-files.ts');
    for (const [name, value] of Object.entries(values)) if (value !== undefined) setOutput(name, value);
  },
  async state(values) {
    const { saveState } = await import('./runner-files.ts');
    for (const [name, value] of Object.entries(values)) saveState(name, value);
  },
  async summary(text) {
    const { summary } = await import('./runner-files.ts');
    await summary.emptyBuffer().addRaw(text).write({ overwrite: true });
  },
};

/** The runner of a `post`. It gives that step no place among the steps of the job, so outputs would go nowhere. */
export const postRunner: Runner = { ...runner, outputs: () => Promise.resolve() };
