import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { diagonalDistance } from './linear-algebra/diagonals.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { wholeNumber } from '../shape/numbers.ts';
import { greaterEqual, lessEqual } from './comparison.ts';
import { where } from './where.ts';

/** Options of {@link tril} and {@link triu}. */
export interface TriangleOptions {
  /** The last diagonal that is kept: 0 the main one, a positive one above it, a negative one below it; 0 by default. */
  readonly diagonal?: number;
}

/**
 * Matrices with zeros above a diagonal, whatever is there: their lower triangles.
 *
 * - **Shape** `x: […, m, n] → […, m, n]`
 * - **Gradient** `∂x = tril(∂y)`
 * - **Throws** `ShapeError` unless x has two axes or more
 *
 * @example
 * read(tril(constant([[1, 2], [3, 4]]))).toArray() // => [[1, 0], [3, 4]]
 */
export function tril<S extends Shape>(x: Node<S>, options?: TriangleOptions): Node<S> {
  const [distance, diagonal] = checked('tril', x as Node, options);
  return where(lessEqual(distance, diagonal), x as Node, 0) as Node as Node<S>;
}

/**
 * Matrices with zeros below a diagonal, whatever is there: their upper triangles.
 *
 * - **Shape** `x: […, m, n] → […, m, n]`
 * - **Gradient** `∂x = triu(∂y)`
 * - **Throws** `ShapeError` unless x has two axes or more
 *
 * @example
 * read(triu(constant([[1, 2], [3, 4]]), { diagonal: 1 })).toArray() // => [[0, 2], [0, 0]]
 */
export function triu<S extends Shape>(x: Node<S>, options?: TriangleOptions): Node<S> {
  const [distance, diagonal] = checked('triu', x as Node, options);
  return where(greaterEqual(distance, diagonal), x as Node, 0) as Node as Node<S>;
}

function checked(name: 'tril' | 'triu', x: Node, options: TriangleOptions | undefined): [distance: Node, number] {
  const { diagonal } = optionsOf(name, options, { diagonal: 0 });
  const { shape } = nodeOf(name, x);
  if (shape.length < 2) throw new ShapeError(name, [shape], 'it must be a matrix, or several', 'Give it two axes.');
  wholeNumber(name, 'diagonal', diagonal, shape);
  return [diagonalDistance(x), diagonal];
}
