import { constant, type Node, oneHot, sum, where } from '@thalweg/graph';
import { type Domain, inDomain, nodeOf } from '@thalweg/graph/author';
import { DtypeError, printShape, sameShape, ShapeError } from '@thalweg/tensor';
import { type ClassWeights, classWeightsOf } from './class-weights.ts';
import type { TargetLossOptions } from './loss-options.ts';
import { ignoring, reduceLosses } from './reduce-losses.ts';
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

/** The number of classes of rows such as logits. Throws unless they have one, and one label for each row. */
function classesOf(loss: string, rows: Node, labels: Node): number {
  const classes = lastSize(loss, rows, labels);
  const { shape } = rows;
  if (!sameShape(labels.shape, shape.slice(0, -1)))
    throw new ShapeError(
      loss,
      [shape, labels.shape],
      'there must be one label for each row of logits',
      shape.length > labels.shape.length + 1 && labels.shape.length === 1
        ? 'Put flatten() before the last layer.'
        : `Reshape the labels to ${printShape(shape.slice(0, -1))}.`,
    );
  if (labels.dtype !== 'int32')
    throw new DtypeError(
      loss,
      [labels.dtype],
      `labels must be int32, the number of a class (${labels.name})`,
      `Declare them as input('${labels.name}', ['batch'], 'int32').`,
    );
  return classes;
}

/** The number of classes of rows. Throws `ShapeError` unless it is fixed, and each row belongs to an example. */
export function lastSize(loss: string, rows: Node, labels: Node): number {
  const { shape } = nodeOf(loss, rows);
  const classes = shape.at(-1);
  if (shape.length >= 2 && typeof classes === 'number') return classes;
  throw new ShapeError(
    loss,
    [shape, labels.shape],
    'logits must have the shape [batch, …, classes] with a fixed number of classes',
    'Check the last layer.',
  );
}
