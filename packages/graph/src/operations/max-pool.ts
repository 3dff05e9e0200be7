import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { pickingMax, placingMax } from '../interpreter/pools.ts';
import { allMapped } from './reductions/sums-and-broadcasts.ts';
import { overBatch } from './movement/merge-axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import type { Pooled } from '../shape/counted-sizes.ts';
import { paddingOption, type Padding } from '../shape/sliding.ts';
import { pooledShape, windowsOver, type PoolWindows } from '../shape/pooling.ts';
import { normalShape, sameSizes } from '../shape/size-name.ts';

// Picking elements and placing them are each other's gradient, so they share a file.

/** Options of {@link maxPool}. */
export interface MaxPoolOptions {
  /** The distance from one window to the next, a number or one for each axis; the size by default. */
  readonly stride?: number | readonly number[];
  /** The distance of the elements of a window, a number or one for each axis; 1, side by side, by default. */
  readonly dilation?: number | readonly number[];
  /**
   * The elements around the input, which never are the largest; `'valid'`, none, by default. More padding after an axis lets
   * another window begin, as PyTorch’s `ceil_mode` does: `[[0, 1], [0, 1]]`.
   */
  readonly padding?: Padding;
}

/**
 * The largest element of each window, channel by channel; NaN if one is. All axes between the first and the last are
 * pooled, one or two of them. `size` is the window's: a number, or one for each axis.
 * As a layer: {@link @thalweg/nn!maxPool | maxPool(2)}.
 *
 * - **Shape** `x: [batch, height, width, channels]` or `[batch, length, channels]`, to as many windows as fit; with the
 *   padding `'same'` there are `ceil(length / stride)`. An axis with a name gets another, as in `time/2`
 * - **Gradient** `∂x`: ∂y at the largest element of each window, the first of equals, and zero elsewhere
 * - **Throws** `ShapeError` for an input of another rank or smaller than a window, or a window that has only padding, `ContractError` for a size, a stride, a
 *   dilation or a padding that is not whole, and for a padding as large as the window
 *
 * @example
 * const x = constant([[[1], [5], [2], [4]]]);
 * read(maxPool(x, 2)).toArray() // => [[[5], [4]]]
 */
export function maxPool<
  S extends Shape,
  const N extends number | readonly number[],
  const O extends MaxPoolOptions = object,
>(x: Node<S>, size: N, options?: O): Node<Pooled<S, N, O>> {
  const { shape } = nodeOf('maxPool', x as Node);
  const chosen = optionsOf<MaxPoolOptions, { stride: undefined; dilation: undefined; padding: 'valid' }>(
    'maxPool',
    options,
    {
      stride: undefined,
      dilation: undefined,
      padding: 'valid',
    },
  );
  return pickMax(windowsOver('maxPool', shape, size, chosen), x as Node) as Node<Pooled<S, N, O>>;
}

/** Returns for each window the element of the last input at the place where the first input has its largest. */
export function pickMax(windows: PoolWindows, ...inputs: readonly Node[]): Node {
  const { size, stride, dilation } = windows;
  const pick: (...inputs: Node[]) => Node = operation({
    name: 'maxPool',
    shape: ([x]) => pooledShape('maxPool', x!, windows),
    normal: normalShape,
    dtype: sameNumbers('maxPool'),
    kernel: pickingMax(windows),
    mapped: isMapped => allMapped(isMapped, overBatch(pick)),
    call: all =>
      all.length === 1
        ? ['maxPool', ...all, size, { stride, dilation, padding: paddingOption(windows.padding) }]
        : ['pickMax', windows, ...all],
    gradient: (upstream, [x, ...others]) => [...others.map(() => undefined), placeMax(windows, x!, upstream)],
  });
  return pick(...inputs);
}

/** The elements of the second value where the first has the largest of each window, and zeros elsewhere. */
export function placeMax(windows: PoolWindows, x: Node, picked: Node): Node {
  const place: (...inputs: Node[]) => Node = operation({
    name: 'maxPoolBack',
    shape: ([input, elements]) => {
      if (!sameSizes(elements!, pooledShape('maxPool', input!, windows)))
        throw new ShapeError('maxPool', [input!, elements!], 'there must be an element for each window', 'Check its shape.'); // prettier-ignore
      return input!;
    },
    dtype: sameNumbers('maxPool'),
    kernel: placingMax(windows),
    mapped: isMapped => allMapped(isMapped, overBatch(place)),
    call: inputs => ['placeMax', windows, ...inputs],
    gradient: (upstream, [input]) => [undefined, pickMax(windows, input!, upstream)],
  });
  return place(x, picked);
}
