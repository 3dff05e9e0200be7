import type { Sizes } from '@thalweg/tensor';
import * as graph from '@thalweg/graph';
import type { ConvOptions } from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { at, drawn, plain, type Plain } from '../laws/plain.ts';

type Sides = readonly [before: number, after: number];

/** One spatial axis: its size, how the window lies on it, and the elements added around it. */
interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly sides: Sides;
}

/** The options of a row, with both sides of every axis by number: the tests of `slidingAxis` cover the words for them. */
interface Convolution {
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
  readonly padding?: readonly Sides[];
}

const spatial = (x: Plain, w: Plain, { stride, dilation, padding }: Convolution): Axis[] =>
  x.shape.slice(1, -1).map((size, axis) => ({
    size,
    kernel: w.shape[axis]!,
    stride: stride?.[axis] ?? 1,
    dilation: dilation?.[axis] ?? 1,
    sides: padding?.[axis] ?? [0, 0],
  }));

const span = ({ kernel, dilation }: Axis): number => (kernel - 1) * dilation + 1;

/** Every index into sizes. */
const places = (sizes: readonly number[]): number[][] => plain(sizes, () => 0).data.map((_, n) =>
  sizes.map((size, axis) => Math.floor(n / sizes.slice(axis + 1).reduce((product, length) => product * length, 1)) % size)); // prettier-ignore

/** The sum over every window, by its definition; outside of the input there are zeros, which are multiplied too. */
function convolved(x: Plain, w: Plain, options: Convolution): Plain {
  const axes = spatial(x, w, options);
  const [channels, filters] = w.shape.slice(-2) as [number, number];
  const perGroup = filters / (options.groups ?? 1);
  const sizes = axes.map(axis => Math.floor((axis.size + axis.sides[0] + axis.sides[1] - span(axis)) / axis.stride) + 1);
  const taps = places(w.shape.slice(0, -2));
  return plain([x.shape[0]!, ...sizes, filters], ([b, ...rest]) => {
    const [window, filter] = [rest.slice(0, -1), rest.at(-1)!];
    const first = Math.floor(filter / perGroup) * channels;
    let total = 0;
    for (const tap of taps) {
      const place = axes.map((axis, n) => window[n]! * axis.stride + tap[n]! * axis.dilation - axis.sides[0]);
      const inside = place.every((p, n) => p >= 0 && p < axes[n]!.size);
      for (let c = 0; c < channels; c++)
        total += (inside ? at(x, [b!, ...place, first + c]) : 0) * at(w, [...tap, c, filter]);
    }
    return total;
  });
} // prettier-ignore

/** Every element of x adds the weights, times itself, to the output. */
function transposed(x: Plain, w: Plain, options: Convolution): Plain {
  const axes = spatial(x, w, options);
  const [channels, filters] = w.shape.slice(-2) as [number, number];
  const perGroup = filters / (options.groups ?? 1);
  const sizes = axes.map(axis => (axis.size - 1) * axis.stride + span(axis) - axis.sides[0] - axis.sides[1]);
  const taps = places(w.shape.slice(0, -2));
  return plain([x.shape[0]!, ...sizes, filters], ([b, ...rest]) => {
    const [target, filter] = [rest.slice(0, -1), rest.at(-1)!];
    const first = Math.floor(filter / perGroup) * channels;
    let total = 0;
    for (const tap of taps) {
      const scaled = axes.map((axis, n) => target[n]! + axis.sides[0] - tap[n]! * axis.dilation);
      const place = axes.map((axis, n) => scaled[n]! / axis.stride);
      if (!place.every((p, n) => Number.isInteger(p) && p >= 0 && p < axes[n]!.size)) continue;
      for (let c = 0; c < channels; c++) total += at(x, [b!, ...place, first + c]) * at(w, [...tap, c, filter]);
    }
    return total;
  });
}

interface Sizing {
  readonly x: Sizes;
  readonly kernel: Sizes;
  readonly filters: number;
  readonly options: Convolution;
}

const images: readonly Sizing[] = [
  { x: [2, 4, 5, 3], kernel: [3, 2], filters: 4, options: {} },
  { x: [1, 1, 1, 1], kernel: [1, 1], filters: 1, options: {} },
  { x: [0, 4, 4, 2], kernel: [2, 2], filters: 3, options: {} },
  { x: [2, 5, 6, 2], kernel: [3, 3], filters: 5, options: { stride: [2, 2], padding: [[1, 1], [1, 1]] } },
  { x: [1, 6, 5, 2], kernel: [2, 3], filters: 3, options: { dilation: [2, 2], padding: [[0, 1], [2, 1]] } },
  { x: [2, 4, 4, 4], kernel: [3, 3], filters: 6, options: { groups: 2, padding: [[1, 1], [1, 1]] } },
  { x: [1, 5, 4, 5], kernel: [3, 2], filters: 5, options: { groups: 5, stride: [1, 2], padding: [[1, 0], [0, 0]] } },
  { x: [1, 5, 5, 2], kernel: [3, 3], filters: 2, options: { stride: [3, 1], dilation: [1, 2] } },
]; // prettier-ignore

const sequences: readonly Sizing[] = [
  { x: [2, 6, 3], kernel: [3], filters: 4, options: {} },
  { x: [1, 1, 1], kernel: [1], filters: 1, options: {} },
  { x: [0, 4, 2], kernel: [2], filters: 3, options: {} },
  { x: [2, 7, 2], kernel: [3], filters: 3, options: { dilation: [2], padding: [[4, 0]] } },
  { x: [1, 8, 4], kernel: [3], filters: 2, options: { stride: [2], groups: 2, padding: [[1, 1]] } },
]; // prettier-ignore

type Apply = (x: graph.Node, w: graph.Node, options: ConvOptions) => graph.Node;

function row(name: string, apply: Apply, naive: typeof convolved, { x, kernel, filters, options }: Sizing, seed: number): OperationRow {
  return {
    name,
    variant: JSON.stringify({ x, kernel, filters, ...options }),
    apply: (input, weights) => apply(input!, weights!, options),
    naive: (input, weights) => naive(input!, weights!, options),
    cases: [[drawn(x, seed), drawn([...kernel, x.at(-1)! / (options.groups ?? 1), filters], seed + 50)]],
    gradient: 'passes',
    misfits: [
      [drawn(x.slice(1), 1), drawn([...kernel, x.at(-1)!, filters], 2)],
      [drawn(x, 1), drawn([...kernel, x.at(-1)! + 1, filters], 2)],
    ],
    finiteWeights: 'windows that leave the output see zeros, which compiled code multiplies',
  };
} // prettier-ignore

/** Convolutions of images and sequences, and transposed ones. */
export const convolutionRows: readonly OperationRow[] = [
  ...images.map((one, seed) => row('conv2d', graph.conv2d, convolved, one, seed)),
  ...images.map((one, seed) => row('convTranspose2d', graph.convTranspose2d, transposed, one, seed)),
  ...sequences.map((one, seed) => row('conv1d', graph.conv1d, convolved, one, seed)),
];
