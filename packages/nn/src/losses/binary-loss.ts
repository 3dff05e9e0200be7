import { add, mul, neg, sub, type Node } from '@thalweg/graph';
import { classWeightsOf, type ClassWeights } from './class-weights.ts';
import { elementLoss, type WithClassWeight } from './element-loss.ts';
import { weighted } from './elementwise.ts';
import type { LossOf } from './loss-of.ts';
import type { TargetLossOptions } from './loss-options.ts';
import type { Reduction } from './reduction.ts';

/** Options of losses of labels from 0 to 1. */
export interface BinaryLossOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /**
   * The weights of the labels 0 and 1: an array, or a map such as `classWeights(training, 'label')`; 1 by default. PyTorch’s
   * `pos_weight` is `[1, weight]`.
   */
  readonly classWeights?: ClassWeights | undefined;
}

/** The parts of a loss of labels from 0 to 1. */
interface BinaryParts {
  /** The loss of a logit whose label is 1; that of the label 0 is its mirror image. */
  readonly lossOfOne: (logits: Node) => Node;
  /** The loss of any label, where there is a better formula than the sum of both, each by its share. */
  readonly lossOfAny?: (logits: Node, labels: Node) => Node;
  /** The weights of the labels 0 and 1 that are no option, and in no sum of weights. */
  readonly balance?: readonly [zero: number, one: number];
  /** The labels to use in the place of those that are given. */
  readonly smoothed?: (labels: Node) => Node;
}

/** A loss of labels 0 and 1, or of probabilities, which are labels in shares. */
export function binaryLoss<Loss extends string, T extends Node, R extends Reduction>(
  loss: Loss,
  labels: T,
  { classWeights, ...options }: BinaryLossOptions<R>,
  { lossOfOne, lossOfAny, balance = [1, 1], smoothed = y => y }: BinaryParts,
): LossOf<Loss, T, R> {
  const weights = classWeights && classWeightsOf(loss, classWeights, 2);
  const losses = (x: Node, y: Node): Node | WithClassWeight => {
    if (weights === undefined && lossOfAny !== undefined) return lossOfAny(x, smoothed(y));
    const shares = sharesOf(smoothed(y), weights ?? balance);
    const all: Node = add(weighted(shares[1], lossOfOne(x)), weighted(shares[0], lossOfOne(neg(x))));
    return { losses: all, classWeight: weights && add(...sharesOf(y, weights)) };
  };
  return elementLoss(loss, labels, options, losses, {
    least: 0,
    most: 1,
    advice: 'Give labels 0 and 1, or probabilities.',
  });
}

/** The shares of the labels 0 and 1, times their weights. */
function sharesOf(labels: Node, [zero, one]: readonly number[] = [1, 1]): readonly [Node, Node] {
  return [mul(sub(1, labels), zero!), mul(labels, one!)];
}
