import { DtypeError, ShapeError } from '@thalweg/tensor';
import { viewOf } from '../operations/indexing/touched-rows.ts';
import { type Node, nodeOf, type Writable } from '../node/node.ts';
import { gather } from '../operations/gather.ts';

/**
 * Returns a view of the rows of a register at indices: reading it gathers the rows, and `becomes` of the view writes them and
 * leaves all others. A step then costs what these rows cost, however long the table is. No index may occur twice; if one
 * does, its last row is kept. A scalar index views one row, without an axis for it.
 *
 * - **Shape** `table: [n, …rest], indices: [k] → [k, …rest]`, or `[] → rest`; indices int32
 * - **Throws** `ShapeError` unless the table has rows and the indices have at most one axis; `DtypeError` for other indices
 * - **Stream errors** `NumericError` for an index that is not in [0, n); nothing is written then
 *
 * @example
 * const table = state([[1], [2], [3]]), row = rowsAt(table, constant([2], { dtype: 'int32' }));
 * const rule = becomes(row, add(row, 10));
 * rule.shape // => [1, 1]
 */
export function rowsAt(table: Writable, indices: Node): Writable {
  const { shape } = nodeOf('rowsAt', table);
  const at = nodeOf('rowsAt', indices);
  if (shape.length === 0 || at.shape.length > 1)
    throw new ShapeError(
      'rowsAt',
      [shape, at.shape],
      'the table must have rows, and the indices at most one axis',
      'Reshape them.',
    );
  if (at.dtype !== 'int32')
    throw new DtypeError('rowsAt', [at.dtype], 'indices must be int32', 'Convert them with cast.');
  return viewOf(table, { at, axis: 0, take: whole => gather(whole, at) as Node, takesFirst: true });
}
