import type { Json } from '../../core/json.ts';
import type { MeasurementTable } from '../measurements.ts';
import { Blocked } from './value.ts';

/** The values that a condition may read, by name. */
export type Scope = Readonly<Record<string, Json | undefined>>;

/** Steps that a condition may take: one for every node that is evaluated, more where a step works through a text or a list. */
const MAX_STEPS = 1_000_000;

/** One evaluation of a condition. */
export class Run {
  readonly scope: Scope;
  readonly table: MeasurementTable | undefined;
  /** The elements at hand of the loops around what is evaluated, and where in their list or map they stand. */
  readonly elements: Json[] = [];
  readonly places: (string | number)[] = [];
  private steps = 0;

  constructor(scope: Scope, table: MeasurementTable | undefined) {
    this.scope = scope;
    this.table = table;
  }

  /** Counted, not timed, so that a condition ends the same everywhere. @throws Blocked */
  readonly spend = (steps: number): void => {
    this.steps += steps;
    if (this.steps > MAX_STEPS) throw new Blocked('it takes more than 1,000,000 steps: lists this long can not be nested so deeply');
  };
}
