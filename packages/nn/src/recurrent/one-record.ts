import { reshape, type Node } from '@thalweg/graph';
import { nodeOf, oneRecord, withRowsOf } from '@thalweg/graph/engine';
import { DtypeError } from '@thalweg/tensor';

/**
 * Returns the vector of an event, `[in]` or `[batch, in]` with one row, as one row: `[1, in]`.
 *
 * - **Throws** `ShapeError` for another shape, in a pass for a batch of another number of rows
 */
export function recordRow(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 1 && typeof shape[0] === 'number' ? reshape(x, [1, shape[0]]) : oneRecord(x, 2);
}

/**
 * Returns the number or flag of an event, `[]` or `[batch]` with one row, as a scalar.
 *
 * - **Throws** as {@link recordRow}
 */
export function recordScalar(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 0 ? x : reshape(oneRecord(x, 1), []);
}

/**
 * Returns the flag of an event as a scalar.
 *
 * - **Throws** as {@link recordRow}, and `DtypeError` for what is not bool
 */
export function recordFlag(what: string, x: Node): Node {
  if (nodeOf('recurrent', x).dtype !== 'bool')
    throw new DtypeError(
      'recurrent',
      [x.dtype],
      `${what} must be bool`,
      `Declare it as such: input('isFirst', [], 'bool').`,
    );
  return recordScalar(x);
}

/** Returns a row with the leading axis that the event had. */
export function likeRecord(row: Node, x: Node): Node {
  return x.shape.length === 1 ? reshape(row, row.shape.slice(1)) : withRowsOf(row, x);
}
