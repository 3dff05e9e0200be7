import { add, type Node } from '@thalweg/graph';
import { nodeOf, type Print, type SameSizes } from '@thalweg/graph/author';
import { ContractError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import type { Wrong } from '../layer-parts/layer.ts';
import { trailingOptions } from '../layer-parts/trailing-options.ts';

/** Options of {@link residual}. */
export interface ResidualOptions<X extends Shape = Shape, P extends Shape = Shape> {
  /** A layer on the way around the others, such as `dense(64)`, that gives the input the shape of their output. */
  readonly project?: (x: Node<X>) => Node<P>;
}

/** The shape of a sum without broadcasting. */
type Sum<P extends Shape, Y extends Shape> =
  SameSizes<P, Y> extends true
    ? P
    : Wrong<`residual: the layers must return the shape of their input, got [${Print<Y>}] for [${Print<P>}]`>;

/**
 * Layer `y = x + f(x)`, where `f` is the given layers one after another. With `project`, it is `y = project(x) + f(x)`.
 *
 * - **Shape** `x: S → S`, with `project` the shape that it returns
 * - **Gradient** `∂x`: ∂y around the layers, plus what comes back through them
 * - **Throws** `ContractError` without a layer; `ShapeError` when it is applied, if the two shapes differ: they do not
 *   broadcast
 * - **Source** He et al., "Deep Residual Learning for Image Recognition", 2016, eq. 1 and 2
 *
 * @example
 * const y = input('x', ['batch', 4]).pipe(residual(dense(4), relu()), residual(dense(8), relu(), { project: dense(8) }));
 * y.shape // => ['batch', 8]
 */
export function residual<X extends Shape, A, B, C, D, E, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => A,
  b: (x: A) => B,
  c: (x: B) => C,
  d: (x: C) => D,
  e: (x: D) => E,
  f: (x: E) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual<X extends Shape, A, B, C, D, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => A,
  b: (x: A) => B,
  c: (x: B) => C,
  d: (x: C) => D,
  e: (x: D) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual<X extends Shape, A, B, C, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => A,
  b: (x: A) => B,
  c: (x: B) => C,
  d: (x: C) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual<X extends Shape, A, B, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => A,
  b: (x: A) => B,
  c: (x: B) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual<X extends Shape, A, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => A,
  b: (x: A) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual<X extends Shape, Y extends Shape, P extends Shape = X>(
  a: (x: Node<X>) => Node<Y>,
  options?: ResidualOptions<X, P>,
): (x: Node<X>) => Node<Sum<P, Y>>;
export function residual(...given: unknown[]): (x: Node) => Node {
  const { layers, options } = trailingOptions<ResidualOptions>(given);
  const { project } = optionsOf('residual', options, { project: undefined });
  if (layers.length === 0)
    throw new ContractError('residual', 'there must be a layer', 'none', 'Give it at least one.');
  for (const layer of layers) functionOf('residual', 'each layer', layer);
  if (project !== undefined) functionOf('residual', 'project', project);
  return x => {
    const y = (layers as ((value: unknown) => unknown)[]).reduce<unknown>((value, layer) => layer(value), x);
    return added(
      project === undefined ? nodeOf('residual', x) : nodeOf('residual', project(x)),
      nodeOf('residual', y as Node),
    );
  };
}

function added(around: Node, through: Node): Node {
  if (sameShape(around.shape, through.shape)) return add(around, through);
  throw new ShapeError(
    'residual',
    [around.shape, through.shape],
    'the layers must return the shape of what they are added to',
    'Give it { project: … }, a layer that brings its input to that shape.',
  );
}
