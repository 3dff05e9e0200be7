import type { Metric, MetricStatistic, WindowStatistic } from '../metric/metric.ts';
import type { Example } from '../metric/example.ts';
import { predictedNumber } from '../reading/example-values.ts';
import { checkTree } from '../scores/check-tree.ts';
import { eachKeptScore, keepScore, keptScores, type KeptScores } from '../scores/kept-scores.ts';
import { countScore, eachScore, type FromTheTop, scoreTree, type ScoreTree } from '../scores/score-tree.ts';
import { sumsOf } from '../reading/sums.ts';
import type { CountedExample } from '../metric/weighted-example.ts';

/** Errors in a bin are at most this many times as large as others. */
const RATIO = 1.02;
/** Smaller errors count as 0. Bin i begins at this error times the ratio to the power i − 1; bin 0 at 0. */
const SMALLEST = 1e-12;
/** One for 0, and `ln 1e24/ln 1.02` of them to 1e12. */
const BINS = 2_793;

/**
 * Median absolute error of predicted numbers, in their unit: half of the weight has errors of at most that, and the mean of the
 * two middle errors counts if both sides weigh the same. NaN without examples.
 *
 * - **In a window** exact. An example costs the logarithm of the window, and a value costs a walk through it: take values less
 *   often, with `every`
 * - **In `evaluate` and `computeMetric`** exact, with memory for every example
 * - **In an endless stream** without a window, errors are counted in bins: wrong by at most 1 % for medians from 1e-12 to 1e12
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 * - **Source** the bins are those of Masson, Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
 *   Relative-Error Guarantees", 2019
 *
 * @example
 * computeMetric(medianAbsoluteError(), { prediction: [1, 2, 3, 9], target: [1, 4, 4, 4] }) // => 1.5
 */
export function medianAbsoluteError(): Metric<number, 'medianAbsoluteError'> {
  return {
    name: 'medianAbsoluteError',
    better: 'lower',
    ...sumsOf(BINS),
    seen: example => binOf(errorOf(example)),
    add(sums, { seen, weight }) {
      sums[seen]! += weight;
    },
    value: sums =>
      medianOf(tell => {
        for (let bin = BINS - 1; bin >= 0; bin--) if (sums[bin]! > 0) tell(sums[bin]!, 0, middleOf(bin));
      }),
    inWindow: (window): WindowStatistic<ScoreTree, number> => ({
      initial: () => scoreTree(window),
      seen: errorOf,
      add: (tree, example) => countScore(tree, asOne(example), 1),
      remove: (tree, example) => countScore(tree, asOne(example), -1),
      check: (tree, examples, is) => checkTree(tree, window, [...examples].map(asOne), is),
      value: tree => medianOf(tell => eachScore(tree, tell)),
    }),
    ofAll: (): MetricStatistic<KeptScores, number> => ({
      initial: keptScores,
      seen: errorOf,
      add: (kept, example) => keepScore(kept, asOne(example)),
      value: kept => medianOf(tell => eachKeptScore(kept, tell)),
    }),
  };
}

function errorOf(example: Example): number {
  return Math.abs(predictedNumber('medianAbsoluteError', example) - example.target);
}

/** Returns an example whose error is a score of class 1: only its weight counts. */
function asOne({ seen, weight }: CountedExample): CountedExample {
  return { seen, target: 1, weight };
}

function binOf(error: number): number {
  if (error < SMALLEST) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(error / SMALLEST) / Math.log(RATIO)));
}

/** Returns the error whose ratio to all in a bin is at most half of a percent from 1. */
function middleOf(bin: number): number {
  return bin === 0 ? 0 : (SMALLEST * RATIO ** (bin - 1) * 2 * RATIO) / (1 + RATIO);
}

/** Returns the weighted median of scores, which come in falling order. */
function medianOf(fromTheTop: FromTheTop): number {
  let all = 0;
  fromTheTop(weight => (all += weight));
  let [above, median] = [0, NaN];
  // The score that ends the upper half exactly.
  let last: number | undefined;
  fromTheTop((weight, _, score) => {
    if (weight === 0 || !Number.isNaN(median)) return;
    above += weight;
    if (last !== undefined) median = (last + score) / 2;
    else if (above > all / 2) median = score;
    else if (above === all / 2) last = score;
  });
  return median;
}
