import { ContractError, ShapeError, type Shape } from '@thalweg/tensor';
import { oneOf, printed } from '@thalweg/tensor/engine';

/**
 * The elements added around an input: none (`'valid'`); as many as keep `ceil(size/stride)` places (`'same'`, with the
 * smaller half before); a number on every side; or for each axis a number or `[before, after]`.
 */
export type Padding = 'valid' | 'same' | number | readonly (number | readonly [before: number, after: number])[];

/** The padding of one axis. */
export type AxisPadding = 'valid' | 'same' | readonly [before: number, after: number];

const WORDS = ['valid', 'same'] as const;

/** A window that slides along an axis, as it is asked for. */
export interface SlidingParts {
  /** The number of elements of the window, the distance of its places, and that of its elements. */
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: AxisPadding;
}

/** A window that slides along an axis of a known size. Window `o` has the elements `o·stride − before + k·dilation`. */
export interface SlidingAxis {
  readonly size: number;
  /** The number of places of the window. */
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** The elements added before the first and after the last. */
  readonly before: number;
  readonly after: number;
}

/**
 * Returns the places of a window along an axis of `size` elements.
 *
 * - **Throws** `ShapeError` if the window is larger than the axis with its padding; it names `shape`, if that is given
 */
export function slidingAxis(
  what: string,
  parts: SlidingParts & { readonly size: number },
  shape: Shape = [parts.size],
): SlidingAxis {
  const axis = slideAlong(parts);
  const { size, kernel, dilation, before, after, out } = axis;
  if (out < 1 && parts.padding !== 'same')
    throw new ShapeError(
      what,
      [shape],
      `a window of ${spanOf(kernel, dilation)} must fit into an axis of ${size} with a padding of ${before + after}`,
      isChannelsFirst(shape)
        ? 'Channels come last here: transpose(x, [0, 2, 3, 1]) moves them from the second axis.'
        : 'Make the window smaller, or the padding larger.',
    );
  return axis;
}

/** True for the shape of square images of one or three colours, with the colours in front. */
export function isChannelsFirst([, channels, height, width]: Shape): boolean {
  return (channels === 1 || channels === 3) && typeof height === 'number' && height >= 8 && height === width;
}

/** Returns the places of a window that fits into an axis, without a check. */
export function slideAlong({
  size,
  kernel,
  stride,
  dilation,
  padding,
}: SlidingParts & { readonly size: number }): SlidingAxis {
  const span = spanOf(kernel, dilation);
  const [before, after] = paddedBy(size, span, stride, padding);
  const out = padding === 'same' ? Math.ceil(size / stride) : Math.floor((size + before + after - span) / stride) + 1;
  return { size, out, kernel, stride, dilation, before, after };
}

/** The number of elements from the first of a window to its last. */
export function spanOf(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/** The elements before and after. Source of `'same'`: TensorFlow, "tf.nn", notes on padding. */
function paddedBy(size: number, span: number, stride: number, padding: AxisPadding): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return padding;
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  const before = total >> 1;
  return [before, total - before];
}

/**
 * Returns a positive whole number for each of so many axes: the same for all, or one of a list for each.
 *
 * - **Throws** `ContractError` for anything else; it says `name`, such as `the stride`
 */
export function perAxis(
  what: string,
  name: string,
  value: number | readonly number[],
  axes: number,
): readonly number[] {
  const each = Array.isArray(value) ? (value as readonly number[]) : new Array<number>(axes).fill(value as number);
  if (each.length !== axes)
    throw new ContractError(
      what,
      `${name} must be one number, or one for each of ${axes} axes`,
      listed(each),
      `Give it ${axes === 1 ? 'one number' : `${axes} numbers`}.`,
    );
  if (!each.every(number => Number.isInteger(number) && number > 0))
    throw new ContractError(what, `${name} must be of positive whole numbers`, listed(value), 'Try 2.');
  return each;
}

/**
 * Returns the padding of each of so many axes.
 *
 * - **Throws** `ContractError` for another word, for other numbers of axes or sides, and for a number that is negative or
 *   not whole
 */
export function paddingOf(what: string, padding: Padding, axes: number): readonly AxisPadding[] {
  if (typeof padding === 'string') return new Array<AxisPadding>(axes).fill(oneOf(what, padding, WORDS, 'the padding'));
  const each = Array.isArray(padding) ? (padding as readonly unknown[]) : new Array<unknown>(axes).fill(padding);
  if (each.length !== axes)
    throw new ContractError(
      what,
      `the padding must be one number, or one for each of ${axes} axes`,
      listed(padding),
      'Give a pair for two sides of one axis: [[1, 0], [1, 0]].',
    );
  return each.map(sides => {
    const pair: readonly unknown[] = Array.isArray(sides) ? sides : [sides, sides];
    if (pair.length !== 2 || !pair.every(count => Number.isInteger(count) && (count as number) >= 0))
      throw new ContractError(
        what,
        "the padding must be 'valid', 'same', a whole number from 0, or one or two for each axis",
        listed(padding),
        'Try 1.',
      );
    return pair as [number, number];
  });
}

/** Returns the option that gives a padding. */
export function paddingOption(padding: readonly AxisPadding[]): Padding {
  const [first] = padding;
  return typeof first === 'string' ? first : (padding as readonly (readonly [number, number])[]);
}

/** A number or a list, as errors have it. */
function listed(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(listed).join(', ')}]` : printed(value);
}
