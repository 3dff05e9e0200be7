import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { DtypeError, printShape, sameShape, ShapeError } from '@thalweg/tensor';

/** The number of classes of rows such as logits. Throws unless they have one, and one label for each row. */
export function classesOf(loss: string, rows: Node, labels: Node): number {
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
