import fs from 'node:fs';
import path from 'node:path';
import { whyNotRemoved } from '../evidence/remove.ts';
import type { GatePlan } from '../core/plan.ts';

/**
 * The folders of one gate, outside the bundle: raw output is nobody else's to read. They may be there from a run that was broken off:
 * its files go on, the output of a step that never ended does not.
 */
export class Workspace {
  /** `$GATE_DIR`: new and empty, captured when the gate ends. */
  readonly gateDir: string;
  /** Where its commands start. */
  readonly cwd: string;
  /** Where an observer puts what is no evidence. */
  readonly scratch: string;
  private readonly root: string;
  /** Of this run alone. */
  private readonly steps: string;
  private readonly temporary: string | undefined;
  private readonly used = new Map<string, number>();

  constructor(workFolder: string, checkout: string, gate: GatePlan) {
    this.root = path.join(workFolder, 'gates', gate.id);
    this.gateDir = path.join(this.root, 'files');
    fs.mkdirSync(this.gateDir, { recursive: true, mode: 0o700 });
    this.steps = fs.mkdtempSync(path.join(this.root, 'steps-'));
    this.scratch = path.join(this.root, 'scratch');
    fs.mkdirSync(this.scratch, { recursive: true, mode: 0o700 });
    if (gate.workspace === 'temporary') {
      this.temporary = path.join(this.root, 'workspace');
      fs.mkdirSync(this.temporary, { recursive: true, mode: 0o700 });
    }
    this.cwd = path.resolve(this.temporary ?? checkout, gate.workingDirectory);
  }

  /** Names for a step's output files that no other step of the gate has: `run`, `run-2`, … */
  stepFiles(name: string): { name: string; stdout: string; stderr: string } {
    const times = (this.used.get(name) ?? 0) + 1;
    this.used.set(name, times);
    const unique = times === 1 ? name : `${name}-${times}`;
    const base = path.join(this.steps, unique.replace(/[^A-Za-z0-9._-]/g, '-'));
    return { name: unique, stdout: `${base}.stdout.log`, stderr: `${base}.stderr.log` };
  }

  /** Removes the temporary workspace; what was captured stays. */
  close(): void {
    if (this.temporary) whyNotRemoved(this.temporary);
  }
}
