import * as graph from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { NotFinite, OperationRow } from '../laws/operation-row.ts';
import { at, drawn, plain, type Plain } from '../laws/plain.ts';

/** A pool of one axis or two, with its padding as numbers of elements before and after. */
interface Pooled {
  readonly shape: Sizes;
  readonly size: readonly number[];
  readonly stride: readonly number[];
  /** 1 unless it says otherwise. */
  readonly dilation?: readonly number[];
  readonly padding: graph.Padding;
  readonly sides: readonly (readonly [number, number])[];
}

const none = [0, 0] as const;

const POOLS: readonly Pooled[] = [
  { shape: [2, 4, 1], size: [2], stride: [2], padding: 'valid', sides: [none] },
  { shape: [1, 5, 3], size: [3], stride: [1], padding: 1, sides: [[1, 1]] },
  { shape: [2, 7, 2], size: [2], stride: [3], padding: [[1, 0]], sides: [[1, 0]] },
  { shape: [2, 5, 2], size: [3], stride: [2], padding: 'same', sides: [[1, 1]] },
  { shape: [2, 4, 4, 3], size: [2, 2], stride: [2, 2], padding: 'valid', sides: [none, none] },
  { shape: [1, 5, 4, 2], size: [3, 3], stride: [2, 2], padding: 'same', sides: [[1, 1], [0, 1]] },
  { shape: [2, 3, 5, 1], size: [1, 3], stride: [1, 2], padding: [0, [2, 1]], sides: [none, [2, 1]] },
  { shape: [2, 6, 1], size: [2], stride: [2], dilation: [3], padding: 'valid', sides: [none] },
  { shape: [1, 5, 6, 2], size: [2, 3], stride: [1, 2], dilation: [2, 2], padding: [[1, 0], 1], sides: [[1, 0], [1, 1]] },
  { shape: [1, 1, 1, 5], size: [1, 1], stride: [1, 1], padding: 'valid', sides: [none, none] },
  { shape: [0, 4, 4, 2], size: [2, 2], stride: [2, 2], padding: 'valid', sides: [none, none] },
  { shape: [1, 4, 2, 0], size: [2, 2], stride: [2, 2], padding: 'valid', sides: [none, none] },
]; // prettier-ignore

/** What a formula makes of the elements of each window, and of the number of places in it. */
function windowed(pool: Pooled, of: (elements: number[], places: number) => number): (x: Plain) => Plain {
  const { size, stride, sides, dilation = size.map(() => 1) } = pool;
  const span = size.map((count, axis) => (count - 1) * dilation[axis]! + 1);
  return x => {
    const lengths = x.shape.slice(1, -1);
    const outs = lengths.map((length, axis) => Math.floor((length + sides[axis]![0] + sides[axis]![1] - span[axis]!) / stride[axis]!) + 1);
    return plain([x.shape[0]!, ...outs, x.shape.at(-1)!], ([image, ...rest]) => {
      const channel = rest.pop()!;
      const places = rest.map((place, axis) =>
        Array.from({ length: size[axis]! }, (_, k) => place * stride[axis]! - sides[axis]![0] + k * dilation[axis]!).filter(k => k >= 0 && k < lengths[axis]!),
      );
      const elements = places.reduce<number[][]>((found, along) => found.flatMap(index => along.map(k => [...index, k])), [[]]);
      return of(elements.map(index => at(x, [image!, ...index, channel])), size.reduce((a, b) => a * b, 1));
    });
  };
} // prettier-ignore

const largest = (elements: number[]): number => (elements.some(Number.isNaN) ? NaN : Math.max(...elements));

const meanOf = (elements: number[], count = elements.length): number =>
  elements.reduce((sum, element) => sum + element, 0) / count;

function rowsOf(pool: Pooled, seed: number): OperationRow[] {
  const { shape, size, ...rest } = pool;
  const options = { stride: rest.stride, padding: rest.padding, ...(rest.dilation && { dilation: rest.dilation }) };
  const variant = `of [${shape.join()}] by ${JSON.stringify({ size, ...options })}`;
  const parts = { variant, cases: [[drawn(shape, seed)]], gradient: 'passes' } as const;
  return [
    { ...parts, name: 'maxPool', apply: x => graph.maxPool(x!, size, options), naive: windowed(pool, largest) },
    { ...parts, name: 'averagePool', apply: x => graph.averagePool(x!, size, options), naive: windowed(pool, elements => meanOf(elements)) },
    { ...parts, name: 'averagePool', variant: `${variant} with padding`, apply: x => graph.averagePool(x!, size, { ...options, countPadding: true }), naive: windowed(pool, meanOf) },
  ] as OperationRow[];
} // prettier-ignore

