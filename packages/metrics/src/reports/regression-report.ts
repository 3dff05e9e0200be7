import type { Metric } from '../metric.ts';
import { explainedVariance } from '../numbers/explained-variance.ts';
import { mae } from '../numbers/mae.ts';
import { maxError } from '../numbers/max-error.ts';
import { medianAbsoluteError } from '../numbers/median-absolute-error.ts';
import { r2 } from '../numbers/r2.ts';
import { rmse } from '../numbers/rmse.ts';
import { metricsTogether } from '../sums/metrics-together.ts';
import { withTable } from './with-table.ts';

/** The errors of predicted numbers. `String(report)` is a table. */
export interface RegressionReport {
  readonly mae: number;
  readonly medianAbsoluteError: number;
  readonly maxError: number;
  readonly rmse: number;
  readonly r2: number;
  readonly explainedVariance: number;
  /** Returns a table for terminals. */
  toString(): string;
}

/**
 * The usual measures of predicted numbers in one: `mae`, `medianAbsoluteError`, `maxError`, `rmse`, `r2` and `explainedVariance`, each as the
 * metric of that name defines it.
 *
 * - **In `evaluate` and `computeMetric`** exact, with memory for every example
 * - **In a window, and in an endless stream** the median is wrong by at most 1 %
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * const report = computeMetric(regressionReport(), { prediction: [1, 2, 4], target: [1, 4, 4] });
 * [report.mae, report.maxError] // => [2 / 3, 2]
 */
export function regressionReport(): Metric<RegressionReport, 'regressionReport'> {
  const metrics = {
    mae: mae(),
    medianAbsoluteError: medianAbsoluteError(),
    maxError: maxError(),
    rmse: rmse(),
    r2: r2(),
    explainedVariance: explainedVariance(),
  };
  return metricsTogether('regressionReport', metrics, values => withTable({ ...values }, tableOf));
}

const NAMES: readonly (readonly [keyof Omit<RegressionReport, 'toString'>, string])[] = [
  ['mae', 'mean absolute error'],
  ['medianAbsoluteError', 'median absolute error'],
  ['maxError', 'maximum error'],
  ['rmse', 'root mean squared error'],
  ['r2', 'R²'],
  ['explainedVariance', 'explained variance'],
];

function tableOf(report: RegressionReport): string {
  const cells = NAMES.map(([key, name]) => [name, Number(report[key].toPrecision(6)).toString()] as const);
  const width = Math.max(...cells.map(([, value]) => value.length));
  return cells.map(([name, value]) => `${name.padStart(24)}  ${value.padStart(width)}\n`).join('');
}
