import { allocate, ShapeError, tensor, type DType } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { declaredShape } from '../shape/shapes.ts';
import { limitedSize, wholeNumber } from '../shape/numbers.ts';
import { constant } from '../sources/constant.ts';

/** Options of {@link eye}. */
export interface EyeOptions {
  /** The number of columns; that of rows by default. */
  readonly columns?: number;
  /** The diagonal of ones: 0 the main one, a positive one above it, a negative one below it; 0 by default. */
  readonly diagonal?: number;
  /** float32 by default. */
  readonly dtype?: DType;
}

type Columns<Rows extends number, O extends EyeOptions> = O['columns'] extends number ? O['columns'] : Rows;

/**
 * A matrix with ones on a diagonal and zeros elsewhere: by default the identity.
 *
 * - **Shape** `[rows, columns]`
 * - **Gradient** zero, as for every constant
 * - **Throws** `ShapeError` unless the sizes and the diagonal are whole numbers; `ContractError` for more than 2²⁸ elements
 *
 * @example
 * read(eye(2, { columns: 3 })).toArray() // => [[1, 0, 0], [0, 1, 0]]
 */
export function eye<const Rows extends number, const O extends EyeOptions = object>(
  rows: Rows,
  options?: O,
): Node<readonly [Rows, Columns<Rows, O>]> {
  const { columns, diagonal, dtype } = optionsOf('eye', options as EyeOptions | undefined, {
    columns: rows as number,
    diagonal: 0,
    dtype: 'float32' as DType,
  });
  const shape = declaredShape('eye', [rows as number, columns]);
  if (typeof rows !== 'number')
    throw new ShapeError('eye', [shape], 'sizes must be numbers', 'Compare arange(…) of names.');
  wholeNumber('eye', 'diagonal', diagonal, shape);
  const data = allocate(dtype, limitedSize('eye', rows * columns));
  for (let i = Math.max(0, -diagonal); i < Math.min(rows, columns - diagonal); i++)
    data[i * columns + i + diagonal] = 1;
  return constant(tensor(data, { shape }), { name: 'eye' }) as Node as Node<readonly [Rows, Columns<Rows, O>]>;
}
