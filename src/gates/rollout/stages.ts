import type { StageTally } from './stage.ts';

/** The stages that were begun, of this job and of those before it, with what was seen of the times between two jobs. */
export class Stages {
  private readonly begun: StageTally[] = [];
  /** What was looked at before a job's first stage, by the number of stages before it. */
  private readonly betweens = new Map<number, StageTally>();
  /** How many stages there were when this job began. */
  private prior = 0;
  /** What earlier jobs looked at. */
  private foreign: ReadonlySet<StageTally> = new Set();
  /** What was looked at before this job's first stage: nothing where there was no look in it. */
  between: StageTally | undefined;

  begin(stage: StageTally): void {
    this.begun.push(stage);
  }

  beginJob(): void {
    this.prior = this.begun.length;
    this.between = undefined;
  }

  catchUp(between: StageTally): void {
    this.between = between;
    this.betweens.set(this.prior, between);
  }

  /** What was looked at until now is of earlier jobs. */
  leave(): void {
    this.foreign = new Set(this.tallies);
  }

  get all(): readonly StageTally[] {
    return this.begun;
  }

  get current(): StageTally | undefined {
    return this.begun.at(-1);
  }

  get passed(): number {
    return this.begun.filter((stage) => stage.passed()).length;
  }

  /** No stage of this job was begun yet. */
  get isAtItsBeginning(): boolean {
    return this.begun.length === this.prior;
  }

  /** What is looked at before the next stage begins, until all of it was seen. */
  get catchingUp(): StageTally | undefined {
    return this.isAtItsBeginning && !this.between?.passed() ? this.between : undefined;
  }

  /** All that was looked at, in its order. */
  get tallies(): readonly StageTally[] {
    return this.begun.flatMap((stage, index) => [stage, this.betweens.get(index + 1)]).filter((tally) => tally !== undefined);
  }

  /** The same of this job alone. */
  get own(): readonly StageTally[] {
    return this.tallies.filter((tally) => !this.foreign.has(tally));
  }
}
