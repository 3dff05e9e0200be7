import type { Measurement } from '../pipeline/learn-points.ts';
import type { Run } from './run.ts';

/** A measurement of a run: on the training points and on the test points, where there are any. */
export interface Measured {
  readonly step: number;
  readonly train: Measurement | undefined;
  readonly test: Measurement | undefined;
}

/** Returns the measurement of a run as it is. */
export function measure(run: Run): Measured {
  return { step: run.step, train: run.measureTrain(), test: run.measureTest() };
}

/** Returns true for the steps whose measurements make the curves: every step at first, later every 50th. */
export function isMeasured(step: number): boolean {
  return step % (step < 100 ? 1 : step < 2000 ? 10 : 50) === 0;
}

/** Returns the columns of a chart: the steps, the values on the training points, and those on the test points. */
export function columnsOfCurves(
  measured: readonly Measured[],
  valueOf: (measurement: Measurement) => number,
): (number | null)[][] {
  const value = (one: Measurement | undefined): number | null =>
    one === undefined || !Number.isFinite(valueOf(one)) ? null : valueOf(one);
  return [
    measured.map(({ step }) => step),
    measured.map(({ train }) => value(train)),
    measured.map(({ test }) => value(test)),
  ];
}

/** Returns the measurements for the rows of a table: few at first, then fewer, and the last. */
export function rowsOfTable(measured: readonly Measured[]): Measured[] {
  const steps = new Set([0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]);
  return measured.filter(({ step }, i) => steps.has(step) || i === measured.length - 1);
}

/** Formats a share as a percentage with one digit; a dash for none. */
export function percentOf(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}
