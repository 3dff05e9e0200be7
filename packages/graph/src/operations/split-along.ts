import { ContractError, ShapeError, type Shape } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { sliceAlong } from './movement/parts-of-axis.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { axisOf, type AxisIn, type Replaced } from '../protocol/axes.ts';
import type { Tally } from '../shape/counted-sizes.ts';
import { wholeNumber } from '../shape/numbers.ts';

/** Options of {@link splitAlong}: the number of equal parts, or the sizes of all. */
export interface SplitAlongOptions {
  readonly parts?: number;
  readonly sizes?: readonly number[];
  /** The first by default; a negative one is counted from the end. */
  readonly axis?: number;
}

/** A node for each part. */
type Split<S extends Shape, O extends SplitAlongOptions> = O['sizes'] extends infer Sizes extends readonly number[]
  ? { readonly [K in keyof Sizes]: Node<Replaced<S, AxisIn<O, 0>, readonly [Sizes[K]]>> }
  : Tally<O['parts']> extends infer Count extends readonly 0[]
    ? { readonly [K in keyof Count]: Node<Replaced<S, AxisIn<O, 0>, readonly [number]>> }
    : never;

/**
 * The value cut into parts along an axis, by default the first: into so many of equal size, or into parts of given sizes.
 *
 * - **Shape** `x: […, n, …] → […, n₁, …], […, n₂, …], …`
 * - **Gradient** `∂x`: the gradients of the parts, end to end
 * - **Throws** `ShapeError` for an axis with a name, for sizes that do not add up to that of the axis, and for a number of
 *   parts that does not divide it; `ContractError` unless either `parts` or `sizes` is given
 *
 * @example
 * const [left, right] = splitAlong(constant([1, 2, 3, 4]), { parts: 2 });
 * read(right).toArray() // => [3, 4]
 */
export function splitAlong<S extends Shape, const O extends SplitAlongOptions>(x: Node<S>, options: O): Split<S, O> {
  const {
    parts,
    sizes,
    axis: along,
  } = optionsOf('splitAlong', options as SplitAlongOptions, {
    parts: undefined,
    sizes: undefined,
    axis: 0,
  });
  if ((parts === undefined) === (sizes === undefined))
    throw new ContractError('splitAlong', 'options must have parts or sizes', parts === undefined ? 'neither' : 'both', 'Try { parts: 2 }.'); // prettier-ignore
  const { shape } = nodeOf('splitAlong', x as Node);
  const axis = axisOf('splitAlong', x as Node, along);
  const size = shape[axis]!;
  if (typeof size === 'string')
    throw new ShapeError(
      'splitAlong',
      [shape],
      `the size of axis ${axis} must be fixed`,
      'Cut a named axis with slice.',
    );
  const given = sizes === undefined ? equalSizes(size, parts!, shape) : arrayOf('splitAlong', 'sizes', sizes);
  checkSizes(given, size, shape);
  let from = 0;
  const cut = given.map(length => sliceAlong(x as Node, axis, { from, to: (from += length) }));
  return cut as readonly Node[] as Split<S, O>;
}

function equalSizes(size: number, parts: number, shape: Shape): number[] {
  wholeNumber('splitAlong', 'parts', parts, shape, 1);
  if (size % parts === 0) return new Array<number>(parts).fill(size / parts);
  throw new ShapeError(
    'splitAlong',
    [shape],
    `parts must divide the size ${size}, not ${parts}`,
    'Give the sizes instead.',
  );
}

function checkSizes(sizes: readonly number[], whole: number, shape: Shape): void {
  for (const size of sizes) wholeNumber('splitAlong', 'sizes', size, shape, 0);
  if (sizes.reduce((sum, size) => sum + size, 0) !== whole)
    throw new ShapeError(
      'splitAlong',
      [shape],
      `sizes must add up to ${whole}, not ${sizes.join(' + ')}`,
      'Check them.',
    );
}
