import type { TypedArray } from '@thalweg/tensor';
import { convolutionExtents, type ConvolutionExtents } from '../shape/convolution-extents.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Convolution } from '../wire/loops.ts';
import { product, type Extents, type Multiply } from './product.ts';
import { bindAddWindows, bindTakeWindows } from './windows.ts';

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
