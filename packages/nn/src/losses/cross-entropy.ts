import { add, mul, neg, sub, sum, type Node } from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/author';
import { ContractError, isFloat, sameShape } from '@thalweg/tensor';
import { weighted } from './elementwise.ts';
import { atLabel, type LabelledRows, labelLoss, type LabelLossOptions, lastSize, weightsOf } from './label-loss.ts';
import type { CrossEntropy } from './loss-of.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** The options of a cross entropy, completed. */
interface CrossEntropyOptions extends LabelLossOptions {
  readonly labelSmoothing: number;
}

/** The cross entropy of labels, or of probabilities, by the logarithms of the probabilities that a model predicts. */
export function crossEntropy<Loss extends string, T extends Node, R extends Reduction>(
  loss: Loss,
  targets: T,
  options: CrossEntropyOptions,
  logarithms: (rows: Node) => Node = rows => rows,
): CrossEntropy<Loss, T, R> {
  const ofLabels = labelLoss(loss, targets, options, given =>
    surprises({ ...given, rows: logarithms(given.rows) }, options.labelSmoothing),
  );
  const apply = (rows: Node): Node => {
    lastSize(loss, rows, targets);
    const dense = isFloat(targets.dtype) && sameShape(targets.shape, rows.shape);
    return dense ? ofProbabilities(loss, rows, targets, options, logarithms) : ofLabels(rows);
  };
  return apply as unknown as CrossEntropy<Loss, T, R>;
}

/** The negative logarithm at each label; with smoothing, mixed with the mean of all. */
function surprises({ rows, classes, hot, weights, classWeight }: LabelledRows, smoothing: number): Node {
  const surprise: Node = neg(atLabel(hot, rows));
  const own = classWeight === undefined ? surprise : weighted(classWeight, surprise);
  if (smoothing === 0) return own;
  const all: Node = sum(weights === undefined ? rows : weighted(weights, rows), { axes: -1 });
  return sub(mul(own, 1 - smoothing), mul(all, smoothing / classes));
}

function ofProbabilities(
  loss: string,
  rows: Node,
  targets: Node,
  { classWeights, ignore, labelSmoothing, ...options }: CrossEntropyOptions,
  logarithms: (rows: Node) => Node,
): Node {
  if (ignore !== undefined)
    throw new ContractError(
      loss,
      'ignore must be left out for targets that are probabilities',
      String(ignore),
      'Give such examples the weight 0 with exampleWeights.',
    );
  const inside = inDomain(targets, { least: 0, most: 1, of: loss, advice: 'Give probabilities of the classes.' });
  const weights = classWeights && weightsOf(loss, classWeights, rows);
  const weigh = (shares: Node): Node => (weights === undefined ? shares : mul(shares, weights));
  const share = labelSmoothing / (rows.shape.at(-1) as number);
  const smoothed = labelSmoothing === 0 ? inside : add(mul(inside, 1 - labelSmoothing), share);
  const losses = neg(sum(weighted(weigh(smoothed), logarithms(rows)), { axes: -1 })) as Node;
  const classWeight = weights && (sum(weigh(inside), { axes: -1 }) as Node);
  return reduceLosses(loss, losses, { ...options, classWeight });
}
