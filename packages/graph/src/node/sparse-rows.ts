import { type Node, nodeOf } from './node.ts';

/** A value that is zero except for some rows: those that a step touches, if it is the gradient of a table. */
export interface SparseRows {
  /**
   * The positions of the rows along the axis, int32; an index that occurs twice means the sum of both rows, −1 no row.
   */
  readonly indices: Node;
  /** The rows, with the axes of `indices` in place of the axis. */
  readonly rows: Node;
  readonly axis: number;
}

/**
 * Returns the rows and indices of a value that is kept as such, like the gradient of a gathered table; `undefined` for
 * any other value. A reader of these two computes nothing of the table's size.
 *
 * @example
 * const table = parameter([[1, 2], [3, 4], [5, 6]]), loss = sum(gather(table, constant([2], { dtype: 'int32' })));
 * read(sparseRows(gradient(loss, table))!.rows).toArray() // => [[1, 1]]
 */
export function sparseRows(value: Node): SparseRows | undefined {
  const axis = nodeOf('sparseRows', value).operation?.sparseAxis;
  if (axis === undefined) return undefined;
  const [rows, indices] = value.inputs as readonly [Node, Node];
  return { indices, rows, axis };
}
