import { ShapeError, tensor, type DType, type Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { averaging, sharing, type AverageWindows } from '../interpreter/pools.ts';
import { overBatch } from './movement/merge-axes.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameFloats, sameNumbers } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { productOfSizes, slidSize } from '../shape/combined-size.ts';
import { perAxis } from '../shape/sliding.ts';
import type { Upsampled } from '../shape/counted-sizes.ts';
import { spatialAxes } from '../shape/pooling.ts';
import { constant } from '../sources/constant.ts';
import { add } from './add.ts';
import { gather } from './gather.ts';
import { mul } from './mul.ts';
import { normalShape } from '../shape/size-name.ts';

/** Options of {@link upsample}. */
export interface UpsampleOptions {
  /** Repeats the nearest element, by default, or interpolates between two along each axis: `'bilinear'`. */
  readonly mode?: 'nearest' | 'bilinear';
}

/**
 * The input with `factor` times as many elements along each axis between the first and the last, one or two of them;
 * `factor` is a number, or one for each axis. Bilinear elements lie between the centres of old ones, and beyond the outer
 * ones repeat them: PyTorch's `align_corners=False`.
 * As a layer: {@link @thalweg/nn!upsample | upsample(2)}.
 *
 * - **Shape** `x: [batch, height, width, channels] → [batch, height·factor, width·factor, channels]`, or of one axis
 *   `[batch, length, channels]`. An axis with a name gets another, as in `time*2`, or is refused if bilinear
 * - **Gradient** `∂x`: ∂y summed over the copies of each element; if bilinear, by the weights with which it was made
 * - **Throws** `ShapeError` for an input of another rank and for a bilinear axis of more than 2²⁰ elements, `ContractError` for a factor that is no positive whole number,
 *   `DtypeError` for flags, and for whole numbers if bilinear
 *
 * @example
 * const x = constant([[[1], [5]]]);
 * read(upsample(x, 2)).toArray() // => [[[1], [1], [5], [5]]]
 * read(upsample(x, 2, { mode: 'bilinear' })).toArray() // => [[[1], [2], [4], [5]]]
 */
export function upsample<S extends Shape, const F extends number | readonly number[]>(
  x: Node<S>,
  factor: F,
  options?: UpsampleOptions,
): Node<Upsampled<S, F>> {
  const { shape, dtype } = nodeOf('upsample', x as Node);
  const { mode } = optionsOf<UpsampleOptions, { mode: 'nearest' }>('upsample', options, { mode: 'nearest' });
  const factors = perAxis('upsample', 'the factor', factor, spatialAxes('upsample', shape));
  if (oneOf('upsample: mode', mode as 'nearest' | 'bilinear', ['nearest', 'bilinear']) === 'bilinear') {
    sameFloats('upsample')([dtype]);
    return factors.reduce<Node>((y, times, axis) => interpolated(y, axis + 1, times), x as Node) as Node<
      Upsampled<S, F>
    >;
  }
  return upsampleNearest(x as Node, factors) as Node<Upsampled<S, F>>;
}

// Repeating elements and adding windows up are each other's gradient.

/** Each element in all places of a window. */
export function upsampleNearest(x: Node, factors: readonly number[]): Node {
  const apply = operation({
    name: 'upsample',
    shape: ([input]) => input!.map((length, axis) => productOfSizes([length, factors[axis - 1] ?? 1])),
    normal: normalShape,
    dtype: sameNumbers('upsample'),
    kernel: sharing(windowsOf(factors)),
    mapped: () => overBatch(all => upsampleNearest(all, factors)),
    call: ([input]) => ['upsampleNearest', input, factors],
    gradient: upstream => [upsampleBack(upstream, factors)],
  });
  return apply(x);
}

/** The sum of each window. */
export function upsampleBack(x: Node, factors: readonly number[]): Node {
  const windows = windowsOf(factors);
  const apply = operation({
    name: 'upsampleBack',
    shape: ([input]) => input!.map((length, axis) => quotientOf(length, factors[axis - 1] ?? 1)),
    normal: normalShape,
    dtype: sameNumbers('upsample'),
    kernel: averaging(windows),
    mapped: () => overBatch(all => upsampleBack(all, factors)),
    call: ([input]) => ['upsampleBack', input, factors],
    gradient: upstream => [upsampleNearest(upstream, factors)],
  });
  return apply(x);
}

/** The size of which one is a multiple. */
function quotientOf(size: number | string, factor: number): number | string {
  if (typeof size === 'number') return size / factor;
  return slidSize('upsample', size, { kernel: factor, stride: factor, dilation: 1, padding: 'valid' }, [size]);
}

function windowsOf(factors: readonly number[]): AverageWindows {
  const dilation = factors.map(() => 1);
  return { size: factors, stride: factors, dilation, padding: factors.map(() => 'valid'), divisor: 'none' };
}

/** The most elements of a bilinear axis, for each of which constants are made: 24 seconds of sound at 44.1 kHz. */
const MOST_BILINEAR = 2 ** 20;

/** Of each new element along an axis the two old ones beside its centre, weighted by their distances. */
function interpolated(x: Node, axis: number, factor: number): Node {
  const length = x.shape[axis]!;
  if (typeof length !== 'number')
    throw new ShapeError('upsample', [x.shape], 'bilinear axes must have a fixed size', "Use the mode 'nearest'.");
  if (length * factor > MOST_BILINEAR)
    throw new ShapeError('upsample', [x.shape], 'bilinear axes must have at most 2²⁰ elements afterwards', "Use the mode 'nearest'."); // prettier-ignore
  const centres = centresOf(length, factor);
  const before = centres.map(Math.floor);
  const part = (indices: Float64Array, weights: Float64Array): Node =>
    mul(gather(x, along(indices, 'int32'), { axis }), along(weights, x.dtype, x.shape.length - axis - 1));
  const after = before.map(place => Math.min(place + 1, length - 1));
  const shares = centres.map((centre, i) => centre - before[i]!);
  return add(part(before, shares.map(share => 1 - share)), part(after, shares)); // prettier-ignore
}

/** Constants along an axis before so many others. */
function along(values: Float64Array, dtype: DType, others = 0): Node {
  return constant(tensor(values, { shape: [values.length, ...new Array<number>(others).fill(1)], dtype })) as Node;
}

/**
 * The centre of each new element, in old ones.
 *
 * - **Source** PyTorch, `torch.nn.functional.interpolate` with `align_corners=False`
 */
function centresOf(length: number, factor: number): Float64Array {
  return new Float64Array(length * factor).map((_, i) => Math.max((i + 0.5) / factor - 0.5, 0));
}
