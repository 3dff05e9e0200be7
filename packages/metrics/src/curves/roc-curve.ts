import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import { binDefaults, type BinOptions } from '../scores/bin-options.ts';
import { orderMetric } from '../scores/order-metric.ts';
import type { FromTheTop } from '../scores/score-tree.ts';
import { countsFromTheTop } from './counts-from-the-top.ts';

/** A ROC curve: a point for each threshold, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** The share of class 0 with at least that score. */
  readonly falsePositiveRate: Float64Array;
  /** The share of class 1 with at least that score. */
  readonly truePositiveRate: Float64Array;
  /** The thresholds, which fall; the first is ∞. */
  readonly thresholds: Float64Array;
}

/** Options of {@link rocCurve}. */
export interface RocCurveOptions extends BinOptions {
  /** Leaves out points between two others on a straight line, which no drawing needs; true by default. */
  readonly dropIntermediate?: boolean;
}

/**
 * ROC curve: the shares of class 1 and of class 0 with at least a score, for each score as the threshold. The rates of a class
 * without examples are NaN. A prediction is a score, or the scores of two classes.
 *
 * - **In a window, in `evaluate` and `computeMetric`** exact, of any scores
 * - **In an endless stream** without a window, scores are counted in bins, whose lower ends are the thresholds
 * - **Throws** `ContractError` for fewer than 2 bins, or a range that does not rise; a target that is not 0 or 1, or a score of
 *   NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Fawcett, "An Introduction to ROC Analysis", 2006; thresholds and points left out as in scikit-learn
 *
 * @example
 * const { truePositiveRate } = computeMetric(rocCurve(), { prediction: [0.1, 0.4, 0.35, 0.8], target: [0, 0, 1, 1] });
 * [...truePositiveRate] // => [0, 0.5, 0.5, 1, 1]
 */
export function rocCurve(options?: RocCurveOptions): Metric<RocCurve, 'rocCurve'> {
  const chosen = optionsOf('rocCurve', options, { ...binDefaults, dropIntermediate: true });
  const { dropIntermediate } = chosen;
  return orderMetric(chosen, {
    name: 'rocCurve',
    settings: { dropIntermediate },
    takesScores: true,
    value: fromTheTop => curveOf(fromTheTop, dropIntermediate),
  });
}

function curveOf(fromTheTop: FromTheTop, dropIntermediate: boolean): RocCurve {
  const { ones, zeros, thresholds } = countsFromTheTop(fromTheTop);
  const last = ones.length - 1;
  const isKept = (at: number): boolean =>
    !dropIntermediate || at === 0 || at === last || isCorner(ones, at) || isCorner(zeros, at);
  const kept = [...ones.keys()].filter(isKept);
  return {
    falsePositiveRate: ratesOf(zeros, kept),
    truePositiveRate: ratesOf(ones, kept),
    thresholds: Float64Array.from([Infinity, ...kept.map(at => thresholds[at]!)]),
  };
}

/** Returns the shares of some counts in the last one, after that of none. */
function ratesOf(counts: readonly number[], kept: readonly number[]): Float64Array {
  const all = counts.at(-1) ?? 0;
  return Float64Array.from([0, ...kept.map(at => counts[at]!)], count => count / all);
}

/** True unless a count is half-way between those before and after it. */
function isCorner(counts: readonly number[], at: number): boolean {
  return counts[at + 1]! - counts[at]! !== counts[at]! - counts[at - 1]!;
}
