import { slideAlong, type AxisPadding } from '@thalweg/graph/engine';
import type { Attributes } from '../block.ts';
import { Inexpressible } from '../inexpressible.ts';

/** Windows along some axes, and the sizes of these. */
interface WindowsAlong {
  readonly sizes: readonly (number | string)[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly AxisPadding[];
}

/** Returns the attributes of windows: their sizes, distances, and the places around the input. */
export function windowAttributes(windows: WindowsAlong): Attributes {
  const { kernel, stride, dilation, padding } = windows;
  const sides = kernel.map((_, axis) => sidesOf(windows, axis));
  const known = sides.filter(side => side !== undefined);
  if (known.length < sides.length && !padding.every(one => one === 'same'))
    throw new Inexpressible("its padding is 'same' along an axis whose size is not fixed, and not along another one");
  const pads: Attributes =
    known.length < sides.length
      ? { auto_pad: { text: 'SAME_UPPER' } }
      : { pads: { ints: [...known.map(([before]) => before), ...known.map(([, after]) => after)] } };
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    ...(dilation.some(distance => distance > 1) && { dilations: { ints: dilation } }),
    ...pads,
  };
}

/** The number of places before and after an axis, if it does not depend on a size that is not fixed. */
function sidesOf(
  { sizes, kernel, stride, dilation, padding }: WindowsAlong,
  axis: number,
): readonly [number, number] | undefined {
  const parts = { kernel: kernel[axis]!, stride: stride[axis]!, dilation: dilation[axis]!, padding: padding[axis]! };
  const size = sizes[axis]!;
  // With a stride of 1, or without 'same', every size has as many.
  if (typeof size === 'string' && parts.padding === 'same' && parts.stride > 1) return undefined;
  const { before, after } = slideAlong({
    ...parts,
    size: typeof size === 'number' ? size : parts.kernel * parts.dilation,
  });
  return [before, after];
}
