import { operation, reshape, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { DtypeError, ShapeError, type Shape } from '@thalweg/tensor';

/** Returns the shape of one row. A name may stand for another number of rows, which a pass refuses. */
function oneRow(x: Shape, rank: 1 | 2): Shape {
  if (x.length === rank && x.slice(1).every(length => typeof length === 'number')) {
    if (typeof x[0] === 'string' || x[0] === 1) return [1, ...x.slice(1)];
    throw new ShapeError(
      'recurrent',
      [x],
      'an event must be one record, a batch of one row',
      'Use learnRows for a batch, or a layer over sequences, such as gru, for several at once.',
    );
  }
  throw new ShapeError(
    'recurrent',
    [x],
    `the shape must be ${rank === 2 ? '[in] or [batch, in]' : '[] or [batch]'}`,
    'Reshape it.',
  );
}

/** Refuses a pass with more rows than one: the state would be that of none of them. */
const checked = (rank: 1 | 2): ((x: Node) => Node) =>
  operation({
    name: 'oneRecord',
    shape: ([x]) => oneRow(x!, rank),
    kernel: { kind: 'alias' },
    gradient: (upstream, [x]) => [reshape(upstream, x!.shape)],
  });

/**
 * Returns the vector of an event, `[in]` or `[batch, in]` with one row, as one row: `[1, in]`.
 *
 * - **Throws** `ShapeError` for another shape, in a pass for a batch of another number of rows
 */
export function recordRow(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 1 && typeof shape[0] === 'number' ? reshape(x, [1, shape[0]]) : checked(2)(x);
}

/**
 * Returns the number or flag of an event, `[]` or `[batch]` with one row, as a scalar.
 *
 * - **Throws** as {@link recordRow}
 */
export function recordScalar(x: Node): Node {
  const { shape } = nodeOf('recurrent', x);
  return shape.length === 0 ? x : reshape(checked(1)(x), []);
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

/** A row under the name of the axis of a batch, of which only the shape is used. */
const withRowsOf: (row: Node, x: Node) => Node = /* @__PURE__ */ operation({
  name: 'withRowsOf',
  shape: ([row, x]) => [x![0]!, ...row!.slice(1)],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: (upstream, [row]) => [reshape(upstream, row!.shape)],
});
