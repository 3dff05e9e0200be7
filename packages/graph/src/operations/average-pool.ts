import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { averaging, sharing, type AverageWindows } from '../interpreter/pools.ts';
import { allMapped } from './reductions/sums-and-broadcasts.ts';
import { overBatch } from './movement/merge-axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import type { Pooled } from '../shape/counted-sizes.ts';
import { paddingOption, type Padding } from '../shape/sliding.ts';
import { pooledShape, windowsOver } from '../shape/pooling.ts';
import { normalShape, sameSizes } from '../shape/size-name.ts';

// Averaging and sharing are each other's gradient, so they share a file.

/** Options of {@link averagePool}. */
export interface AveragePoolOptions {
  /** The distance from one window to the next, a number or one for each axis; the size by default. */
  readonly stride?: number | readonly number[];
  /** The distance of the elements of a window, a number or one for each axis; 1, side by side, by default. */
  readonly dilation?: number | readonly number[];
  /** The elements around the input; `'valid'`, none, by default. */
  readonly padding?: Padding;
  /** Counts padding as zeros, instead of leaving it out of the mean; false by default. */
  readonly countPadding?: boolean;
}

/**
 * The mean of each window, channel by channel, summed in float64. All axes between the first and the last are pooled, one
 * or two of them. `size` is the window's: a number, or one for each axis.
 * As a layer: {@link @thalweg/nn!averagePool | averagePool(2)}.
 *
 * - **Shape** `x: [batch, height, width, channels]` or `[batch, length, channels]`, to as many windows as fit; with the
 *   padding `'same'` there are `ceil(length / stride)`. An axis with a name gets another, as in `time/2`
 * - **Gradient** `∂x`: ∂y of each window, shared evenly among its elements; shares of overlapping windows are added one
 *   after another
 * - **Throws** `ShapeError` for an input of another rank or smaller than a window, or a window that has only padding, `DtypeError` if it is no float,
 *   `ContractError` for a size, a stride, a dilation or a padding that is not whole, and for a padding as large as the window
 *
 * @example
 * const x = constant([[[1], [5], [2], [4]]]);
 * read(averagePool(x, 2)).toArray() // => [[[3], [3]]]
 */
export function averagePool<
  S extends Shape,
  const N extends number | readonly number[],
  const O extends AveragePoolOptions = object,
>(x: Node<S>, size: N, options?: O): Node<Pooled<S, N, O>> {
  const { shape } = nodeOf('averagePool', x as Node);
  const { countPadding, ...chosen } = optionsOf<
    AveragePoolOptions,
    { stride: undefined; dilation: undefined; padding: 'valid'; countPadding: false }
  >('averagePool', options, { stride: undefined, dilation: undefined, padding: 'valid', countPadding: false });
  const windows = windowsOver('averagePool', shape, size, chosen);
  return average(x as Node, { ...windows, divisor: countPadding ? 'places' : 'elements' }) as Node<Pooled<S, N, O>>;
}

function average(x: Node, windows: AverageWindows): Node {
  const { size, stride, dilation, divisor } = windows;
  const padding = paddingOption(windows.padding);
  const apply = operation({
    name: 'averagePool',
    shape: ([input]) => pooledShape('averagePool', input!, windows),
    normal: normalShape,
    dtype: sameFloats('averagePool'),
    kernel: averaging(windows),
    mapped: () => overBatch(all => average(all, windows)),
    call: ([input]) => ['averagePool', input, size, { stride, dilation, padding, countPadding: divisor === 'places' }],
    gradient: (upstream, [input]) => [averagePoolBack(upstream, input!, windows)],
  });
  return apply(x);
}

/** An element of each window over a value of this shape, shared among the window's elements. */
export function averagePoolBack(x: Node, like: Node, windows: AverageWindows): Node {
  const apply = operation({
    name: 'averagePoolBack',
    shape: ([elements, whole]) => {
      if (!sameSizes(elements!, pooledShape('averagePool', whole!, windows)))
        throw new ShapeError('averagePool', [whole!, elements!], 'there must be an element for each window', 'Check its shape.'); // prettier-ignore
      return whole!;
    },
    dtype: sameFloats('averagePool'),
    kernel: sharing(windows),
    mapped: isMapped =>
      allMapped(
        isMapped,
        overBatch((all, whole) => averagePoolBack(all, whole!, windows)),
      ),
    call: inputs => ['averagePoolBack', ...inputs, windows],
    gradient: upstream => [average(upstream, windows), undefined],
  });
  return apply(x, like);
}
