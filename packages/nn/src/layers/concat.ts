import * as graph from '@thalweg/graph';
import { Node } from '@thalweg/graph';
import {
  nodeOf,
  type AxisIn,
  type AxisOption,
  type Concatenated,
  type Print,
  type Replaced,
  type SameSizes,
} from '@thalweg/graph/author';
import { ContractError, type Shape } from '@thalweg/tensor';
import { functionOf, optionsOf, printed } from '@thalweg/tensor/engine';
import type { Wrong } from '../layer-parts/layer.ts';
import { trailingOptions } from '../layer-parts/trailing-options.ts';

/** Options of {@link concat}. */
export interface ConcatOptions extends AxisOption {
  /** The axis along which outputs are joined, the last by default; a negative one is counted from the end. */
  readonly axis?: number;
}

/** The shape of outputs of these shapes, joined. */
type Joined<
  Shapes extends readonly Shape[],
  O extends ConcatOptions,
  All extends readonly Shape[] = Shapes,
> = Shapes extends readonly [infer A extends Shape, infer B extends Shape, ...infer Rest extends readonly Shape[]]
  ? SameSizes<Beside<A, O>, Beside<B, O>> extends true
    ? Joined<readonly [A, ...Rest], O, All>
    : Wrong<`concat: all sizes beside the axis must agree, got [${Print<A>}] and [${Print<B>}]`>
  : Concatenated<{ readonly [I in keyof All]: Node<All[I]> }, AxisIn<O, -1>>;

type Beside<S extends Shape, O extends ConcatOptions> = Replaced<S, AxisIn<O, -1>, readonly [1]>;

/**
 * Layer of branches: it applies each of them to its input, and joins their outputs end to end along an axis, by default the
 * last. The input itself is the branch `x => x`. With a node in place of branches, it joins its input and that node. The
 * operation on nodes, along the first axis by default: {@link @thalweg/graph!concat | concat([a, b])}.
 *
 * - **Shape** outputs `[…, n₁], […, n₂], … → […, n₁ + n₂ + …]`
 * - **Gradient** for each output, its part of ∂y
 * - **Throws** `ShapeError` when it is applied, if another size differs, `DtypeError` if a dtype does; `ContractError` for
 *   what is no layer
 *
 * @example
 * const x = input('x', ['batch', 4]);
 * x.pipe(concat(dense(8), x => x)).shape // => ['batch', 12]
 * x.pipe(dense(8), concat(x)).shape // => ['batch', 12]
 */
// From most branches to fewest: so no function is ever tried as options, and its parameter has a type.
export function concat<
  X extends Shape,
  A extends Shape,
  B extends Shape,
  C extends Shape,
  D extends Shape,
  const O extends ConcatOptions = object,
>(
  a: (x: Node<X>) => Node<A>,
  b: (x: Node<X>) => Node<B>,
  c: (x: Node<X>) => Node<C>,
  d: (x: Node<X>) => Node<D>,
  options?: O,
): (x: Node<X>) => Node<Joined<readonly [A, B, C, D], O>>;
export function concat<
  X extends Shape,
  A extends Shape,
  B extends Shape,
  C extends Shape,
  const O extends ConcatOptions = object,
>(
  a: (x: Node<X>) => Node<A>,
  b: (x: Node<X>) => Node<B>,
  c: (x: Node<X>) => Node<C>,
  options?: O,
): (x: Node<X>) => Node<Joined<readonly [A, B, C], O>>;
export function concat<X extends Shape, A extends Shape, B extends Shape, const O extends ConcatOptions = object>(
  a: (x: Node<X>) => Node<A>,
  b: (x: Node<X>) => Node<B>,
  options?: O,
): (x: Node<X>) => Node<Joined<readonly [A, B], O>>;
export function concat<B extends Shape, const O extends ConcatOptions = object>(
  other: Node<B>,
  options?: O,
): <X extends Shape>(x: Node<X>) => Node<Joined<readonly [X, B], O>>;
export function concat(...given: unknown[]): (x: Node) => Node {
  const [first] = given;
  if (first === undefined || Array.isArray(first)) {
    const advice = 'Write concat(a, b) for branches; concat([a, b]) joins nodes, and is in @thalweg/graph.';
    throw new ContractError('concat', 'the first branch must be a function', printed(first), advice);
  }
  const { layers, options } = trailingOptions<ConcatOptions>(given);
  const { axis } = optionsOf('concat', options, { axis: -1 });
  for (const branch of layers) if (!(branch instanceof Node)) functionOf('concat', 'each branch', branch);
  const branches = layers as readonly (Node | ((x: Node) => Node))[];
  return x => {
    const parts = branches.map(branch => (branch instanceof Node ? branch : nodeOf('concat', branch(x))));
    // Nodes alone would leave its input without use.
    const joined = branches.every(branch => branch instanceof Node) ? [nodeOf('concat', x), ...parts] : parts;
    return graph.concat(joined, { axis }) as Node;
  };
}
