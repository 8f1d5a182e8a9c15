import type { Measurement, MeasurementType } from '../conditions/measurements.ts';

/** A value that conditions may read. */
export const operand = (type: MeasurementType, doc: string): Measurement => ({ type, doc });

/** The answer of kinds that bring one (`jsonSight`). */
export const jsonOperand = operand('any', 'the answer read as JSON; an answer that is none fails');
