import {
  add,
  cast,
  div,
  greater,
  log,
  matmul,
  max,
  maximum,
  mul,
  type Node,
  reshape,
  square,
  sub,
  sum,
  where,
} from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { RuleModel } from '../learn/model.ts';
import { bayesRule, type ClassCountOptions, classCounts, overBatch, pairsOverBatch } from './class-counts.ts';
import { modelDefaults } from './model-options.ts';
import { counted, zeros } from './states.ts';
import { column, dense, widthOf } from './weighted-sum.ts';

/** Options of {@link gaussianNaiveBayes}. */
export interface GaussianNaiveBayesOptions extends ClassCountOptions {
  /** The share of the largest variance of a feature, over all rows so far, that is added to all variances; 1e-9 by default. */
  readonly smoothing?: number;
}

/**
 * Gaussian naive Bayes: in each class, each feature is normal and independent of the others. It keeps their means and variances,
 * so it has no learning rate, and batches teach it what their rows would one by one. The prediction is the
 * probability of each class; a class that never came has 0, and before any came, all have the same. The loss is `−log` of
 * the label’s probability, at most `−log 2⁻⁵²`, as in `logLoss`.
 *
 * After any rows it is scikit-learn’s `GaussianNB` fitted to all of them. `partial_fit` there has the same means and variances, but takes the
 * variance that it smooths by from its last batch alone.
 *
 * - **Shape** `x: [d], label: [] → prediction: [classes]`, or a batch of them; labels int32
 * - **States** `counts: [classes]`, `means` and `squares: [classes, d]`, float64
 * - **Throws** `ContractError`, `ShapeError`, `DtypeError` for what does not fit, for sparse columns and a smoothing that is not above 0
 * - **Stream errors** `DataError` for a label that is no class
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 *
 * @example
 * learn(gaussianNaiveBayes(input('x', [4]), input('species', [], 'int32'), { classes: 3 }))
 */
export function gaussianNaiveBayes<T extends Shape>(
  x: Node<readonly [...T, number]>,
  label: Node<T>,
  options: GaussianNaiveBayesOptions,
): RuleModel<readonly [...T, number], T> {
  const name = 'gaussianNaiveBayes';
  const { smoothing, ...counting } = optionsOf(name, options, {
    ...modelDefaults,
    classes: undefined,
    smoothing: 1e-9,
  });
  if (!(smoothing > 0 && smoothing < Infinity))
    throw new ContractError(name, 'smoothing must be finite and above 0', String(smoothing), 'Try 1e-9.');
  const { size, dtype } = widthOf(name, dense(name, x as never));
  const examples = x.shape.slice(0, -1);
  const classes = classCounts(name, label as Node, examples, counting);
  const shape = [counting.classes, size];
  const now = {
    counts: classes.counts,
    means: zeros(`${name}/means`, shape),
    squares: zeros(`${name}/squares`, shape),
  };
  const wide = cast(x as Node, 'float64') as Node;
  const variances = smoothed(now, smoothing);
  const places = reshape(wide, [...examples, 1, size] as never) as Node;
  const distances = add(log(variances), div(square(sub(places, now.means)), variances));
  // Far from all classes the sum overflows; then only counts tell them apart.
  const logLikelihoods = maximum(mul(sum(distances, { axes: -1 }), -0.5), -Number.MAX_VALUE) as Node;
  return bayesRule(classes, logLikelihoods, takenIn(now, wide, classes.hot), dtype);
}

/** The number of rows of each class, their means, and the sums of squares around these. */
interface ClassMoments {
  readonly counts: Node;
  readonly means: Node;
  readonly squares: Node;
}

/** The variances in each class, with a share of the largest one over all rows; 1 while all rows are equal, where only counts tell classes apart. */
function smoothed({ counts, means, squares }: ClassMoments, smoothing: number): Node {
  const number = column(counts);
  const total = positive(sum(counts) as Node);
  const middle = div(sum(mul(means, number), { axes: 0 }), total) as Node;
  const around = add(squares, mul(number, square(sub(means, middle))));
  const added = mul(max(div(sum(around, { axes: 0 }), total)), smoothing) as Node;
  return add(div(squares, positive(number)), where(greater(added, 0), added, 1)) as Node;
}

/** Returns the rules that take in one row or a batch. */
function takenIn({ counts, means, squares }: ClassMoments, x: Node, hot: Node): Node[] {
  const isBatch = x.shape.length > 1;
  const [before, came] = [column(counts), column(overBatch(hot))];
  const center = isBatch ? (div(pairsOverBatch(hot, x), positive(came)) as Node) : x;
  const apart = sub(center, means) as Node;
  const moved = mul(apart, div(came, positive(add(before, came) as Node))) as Node;
  const between = mul(mul(moved, apart), before) as Node;
  return [counted(means, moved), counted(squares, isBatch ? (add(between, within(x, hot, center)) as Node) : between)];
}

/** The sums of squares around the centers of the classes of a batch. */
function within(x: Node, hot: Node, centers: Node): Node {
  const own = matmul<Shape, Shape>(cast(greater(hot, 0), 'float64'), centers);
  return pairsOverBatch(hot, square(sub(x, own)) as Node);
}

/** The same numbers, with 1 in place of 0, to divide by. */
function positive(x: Node): Node {
  return where(greater(x, 0), x, 1) as Node;
}
