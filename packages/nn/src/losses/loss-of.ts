import type { Node } from '@thalweg/graph';
import type { Mismatch, Print, SameSizes } from '@thalweg/graph/author';
import type { DType, Shape } from '@thalweg/tensor';
import type { ReducedLoss, Reduction } from './reduction.ts';

// What is wrong with a target is a part of the shape of the loss, which a pipe refuses. As it is only added to the shape, a
// function that is generic in the size of its batch still knows that its loss is a scalar.

/** A loss of predictions, which have the shape and the float dtype of a target. */
export type LossOf<Loss extends string, T extends Node, R extends Reduction> = <P extends Shape>(
  prediction: Node<P>,
) => Node<ReducedLoss<R, T['shape']> & Alike<Loss, P, T['shape'], T['dtype']>>;

type Alike<Loss extends string, P extends Shape, S extends Shape, D extends DType> = [D] extends ['int32' | 'bool']
  ? Mismatch<`${Loss}: the target must be of floats as the prediction, got ${D}. Declare the input without '${D}'.`>
  : SameSizes<P, S> extends true
    ? unknown
    : Mismatch<`${Loss}: prediction and target must have one shape, got [${Print<P>}] and [${Print<S>}]`>;

/** A loss of rows with one number for each class, and int32 labels of the rows. */
export type LabelLoss<Loss extends string, T extends Node, R extends Reduction> = <L extends Shape>(
  rows: Node<L>,
) => Node<ReducedLoss<R, Rows<L>> & Labelled<Loss, L, T['shape'], T['dtype']>>;

type Labelled<Loss extends string, L extends Shape, S extends Shape, D extends DType> =
  SameSizes<Rows<L>, S> extends true
    ? 'int32' extends D
      ? unknown
      : Mismatch<`${Loss}: labels must be int32, the number of a class, got ${D}. Declare them as input(name, ['batch'], 'int32').`>
    : Mismatch<`${Loss}: there must be one label for each row of logits, got logits [${Print<L>}] and labels [${Print<S>}]`>;

/** A loss of rows with one number for each class, for int32 labels or for probabilities of all classes. */
export type CrossEntropy<Loss extends string, T extends Node, R extends Reduction> = <L extends Shape>(
  rows: Node<L>,
) => Node<ReducedLoss<R, Rows<L>> & LabelledOrAlike<Loss, L, T['shape'], T['dtype']>>;

type LabelledOrAlike<Loss extends string, L extends Shape, S extends Shape, D extends DType> = [D] extends [
  'int32' | 'bool',
]
  ? Labelled<Loss, L, S, D>
  : SameSizes<L, S> extends true
    ? unknown
    : Labelled<Loss, L, S, D>;

/** A loss of vectors along the last axis, which have the shape of the other vectors. */
export type VectorLoss<Loss extends string, T extends Node, R extends Reduction> = <P extends Shape>(
  x: Node<P>,
) => Node<ReducedLoss<R, Rows<T['shape']>> & Alike<Loss, P, T['shape'], T['dtype']>>;

/** A shape without its last axis. */
export type Rows<L extends Shape> = L extends readonly [...infer Lead extends Shape, unknown]
  ? readonly [...Lead]
  : Shape;
