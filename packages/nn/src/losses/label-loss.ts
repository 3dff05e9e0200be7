import { constant, oneHot, sum, where, type Node } from '@thalweg/graph';
import { inDomain, type Domain } from '@thalweg/graph/engine';
import { classesOf } from './classes-of.ts';
import { classWeightsOf, type ClassWeights } from './class-weights.ts';
import { ignoring } from './ignoring.ts';
import type { TargetLossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** Options of losses of labels that are numbers of classes. */
export interface LabelLossOptions<R extends Reduction = Reduction> extends TargetLossOptions<R> {
  /** A weight for each class, by its label: an array, or a map such as `classWeights(training, 'label')`; 1 by default. */
  readonly classWeights?: ClassWeights | undefined;
}

/** Rows with one number for each class, and their labels. */
export interface LabelledRows {
  readonly rows: Node;
  readonly classes: number;
  /** True at the label. */
  readonly hot: Node;
  /** The weights of all classes, and that of each row by its label; `undefined` without any. */
  readonly weights: Node | undefined;
  readonly classWeight: Node | undefined;
}

/** A loss of rows and int32 labels: the reduction of the losses of rows. */
export function labelLoss(
  loss: string,
  labels: Node,
  { classWeights, ignore, ...options }: LabelLossOptions,
  losses: (given: LabelledRows) => Node,
): (rows: Node) => Node {
  return logits => {
    const classes = classesOf(loss, logits, labels);
    const { counted, keep } = ignoring(loss, labels, ignore);
    const hot: Node = oneHot(keep(inDomain(labels, labelsOf(loss, classes, ignore))), classes, { dtype: 'bool' });
    const weights = classWeights && weightsOf(loss, classWeights, logits);
    const classWeight = weights && atLabel(hot, weights);
    const all = losses({ rows: keep(logits), classes, hot, weights, classWeight });
    return reduceLosses(loss, all, { ...options, counted, classWeight });
  };
}

/** The labels of so many classes. */
function labelsOf(loss: string, classes: number, except: number | undefined): Domain {
  const advice = `The last layer has ${classes === 1 ? 'one output' : `${classes} outputs`}, one for each class: number labels from 0, or give it more.`;
  return { least: 0, most: classes - 1, except, of: loss, advice };
}

/** The weights of the classes of rows, as a node. */
export function weightsOf(loss: string, given: ClassWeights, { shape, dtype }: Node): Node {
  return constant(classWeightsOf(loss, given, shape.at(-1) as number), { dtype }) as Node;
}

/** Of each row, the number at the label: a choice, as 0·∞ is NaN. */
export function atLabel(hot: Node, rows: Node, options?: { readonly keep: true }): Node {
  return sum(where(hot, rows, 0), { axes: -1, ...options }) as Node;
}
