import { sizeOf, type Sizes } from '@thalweg/tensor';
import type { Convolution } from '../wire/loops.ts';
import { slideAlong, type SlidingAxis } from './sliding.ts';

/** The sizes of a convolution, with two spatial axes: one axis counts as the columns of images of one row. */
export interface ConvolutionExtents {
  readonly batch: number;
  readonly groups: number;
  readonly axes: readonly [rows: SlidingAxis, columns: SlidingAxis];
  /** The channels of one group. */
  readonly channels: number;
  /** The filters of all groups. */
  readonly filters: number;
  /** The elements of a window in one group, and those of an image in all. */
  readonly taps: number;
  readonly imageSize: number;
}

const ONE: SlidingAxis = { size: 1, out: 1, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

/** The sizes of a convolution of which one side is computed: `shapes` are those of the two other sides and of this one. */
export function convolutionExtents(
  { side, stride, dilation, padding, groups }: Convolution,
  [first, second, computed]: readonly [Sizes, Sizes, Sizes],
): ConvolutionExtents {
  const input = side === 'input' ? computed : first;
  const weights = side === 'weights' ? computed : second;
  const spatial = input.slice(1, -1).map((size, axis) =>
    slideAlong({
      size,
      kernel: weights[axis]!,
      stride: stride[axis]!,
      dilation: dilation[axis]!,
      padding: padding[axis]!,
    }),
  );
  return {
    batch: input[0]!,
    groups,
    axes: [spatial.length === 1 ? ONE : spatial[0]!, spatial.at(-1)!],
    channels: weights.at(-2)!,
    filters: weights.at(-1)!,
    taps: sizeOf(weights.slice(0, -1)),
    imageSize: sizeOf(input.slice(1)),
  };
}
