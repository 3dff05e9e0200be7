import { add, equal, mean, mul, relu, square, sub, where, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { numberIn } from './checked-arguments.ts';
import { atLabel, labelLoss, type LabelledRows, type LabelLossOptions } from './label-loss.ts';
import type { LabelLoss } from './loss-of.ts';
import { lossOptionsOf } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of {@link multiMargin}. */
export interface MultiMarginOptions<R extends Reduction = Reduction> extends LabelLossOptions<R> {
  /** The least distance of the label’s number from all others; 1 by default. */
  readonly margin?: number;
  /** 1, or 2 for squares; 1 by default. */
  readonly power?: 1 | 2;
}

/**
 * Mean over all labels of `Σ max(0, margin − x[label] + x[j])^power / classes`, where j is each other class: the hinge loss
 * of several classes.
 *
 * - **Shape** `x: [batch, …, classes], labels: [batch, …] → []`, or `[batch, …]` with the reduction `none`; labels int32
 * - **Gradient** `w[label] / (n·classes)` to each class that is too close to the label or above it, and their sum away from
 *   the label
 * - **Throws** `ShapeError` if there is not one label for each row; `DtypeError` for labels that are no int32; `ContractError` for another
 *   power, or unless each class has a weight of at least 0; `NumericError` in a pass if a label is not in [0, classes)
 * - **Source** Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition", 1999
 *
 * @example
 * const labels = constant([1], { dtype: 'int32' });
 * read(constant([[0.5, 2, 1.25]]).pipe(multiMargin(labels))).item().toFixed(4) // => '0.0833'
 */
export function multiMargin<T extends Node, const R extends Reduction = 'mean'>(
  labels: T,
  options?: MultiMarginOptions<R>,
): LabelLoss<'multiMargin', T, R> {
  nodeOf('multiMargin', labels as Node);
  const own = { classWeights: undefined, ignore: undefined, margin: 1, power: 1 as 1 | 2 };
  const { margin, power, ...given } = lossOptionsOf('multiMargin', options, own);
  numberIn('multiMargin', 'margin', margin, { least: 0, advice: 'Try { margin: 1 }.' });
  if (power !== 1 && power !== 2)
    throw new ContractError('multiMargin', 'power must be 1 or 2', printed(power), 'Leave it out for 1.');
  return labelLoss('multiMargin', labels as Node, given, rows => violations(rows, margin, power)) as never;
}

function violations({ rows, hot, classWeight }: LabelledRows, margin: number, power: 1 | 2): Node {
  const above: Node = relu(add(sub(rows, atLabel(hot, rows, { keep: true })), margin));
  // A class of −∞ is below any other one, even another of −∞.
  const others = where(equal(rows, -Infinity), 0, power === 1 ? above : square(above)) as Node;
  const losses: Node = mean(where(hot, 0, others), { axes: -1 });
  return classWeight === undefined ? losses : mul(losses, classWeight);
}