/** The old elements around the centre of a new one, and the share of the later one. */
function between(place: number, length: number, factor: number): readonly [number, number, number] {
  const centre = Math.max((place + 0.5) / factor - 0.5, 0);
  return [Math.floor(centre), Math.min(Math.floor(centre) + 1, length - 1), centre % 1];
}

/** An element at a place between old ones, along one axis after another. */
function interpolated(x: Plain, index: readonly number[], factors: readonly number[], axis = 0): number {
  if (axis === factors.length) return at(x, index);
  const [before, after, share] = between(index[axis + 1]!, x.shape[axis + 1]!, factors[axis]!);
  const next = (place: number): number => interpolated(x, index.map((k, i) => (i === axis + 1 ? place : k)), factors, axis + 1);
  return next(before) * (1 - share) + next(after) * share;
} // prettier-ignore

const scaled = (shape: Sizes, factors: readonly number[]): Sizes =>
  shape.map((length, axis) => length * (factors[axis - 1] ?? 1));

const sequence = (...data: number[]): Plain => ({ shape: [1, data.length, 1], data, dtype: 'real' });

/** An infinity that has the share 0 makes NaN, as in PyTorch. */
const blurred: readonly NotFinite[] = [
  { inputs: [sequence(NaN, 1, 3)], output: sequence(NaN, NaN, NaN, 1.5, 2.5, 3) },
  { inputs: [sequence(1, 3, 5, Infinity)], output: sequence(1, 1.5, 2.5, 3.5, 4.5, Infinity, Infinity, Infinity) },
  { inputs: [sequence(1, -Infinity)], output: sequence(NaN, -Infinity, -Infinity, -Infinity) },
]; // prettier-ignore

function upsampled(): OperationRow[] {
  const cases: readonly (readonly [Sizes, readonly number[]])[] = [[[2, 3, 1], [2]], [[1, 2, 2], [3]], [[2, 2, 3, 2], [2, 2]], [[1, 3, 1, 1], [1, 4]], [[0, 2, 2, 1], [2, 3]], [[2, 0, 1], [2]], [[1, 1, 1], [1]]];
  return cases.flatMap(([shape, factors], seed): OperationRow[] => {
    const parts = { name: 'upsample', cases: [[drawn(shape, seed)]], gradient: 'passes' } as const;
    const variant = `of [${shape.join()}] by [${factors.join()}]`;
    return [
      {
        ...parts,
        variant,
        apply: x => graph.upsample(x!, factors),
        naive: x => plain(scaled(x!.shape, factors), index => at(x!, index.map((k, axis) => Math.floor(k / (factors[axis - 1] ?? 1))))),
      },
      {
        ...parts,
        variant: `${variant}, bilinear`,
        apply: x => graph.upsample(x!, factors, { mode: 'bilinear' }),
        naive: x => plain(scaled(x!.shape, factors), index => interpolated(x!, index, factors)),
        notFinite: factors.join() === '2' ? blurred : 'formula',
      },
    ];
  });
} // prettier-ignore

/** Operations over windows of images and sequences. */
export const poolRows: readonly OperationRow[] = [
  ...POOLS.flatMap(rowsOf),
  {
    name: 'globalAveragePool',
    apply: x => graph.globalAveragePool(x!),
    naive: x => {
      const [images, channels] = [x!.shape[0]!, x!.shape.at(-1)!];
      const elements = Array.from({ length: channels }, (_, channel) => channel);
      return plain([images, channels], ([image, channel]) => {
        const own = x!.data.length / images;
        return meanOf(x!.data.slice(image! * own, (image! + 1) * own).filter((__, i) => elements[i % channels] === channel));
      });
    },
    cases: ([[2, 3, 1], [2, 3, 4, 2], [1, 1, 1], [0, 2, 3], [2, 0, 2]] as const).map((shape, seed) => [drawn(shape, seed)]),
    misfits: [[drawn([2, 3], 1)], [drawn([1, 2, 3, 4, 5], 1)]],
    gradient: 'passes',
  },
  ...upsampled(),
]; // prettier-ignore
