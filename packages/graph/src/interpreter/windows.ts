import type { TypedArray } from '@thalweg/tensor';
import type { ConvolutionExtents } from '../shape/convolution-extents.ts';
import type { SlidingAxis } from '../shape/sliding.ts';

/** Goes through the windows of some rows of places in an image: those from one row on, up to another. */
type Walk = (windows: Float64Array, image: TypedArray, start: number, from: number, to: number) => void;

/** Copies the windows of an image one after another, in the order rows, columns, channels; zeros where they leave the image. */
export function bindTakeWindows(extents: ConvolutionExtents): Walk {
  const { channels } = extents;
  return bindWalk(extents, (windows, q, image, p) => {
    if (p < 0) windows.fill(0, q, q + channels);
    else for (let c = 0; c < channels; c++) windows[q + c] = image[p + c]!;
  });
}

/** Adds windows to the places of an image that they were taken from. */
export function bindAddWindows(extents: ConvolutionExtents): Walk {
  const { channels } = extents;
  return bindWalk(extents, (windows, q, image, p) => {
    if (p >= 0) for (let c = 0; c < channels; c++) image[p + c]! += windows[q + c]!;
  });
}

function bindWalk(
  { axes, channels, groups }: ConvolutionExtents,
  visit: (windows: Float64Array, q: number, image: TypedArray, p: number) => void,
): Walk {
  const [rows, columns] = axes;
  const pitch = channels * groups;
  const [rowAt, columnAt] = [placesOf(rows, columns.size * pitch), placesOf(columns, pitch)];
  const [height, width] = [rows.kernel, columns.kernel];
  return (windows, image, start, from, to) => {
    let q = 0;
    for (let i = from; i < to; i++)
      for (let j = 0; j < columns.out; j++)
        for (let k = 0; k < height; k++)
          for (let l = 0; l < width; l++, q += channels) {
            const [row, column] = [rowAt[i * height + k]!, columnAt[j * width + l]!];
            visit(windows, q, image, row < 0 || column < 0 ? -1 : start + row + column);
          }
  };
}

/** For each place and each element of its window, the distance from the start of the axis; −1 outside of it. */
function placesOf({ size, out, kernel, stride, dilation, before }: SlidingAxis, pitch: number): Int32Array {
  const places = new Int32Array(out * kernel);
  for (let i = 0; i < out; i++)
    for (let k = 0; k < kernel; k++) {
      const at = i * stride + k * dilation - before;
      places[i * kernel + k] = at >= 0 && at < size ? at * pitch : -1;
    }
  return places;
}
