import { ShapeError, type Shape } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { diagonalOf } from './linear-algebra/diagonals.ts';
import { sliceAlong } from './movement/parts-of-axis.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { axisOf } from '../protocol/axes.ts';
import { wholeNumber } from '../shape/numbers.ts';
import { transpose } from './transpose.ts';

/** Options of {@link diagonal}. */
export interface DiagonalOptions {
  /** The diagonal: 0 the main one, a positive one above it, a negative one below it; 0 by default. */
  readonly offset?: number;
  /** The axes of rows and of columns; the last two by default. */
  readonly axes?: readonly [number, number];
}

/** The shape of a diagonal, which is the last axis. */
type OnDiagonal<S extends Shape, O extends DiagonalOptions> = O extends { readonly axes: readonly number[] }
  ? Shape
  : S extends readonly [...infer Lead extends Shape, infer M extends number | string, infer N extends number | string]
    ? readonly [...Lead, O extends { readonly offset: number } ? number : M extends N ? M : number]
    : Shape;

/**
 * The elements on a diagonal of a matrix, or of each of many: those at `[…, i, i + offset]`.
 *
 * - **Shape** `x: […, m, n] → […, k]`, with as many elements as the diagonal has
 * - **Gradient** `∂x`: ∂y on the diagonal, zero elsewhere
 * - **Throws** `ShapeError` unless x has two axes or more; along axes with names for another diagonal than the main one
 *
 * @example
 * read(diagonal(constant([[1, 2], [3, 4]]))).toArray() // => [1, 4]
 */
export function diagonal<S extends Shape, const O extends DiagonalOptions = object>(
  x: Node<S>,
  options?: O,
): Node<OnDiagonal<S, O>> {
  const { offset, axes } = optionsOf('diagonal', options as DiagonalOptions | undefined, { offset: 0, axes: [-2, -1] });
  const { shape } = nodeOf('diagonal', x as Node);
  if (shape.length < 2)
    throw new ShapeError('diagonal', [shape], 'it must be a matrix, or several', 'Give it two axes.');
  const [rows, columns, ...others] = arrayOf('diagonal', 'axes', axes).map(axis => axisOf('diagonal', x as Node, axis));
  if (rows === undefined || columns === undefined || rows === columns || others.length > 0)
    throw new ShapeError('diagonal', [shape], 'axes must be two different ones', 'Leave them out for the last two.');
  wholeNumber('diagonal', 'offset', offset, shape);
  const kept = shape.flatMap((_, axis) => (axis === rows || axis === columns ? [] : [axis]));
  const order = [...kept, rows, columns];
  const last = order.every((axis, n) => axis === n) ? x : transpose(x as Node, order);
  return diagonalOf(squareFrom(last as Node, offset)) as Node<OnDiagonal<S, O>>;
}

/** The largest square whose main diagonal is another diagonal of the last two axes. */
function squareFrom(x: Node, offset: number): Node {
  const rank = x.shape.length;
  const [rows, columns] = x.shape.slice(-2) as [number | string, number | string];
  if (rows === columns && offset === 0) return x;
  if (typeof rows === 'string' || typeof columns === 'string')
    throw new ShapeError(
      'diagonal',
      [x.shape],
      'axes with names must be equal, and the offset 0',
      'Slice a fixed part.',
    );
  const [top, left] = [Math.min(rows, Math.max(0, -offset)), Math.min(columns, Math.max(0, offset))];
  const size = Math.min(rows - top, columns - left);
  const cut = (part: Node, axis: number, from: number): Node =>
    part.shape[axis] === size ? part : sliceAlong(part, axis, { from, to: from + size });
  return cut(cut(x, rank - 2, top), rank - 1, left);
}
