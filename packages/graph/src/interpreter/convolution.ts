import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { slideAlong, type SlidingAxis } from '../shape/sliding.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Convolution } from '../wire/loops.ts';
import { type Extents, type Multiply, product } from './product.ts';

/** The most elements of windows that are copied side by side at once. */
const MOST_ELEMENTS = 65_536;

/**
 * One side of a convolution from the two others: its output from input and weights, its input from output and weights, or its
 * weights from input and output. A third input gives the shape. Sums are in float64.
 */
export function convolution(parameters: Convolution): LoopKernel {
  return {
    kind: 'loop',
    loop: 'convolution',
    parameters,
    shapeOnly: [2],
    bind: (output, [first, second]) => {
      const extents = convolutionExtents(parameters, [first!.shape!, second!.shape!, output.shape!]);
      const compute = COMPUTED[parameters.side](extents);
      return () => compute(first!.data, second!.data, output.write());
    },
  };
}

type Compute = (first: TypedArray, second: TypedArray, out: TypedArray) => void;

const COMPUTED: Readonly<Record<Convolution['side'], (extents: ConvolutionExtents) => Compute>> = {
  output: bindOutput,
  input: bindInput,
  weights: bindWeights,
};

function bindOutput(extents: ConvolutionExtents): Compute {
  const { filters, taps } = extents;
  const n = filters / extents.groups;
  const take = bindTakeWindows(extents);
  const { each, pixels } = bindBlocks(extents, m => ({ m, n, k: taps, a: [taps, 1], b: [filters, 1] }));
  const [windows, sums] = [new Float64Array(pixels * taps), new Float64Array(pixels * n)];
  return (x, w, y) =>
    each(({ input, output, weights, from, to, multiply }) => {
      take(windows, x, input, from, to);
      multiply(windows, w, sums, 0, weights, 0);
      const count = (to - from) * extents.axes[1].out;
      for (let i = 0, q = output; i < count; i++, q += filters) for (let j = 0; j < n; j++) y[q + j] = sums[i * n + j]!;
    });
}

function bindInput(extents: ConvolutionExtents): Compute {
  const { filters, taps, imageSize } = extents;
  const k = filters / extents.groups;
  const add = bindAddWindows(extents);
  const { each, pixels } = bindBlocks(extents, m => ({ m, n: taps, k, a: [filters, 1], b: [1, filters] }));
  const [windows, image] = [new Float64Array(pixels * taps), new Float64Array(imageSize)];
  return (y, w, x) =>
    each(
      ({ input, output, weights, from, to, multiply }) => {
        multiply(y, w, windows, output, weights, 0);
        add(windows, image, input % imageSize, from, to);
      },
      number => {
        x.set(image, number * imageSize);
        image.fill(0);
      },
    );
}

function bindWeights(extents: ConvolutionExtents): Compute {
  const { filters, taps } = extents;
  const n = filters / extents.groups;
  const take = bindTakeWindows(extents);
  const { each, pixels } = bindBlocks(extents, k => ({ m: taps, n, k, a: [1, taps], b: [filters, 1] }));
  const [windows, sums] = [new Float64Array(pixels * taps), new Float64Array(taps * n)];
  const total = new Float64Array(taps * filters);
  return (x, y, w) => {
    total.fill(0);
    each(({ input, output, weights, from, to, multiply }) => {
      take(windows, x, input, from, to);
      multiply(windows, y, sums, 0, output, 0);
      for (let i = 0, q = weights; i < taps; i++, q += filters)
        for (let j = 0; j < n; j++) total[q + j]! += sums[i * n + j]!;
    });
    w.set(total);
  };
}

/** Some rows of places of one group in one image: the starts of what belongs to them, and a product for so many places. */
interface Block {
  readonly input: number;
  readonly output: number;
  readonly weights: number;
  readonly from: number;
  readonly to: number;
  readonly multiply: Multiply;
}

/** Prepares a loop over all images, their groups and blocks of rows, and tells the most places of a block. */
function bindBlocks(
  { batch, groups, axes, channels, filters, taps, imageSize }: ConvolutionExtents,
  extentsFor: (pixels: number) => Extents,
): { each: (visit: (block: Block) => void, end?: (image: number) => void) => void; pixels: number } {
  const [{ out: height }, { out: width }] = axes;
  const most = Math.max(1, Math.min(height, Math.floor(MOST_ELEMENTS / Math.max(1, width * taps))));
  const whole = product(extentsFor(most * width));
  const rest = height % most === 0 ? whole : product(extentsFor((height % most) * width));
  const each = (visit: (block: Block) => void, end?: (image: number) => void): void => {
    for (let image = 0; image < batch; image++) {
      for (let group = 0; group < groups; group++)
        for (let from = 0; from < height; from += most) {
          const to = Math.min(height, from + most);
          const weights = (group * filters) / groups;
          const input = image * imageSize + group * channels;
          const output = (image * height + from) * width * filters + weights;
          visit({ input, output, weights, from, to, multiply: to - from === most ? whole : rest });
        }
      end?.(image);
    }
  };
  return { each, pixels: most * width };
}

/** The sizes of a convolution, with two spatial axes: one axis counts as the columns of images of one row. */
interface ConvolutionExtents {
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

/** Goes through the windows of some rows of places in an image: those from one row on, up to another. */
type Walk = (windows: Float64Array, image: TypedArray, start: number, from: number, to: number) => void;

/** Copies the windows of an image one after another, in the order rows, columns, channels; zeros where they leave the image. */
function bindTakeWindows(extents: ConvolutionExtents): Walk {
  const { channels } = extents;
  return bindWalk(extents, (windows, q, image, p) => {
    if (p < 0) windows.fill(0, q, q + channels);
    else for (let c = 0; c < channels; c++) windows[q + c] = image[p + c]!;
  });
}

/** Adds windows to the places of an image that they were taken from. */
function bindAddWindows(extents: ConvolutionExtents): Walk {
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
