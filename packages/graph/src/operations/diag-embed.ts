import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { onDiagonal } from './linear-algebra/diagonals.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { wholeNumber } from '../shape/numbers.ts';
import { pad } from './pad.ts';

/** Options of {@link diagEmbed}. */
export interface DiagEmbedOptions {
  /** The diagonal: 0 the main one, a positive one above it, a negative one below it; 0 by default. */
  readonly offset?: number;
}

/** The shape of a square matrix for each vector. */
type Embedded<S extends Shape, O extends DiagEmbedOptions> = S extends readonly [
  ...infer Lead extends Shape,
  infer N extends number | string,
]
  ? readonly [...Lead, ...(O extends { readonly offset: number } ? readonly [Larger<N>, Larger<N>] : readonly [N, N])]
  : Shape;

type Larger<N> = N extends string ? string : number;

/**
 * A square matrix for each vector along the last axis: it has the vector on a diagonal, and zeros elsewhere.
 * {@link diagonal} takes it back.
 *
 * - **Shape** `x: […, n] → […, n + |offset|, n + |offset|]`
 * - **Gradient** `∂x`: the diagonal of ∂y
 * - **Throws** `ShapeError` for a scalar
 *
 * @example
 * read(diagEmbed(constant([1, 2]))).toArray() // => [[1, 0], [0, 2]]
 */
export function diagEmbed<S extends Shape, const O extends DiagEmbedOptions = object>(
  x: Node<S>,
  options?: O,
): Node<Embedded<S, O>> {
  const { offset } = optionsOf('diagEmbed', options as DiagEmbedOptions | undefined, { offset: 0 });
  const { shape } = nodeOf('diagEmbed', x as Node);
  if (shape.length === 0) throw new ShapeError('diagEmbed', [shape], 'it must be a vector, or several', 'Reshape it.');
  wholeNumber('diagEmbed', 'offset', offset, shape);
  const [before, after] = [Math.max(0, offset), Math.max(0, -offset)];
  const square = onDiagonal(x as Node);
  const rows = pad(square, { axis: -2, before: after, after: before }) as Node;
  return pad(rows, { axis: -1, before, after }) as Node as Node<Embedded<S, O>>;
}
