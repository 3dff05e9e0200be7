import { ContractError, ShapeError, type Shape, type Sizes } from '@thalweg/tensor';
import { slidSize } from './combined-size.ts';
import { paddingOf, perAxis, slideAlong, spanOf, type AxisPadding, type Padding, type SlidingAxis } from './sliding.ts';

/** Windows over the axes between the first and the last: for each its size, the distance of places and of elements, and the padding. */
export interface PoolWindows {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly AxisPadding[];
}

/** Windows over images of known sizes; those over sequences are over images of one row. */
export interface Pooling {
  readonly images: number;
  readonly rows: SlidingAxis;
  readonly columns: SlidingAxis;
  readonly channels: number;
}

/** The elements of a window along an axis that are not padding. */
interface WindowElements {
  readonly first: number;
  readonly count: number;
}

/** Options of operations with windows. */
interface WindowOptions {
  readonly stride?: number | readonly number[] | undefined;
  readonly dilation?: number | readonly number[] | undefined;
  readonly padding: Padding;
}

/** The only window along an axis that is not there. */
const SINGLE: SlidingAxis = { size: 1, out: 1, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

/** The number of axes between the first and the last. */
export function spatialAxes(what: string, shape: Shape): number {
  if (shape.length === 3 || shape.length === 4) return shape.length - 2;
  throw new ShapeError(
    what,
    [shape],
    'the input must have the shape [batch, height, width, channels] or [batch, length, channels]',
    'Reshape it.',
  );
}

/**
 * Returns the windows over a value of a shape.
 *
 * - **Throws** `ContractError` for a size, a stride or a padding that is none, and for a padding as large as the window,
 *   `ShapeError` for a value without such axes
 */
export function windowsOver(
  what: string,
  shape: Shape,
  size: number | readonly number[],
  { stride = size, dilation = 1, padding }: WindowOptions,
): PoolWindows {
  const axes = spatialAxes(what, shape);
  const windows = {
    size: perAxis(what, 'the size', size, axes),
    stride: perAxis(what, 'the stride', stride, axes),
    dilation: perAxis(what, 'the dilation', dilation, axes),
    padding: paddingOf(what, padding, axes),
  };
  windows.padding.forEach((sides, axis) => {
    const most = spanOf(windows.size[axis]!, windows.dilation[axis]!) - 1;
    if (typeof sides !== 'string' && Math.max(...sides) > most)
      throw new ContractError(
        what,
        'the padding must be smaller than the window, which would have no elements',
        `a padding of ${Math.max(...sides)} and a window of ${most + 1}`,
        `Pad by ${most} at most.`,
      );
  });
  return windows;
}

/**
 * Returns the shape of one element for each window.
 *
 * - **Throws** `ShapeError` for a window that is larger than the padded input, or has no element of it
 */
export function pooledShape(what: string, shape: Shape, { size, stride, dilation, padding }: PoolWindows): Shape {
  return shape.map((length, axis) => {
    if (axis === 0 || axis === shape.length - 1) return length;
    const along = axis - 1;
    const parts = {
      kernel: size[along]!,
      stride: stride[along]!,
      dilation: dilation[along]!,
      padding: padding[along]!,
    };
    const out = slidSize(what, length, parts, shape);
    if (typeof length === 'number' && hasEmpty(slideAlong({ ...parts, size: length })))
      throw new ShapeError(
        what,
        [shape],
        'each window must have an element',
        'Make the axes larger, or the dilation or the padding smaller.',
      );
    return out;
  });
}

/** The most windows that begin before an axis which is shorter than the distance of their elements. */
const MOST_BEFORE = 2 ** 20;

/**
 * True if some window has none but padding: it begins behind the axis, or its elements lie on both sides of a short one. Only
 * windows that begin before the axis can do that; so many are looked at, and more are refused.
 */
function hasEmpty(axis: SlidingAxis): boolean {
  const { size, out, stride, dilation, before } = axis;
  if (out > 0 && (out - 1) * stride - before >= size) return true;
  const early = dilation > size ? Math.min(out, Math.ceil(before / stride)) : 0;
  if (early > MOST_BEFORE) return true;
  for (let place = 0; place < early; place++) if (elementsOf(axis, place).count < 1) return true;
  return false;
}

/** Returns the position of the first element of a window that is not padding, and the number of them. */
export function elementsOf({ size, kernel, stride, dilation, before }: SlidingAxis, place: number): WindowElements {
  const start = place * stride - before;
  const skipped = start < 0 ? Math.ceil(-start / dilation) : 0;
  return { first: start + skipped * dilation, count: Math.min(kernel, Math.ceil((size - start) / dilation)) - skipped };
}

/** Returns the windows over a value of these sizes. */
export function poolingOf(sizes: Sizes, { size, stride, dilation, padding }: PoolWindows): Pooling {
  const axes = size.map((kernel, axis) =>
    slideAlong({
      size: sizes[axis + 1]!,
      kernel,
      stride: stride[axis]!,
      dilation: dilation[axis]!,
      padding: padding[axis]!,
    }),
  );
  const [rows, columns] = axes.length === 1 ? [SINGLE, axes[0]!] : [axes[0]!, axes[1]!];
  return { images: sizes[0]!, rows, columns, channels: sizes[sizes.length - 1]! };
}

/** True if no element is in two windows. */
export function isDisjoint({ rows, columns }: Pooling): boolean {
  return [rows, columns].every(({ kernel, stride, dilation }) => stride >= spanOf(kernel, dilation));
}

/** True if each element is in a window. */
export function isCovering({ rows, columns }: Pooling): boolean {
  return [rows, columns].every(
    ({ size, out, kernel, stride, dilation, before }) =>
      dilation === 1 && stride <= kernel && (out - 1) * stride + kernel - before >= size,
  );
}
