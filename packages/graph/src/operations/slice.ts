import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { concatenation } from '../interpreter/concat.ts';
import { padding, slicing } from '../interpreter/window.ts';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import { axisOf, replaced, type Replaced, type SizeAt } from '../shape/axis.ts';
import { slicedSize, windowOf, type Positions } from '../shape/window.ts';

// Taking positions and putting elements at them are each other's gradient, so they share a file.

/** Options of {@link slice}: positions along an axis. */
export interface SliceOptions extends Positions {
  /** A negative one is counted from the end. */
  readonly axis: number;
}

/** The shape of a slice. */
type Sliced<S extends Shape, O extends SliceOptions> = Replaced<
  S,
  O['axis'],
  readonly [SlicedSize<SizeAt<S, O['axis']>, O>]
>;

type SlicedSize<L extends number | string, O extends SliceOptions> = O extends { from: number } | { step: number }
  ? O extends { from: number } | { to: number }
    ? number
    : O['step'] extends 1 | -1
      ? L
      : number
  : O extends { to: infer To extends number }
    ? `${To}` extends `-${string}`
      ? number
      : To
    : L;

/**
 * The positions `from`, `from + step`, … before `to` along one axis, as an array's `slice` takes them. A position that
 * is not on the axis is an error. Of an axis with a name, the positions must make a fixed size or all of it.
 *
 * - **Shape** `x: S → S` with as many positions along the axis
 * - **Gradient** `∂x`: ∂y at the positions, zero elsewhere
 * - **Throws** `ShapeError` when the node is built, or in a pass for an axis with a name
 *
 * @example
 * read(slice(constant([1, 2, 3, 4]), { axis: 0, from: 1, to: -1 })).toArray() // => [2, 3]
 */
export function slice<S extends Shape, const O extends SliceOptions>(x: Node<S>, options: O): Node<Sliced<S, O>> {
  const { axis, ...positions } = optionsOf('slice', options as SliceOptions, {
    axis: undefined,
    from: undefined,
    to: undefined,
    step: undefined,
  });
  return sliceAlong(x, axisOf('slice', x as Node, axis), positions) as Node<Sliced<S, O>>;
}

function sliceAlong(x: Node, axis: number, positions: Positions): Node {
  const apply = operation({
    name: 'slice',
    shape: ([input]) => replaced(input!, axis, slicedSize('slice', input!, axis, positions)),
    kernel: slicing(axis, positions),
    mapped:
      () =>
      ([mapped]) =>
        sliceAlong(mapped!, axis + 1, positions),
    gradient: (upstream, [input]) => [padLike(upstream, input!, axis, positions)],
  });
  return apply(x);
}

/** Elements at the positions of a slice of a value of this shape, zeros elsewhere. */
function padLike(x: Node, like: Node, axis: number, positions: Positions): Node {
  const apply = operation({
    name: 'pad',
    shape: ([part, whole]) => {
      const size = slicedSize('pad', whole!, axis, positions);
      if (!sameShape(part!, replaced(whole!, axis, size)))
        throw new ShapeError('pad', [part!, whole!], 'there must be an element for each position', 'Check its shape.');
      return whole!;
    },
    kernel: padding(axis, positions),
    mapped: isMapped =>
      isMapped.every(Boolean) ? ([mapped, whole]) => padLike(mapped!, whole!, axis + 1, positions) : undefined,
    accumulate: terms => endToEnd(terms, like, axis),
    gradient: upstream => [sliceAlong(upstream, axis, positions), undefined],
  });
  return apply(x, like);
}

/** The sum of pads that fill an axis, each another part of it: their elements end to end. None for other terms. */
function endToEnd(terms: readonly Node[], like: Node, axis: number): Node | undefined {
  const size = like.shape[axis];
  if (typeof size !== 'number') return undefined;
  const parts: { readonly part: Node; readonly first: number; readonly count: number }[] = [];
  for (const { rule, inputs } of terms) {
    const kernel = rule!.kernel;
    if (kernel.kind !== 'loop' || kernel.loop !== 'pad' || kernel.parameters.axis !== axis || inputs[1] !== like)
      return undefined;
    const { first, step, count } = windowOf(size, kernel.parameters);
    if (step !== 1) return undefined;
    parts.push({ part: inputs[0]!, first, count });
  }
  parts.sort((a, b) => a.first - b.first);
  let end = 0;
  for (const { first, count } of parts) {
    if (first !== end) return undefined;
    end += count;
  }
  return end === size ? joined(parts.map(({ part }) => part), axis) : undefined; // prettier-ignore
}

function joined(parts: readonly Node[], axis: number): Node {
  const ends = parts.map(({ shape }) => shape[axis] as number).reduce((all, size) => [...all, all.at(-1)! + size], [0]);
  return operation({
    name: 'concat',
    shape: inputs => replaced(inputs[0]!, axis, inputs.reduce((sum, input) => sum + (input[axis] as number), 0)), // prettier-ignore
    kernel: concatenation(axis),
    mapped: isMapped => (isMapped.every(Boolean) ? inputs => joined(inputs, axis + 1) : undefined),
    gradient: upstream => parts.map((_, n) => sliceAlong(upstream, axis, { from: ends[n]!, to: ends[n + 1]! })),
  })(...parts);
}
