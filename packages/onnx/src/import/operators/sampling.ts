import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperator, OnnxOperators } from '../call/onnx-operator.ts';
import { dtypeOfProto } from '../call/tensor-of-proto.ts';
import { channelsLast, channelsSecond, filled, fixedSize, listed, sizesOf } from './shapes.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;

const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** Elements at places that a grid says from −1 to 1: the last axis of the image first. */
function gridSampled(call: OnnxCall): Node {
  const [x, grid] = [channelsLast(call.input(0)), call.input(1)];
  const sizes = sizesOf(x).slice(1, -1);
  call.refuse(
    'images of no axis, and grids of another number of axes',
    sizes.length === 0 || grid.shape.length !== sizes.length + 2,
  );
  const corners = call.integer('align_corners', 0) === 1;
  const places = sizes.map((size, axis) => {
    const part = graph.gather(grid, constant(sizes.length - 1 - axis, { dtype: 'int32' }), { axis: -1 }) as Node;
    const from0 = mul(add(part, 1), corners ? (size - 1) / 2 : size / 2);
    return corners ? from0 : add(from0, -0.5);
  });
  const mode = call.text('mode', 'linear').replace(/^bi/, '') as 'linear';
  const around = call.text('padding_mode', 'zeros') as Around;
  return channelsSecond(sampled(x, places, { mode, around, corners }));
}

/** The grid of an affine map: the places of an image that maps to an image of a given size. */
function affineGrid(call: OnnxCall): Node {
  const [theta, [batch, , ...sizes]] = [call.input(0), call.given(1)];
  const corners = call.integer('align_corners', 0) === 1;
  const count = sizeOf(sizes);
  call.limit('places of a grid', count);
  const along = (size: number, n: number): number => (corners ? (2 * n) / (size - 1) - 1 : (2 * n + 1) / size - 1);
  const rows = listed(count, place => {
    const after = sizes.map((_size, axis) => sizeOf(sizes.slice(axis + 1)));
    const own = sizes.map((size, axis) => along(size, Math.floor(place / after[axis]!) % size));
    return [...own.reverse(), 1];
  });
  const grid = graph.matmul(constant(rows, { dtype: theta.dtype }), theta as never, { transposeB: true }) as Node;
  return graph.reshape(grid, [batch!, ...sizes, sizes.length]);
}

const sub = graph.sub as (a: Node | number, b: Node | number) => Node;

/** Elements at places, and what is computed from images at them. */
export const samplingOperators: OnnxOperators = {
  GridSample: gridSampled,
  AffineGrid: affineGrid,
  RoiAlign: regionsAligned,
};

/** The surroundings of an image: zeros, its border, or its mirror image. */
type Around = 'zeros' | 'border' | 'reflection';

interface Sampling {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly around: Around;
  /** True if the image ends at the centers of its elements, not at their far sides. */
  readonly corners?: boolean;
  /** What two weighted neighbours become; their sum unless it says otherwise. */
  readonly join?: (a: Node, b: Node) => Node;
}

/** Whole places along one axis, and the weight of each. */
interface Tap {
  readonly at: Node;
  readonly weight: Node | undefined;
}

/** Returns what lies between the elements of images `[batch, …sizes, channels]`, at places `[batch, …]` along each axis. */
export function sampled(
  images: Node,
  places: readonly Node[],
  { mode, around, corners = true, join = add }: Sampling,
): Node {
  const [batch, ...sizes] = sizesOf(images).slice(0, -1) as [number, ...number[]];
  const taps = places.map((place, axis) => tapsOf(inside(place, sizes[axis]!, around, corners), mode));
  const combined = taps.reduce<Tap[][]>((all, some) => all.flatMap(before => some.map(tap => [...before, tap])), [[]]);
  const rows = graph.reshape(images, [batch * sizeOf(sizes), images.shape.at(-1)!]) as Node;
  const parts = combined.map(chosen => weighted(rows, chosen, { batch, sizes, around, corners }));
  return parts.reduce((all, part) => join(all, part));
}

/** Places on the image: those beside it are moved to its border, or mirrored. */
function inside(place: Node, size: number, around: Around, corners: boolean): Node {
  if (around === 'border') return graph.clip(place, { min: 0, max: size - 1 });
  return around === 'reflection' ? mirrored(place, size, corners) : place;
}

/** A place mirrored at the ends, as often as it takes. */
function mirrored(place: Node, size: number, corners: boolean): Node {
  const [least, most] = corners ? [0, size - 1] : [-0.5, size - 0.5];
  const length = most - least;
  const away = graph.abs(sub(place, least));
  const turns = graph.floor(graph.div(away, 2 * length) as Node);
  const within = sub(away, mul(turns, 2 * length));
  return add(sub(length, graph.abs(sub(within, length))), least);
}

function tapsOf(place: Node, mode: Sampling['mode']): Tap[] {
  if (mode === 'nearest') return [{ at: graph.round(place), weight: undefined }];
  const first = graph.floor(place);
  const part = sub(place, first);
  if (mode === 'linear') return [{ at: first, weight: sub(1, part) }, { at: add(first, 1), weight: part }];
  return [-1, 0, 1, 2].map(step => ({ at: add(first, step), weight: cubic(graph.abs(sub(part, step)), step) }));
} // prettier-ignore

/** Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = −3/4. */
function cubic(d: Node, step: number): Node {
  const a = -0.75;
  if (step === 0 || step === 1) return add(mul(mul(add(mul(d, a + 2), -(a + 3)), d), d), 1);
  return add(mul(add(mul(add(mul(d, a), -5 * a), d), 8 * a), d), -4 * a);
}

interface Images extends Pick<Sampling, 'around'> {
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly corners: boolean;
}

/** The elements at one whole place for each, times its weights along all axes; what is not there is zero. */
function weighted(rows: Node, taps: readonly Tap[], { batch, sizes, around, corners }: Images): Node {
  const shape = sizesOf(taps[0]!.at);
  let weight: Node | undefined;
  let at = firsts(batch, sizeOf(sizes), shape.length);
  taps.forEach((tap, axis) => {
    const [size, stride] = [sizes[axis]!, stridesOf(sizes)[axis]!];
    const place = around === 'reflection' ? mirrored(tap.at, size, corners) : tap.at;
    const held = graph.clip(place, { min: 0, max: size - 1 });
    const own = around === 'zeros' ? graph.where(graph.equal(held, tap.at), tap.weight ?? 1, graph.fillLike(held, 0)) as Node : tap.weight;
    if (own !== undefined) weight = weight === undefined ? own : mul(weight, own);
    at = add(at, mul(graph.cast(held, 'int32'), constant(stride, { dtype: 'int32' }) as Node));
  });
  const found = graph.gather(rows, at) as Node;
  return weight === undefined ? found : mul(found, graph.reshape(weight, [...shape, 1]) as Node);
} // prettier-ignore

/** The place of the first element of each image. */
function firsts(batch: number, size: number, rank: number): Node {
  const places = listed(batch, n => n * size);
  return graph.reshape(constant(places, { dtype: 'int32' }), [batch, ...listed(rank - 1, () => 1)]) as Node;
}

/** Ends of regions along one axis, `[regions, 1]` each, and the number of cells and of samples in each cell. */
interface Span {
  readonly from: Node;
  readonly to: Node;
  readonly cells: number;
  readonly ratio: number;
  /** The least length of a region. */
  readonly least: number;
}

/** The places of all samples along one axis, `[regions, cells·ratio]`. */
function samplesAlong({ from, to, cells, ratio, least }: Span): Node {
  const count = cells * ratio;
  const length = graph.maximum(graph.sub(to, from) as Node, least) as Node;
  return add(from, mul(length, constant(listed(count, n => (n + 0.5) / count)) as Node));
}

/** 1 where places are on an axis, or not more than one element beside it; else 0. */
function isOn(places: Node, size: number): Node {
  const flags = graph.logicalAnd(graph.greaterEqual(places, -1) as Node, graph.lessEqual(places, size) as Node);
  return graph.cast(flags as Node, 'float32');
}

/** The mean of samples between the elements of an image, or the largest, in each cell of a grid over a region of it. */
function regionsAligned(call: OnnxCall): Node {
  const [ratio, mean] = [call.integer('sampling_ratio', 0), call.text('mode', 'avg') === 'avg'];
  call.refuse('as many samples as a region has elements', ratio === 0);
  const images = graph.gather(channelsLast(call.input(0)), call.input(2)) as Node;
  const centers = call.opset >= 16 && call.text('coordinate_transformation_mode', 'half_pixel') === 'half_pixel';
  const bounds = add(mul(call.input(1), call.real('spatial_scale', 1)), centers ? -0.5 : 0);
  const bound = (n: number): Node => graph.slice(bounds, { axis: 1, from: n, to: n + 1 }) as Node;
  const least = centers ? -Infinity : 1;
  const rows = samplesAlong({ from: bound(1), to: bound(3), cells: call.integer('output_height', 1), ratio, least });
  const columns = samplesAlong({ from: bound(0), to: bound(2), cells: call.integer('output_width', 1), ratio, least });
  const grid = graph.full([fixedSize(rows, 1), fixedSize(columns, 1)], 0) as Node;
  const along = [graph.expandDims(rows, { axes: 2 }) as Node, graph.expandDims(columns, { axes: 1 }) as Node];
  const places = along.map(each => add(each, grid));
  // The largest of ONNX is that of all neighbours by their weights.
  const join = (mean ? graph.add : graph.maximum) as (a: Node, b: Node) => Node;
  const found = sampled(images, places, { mode: 'linear', around: 'border', join });
  const [, height, width] = sizesOf(images) as [number, number, number];
  const counts = graph.expandDims(mul(isOn(places[0]!, height), isOn(places[1]!, width)), { axes: -1 }) as Node;
  const pool = (mean ? graph.averagePool : graph.maxPool) as (x: Node, size: number) => Node;
  return channelsSecond(pool(mul(found, counts), ratio));
}

/** From a start by steps to before a limit, all of which are known when the model is built. */
function range(call: OnnxCall): Node {
  const [first, end, distance] = [call.sizes(0)?.[0], call.sizes(1)?.[0], call.sizes(2)?.[0]];
  if (typeof end === 'string' && first === 0 && distance === 1) return positionsOf(call, end);
  const [start, limit, step] = [0, 1, 2].map(place => call.given(place)[0]!) as [number, number, number];
  call.limit('numbers', (limit - start) / step);
  return graph.arange(start, limit, { step, dtype: call.input(0).dtype });
}

/** The positions along an axis with a name. */
function positionsOf(call: OnnxCall, name: string): Node {
  const { likes } = call;
  const like = likes.some(({ shape }) => shape.includes(name)) ? likes : [filled(call, [name], 0, 'int32')];
  return graph.arange(name, { like, dtype: call.input(0).dtype }) as Node;
}

/** `a − b·cos(2πk/n) + c·cos(4πk/n)` */
const cosines =
  (a: number, b: number, c: number): OnnxOperator =>
  call => {
    const size = call.given(0)[0]!;
    call.limit('elements', size);
    const steps = graph.arange(size, { dtype: 'float64' }) as Node;
    const turns = graph.mul(steps, (2 * Math.PI) / (call.integer('periodic', 1) === 1 ? size : size - 1)) as Node;
    const [first, second] = [graph.mul(graph.cos(turns), -b) as Node, graph.mul(graph.cos(graph.mul(turns, 2) as Node), c) as Node];
    const dtype = call.has('output_datatype') ? dtypeOfProto(call.integer('output_datatype', 1)) : 'float32';
    return graph.cast(graph.add(graph.add(first, a) as Node, second) as Node, dtype);
  }; // prettier-ignore

/** The real and the imaginary parts of a Fourier transform along the last axis, of `count` frequencies. */
function transformed([real, imaginary]: readonly Node[], count: number, inverse: boolean): [Node, Node] {
  const size = fixedSize(real!, -1);
  const wave = (of: (angle: number) => number): Node => {
    const turn = (n: number, k: number): number => ((inverse ? 2 : -2) * Math.PI * ((n * k) % size)) / size;
    const rows = listed(size, n => listed(count, k => of(turn(n, k))));
    return constant(rows, { dtype: real!.dtype }) as Node;
  };
  const [cos, sin] = [wave(Math.cos), wave(Math.sin)];
  const times = (x: Node, w: Node): Node => graph.div(graph.matmul(x, w as never) as Node, inverse ? size : 1) as Node;
  if (imaginary === undefined) return [times(real!, cos), times(real!, sin)];
  return [
    graph.sub(times(real!, cos), times(imaginary, sin)) as Node,
    graph.add(times(real!, sin), times(imaginary, cos)) as Node,
  ];
}

/** The parts of complex numbers, or of real ones, which lie along the last axis. */
function partsOf(x: Node): Node[] {
  const parts = listed(fixedSize(x, -1), n => graph.slice(x, { axis: -1, from: n, to: n + 1 }) as Node);
  return parts.map(part => graph.reshape(part, x.shape.slice(0, -1)) as Node);
} // prettier-ignore

function fourier(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = (call.opset < 20 ? call.integer('axis', 1) : (call.numbers(2)?.[0] ?? -2)) as number;
  const place = axis < 0 ? axis + x.shape.length : axis;
  const size = fixedSize(x, place);
  call.refuse('Fourier transforms of another length', (call.numbers(1)?.[0] ?? size) !== size);
  const swapped = x.shape.map((_, n) => n).slice(0, -1);
  [swapped[place], swapped[swapped.length - 1]] = [swapped.at(-1)!, place];
  const parts = partsOf(x).map(part => graph.transpose(part, swapped) as Node);
  call.limit('factors of a Fourier transform', size * size, 2 ** 24);
  const count = call.integer('onesided', 0) === 1 ? Math.floor(size / 2) + 1 : size;
  const found = transformed(parts, count, call.integer('inverse', 0) === 1);
  return graph.stack(found.map(part => graph.transpose(part, swapped) as Node), { axis: -1 }) as Node;
} // prettier-ignore

/** Fourier transforms of parts of a signal, each of which begins some steps after the one before. */
function shortTime(call: OnnxCall): Node {
  const [signal, step] = [call.input(0), call.given(1)[0]!];
  const window = call.inputs[2];
  const size = call.numbers(3)?.[0] ?? fixedSize(call.input(2), 0);
  const frames = Math.floor((fixedSize(signal, 1) - size) / step) + 1;
  call.limit('elements of frames', frames * size);
  const places = listed(frames, frame => listed(size, n => frame * step + n));
  const parts = partsOf(signal).map(part => {
    const framed = graph.gather(part, constant(places, { dtype: 'int32' }), { axis: 1 }) as Node;
    return window === undefined ? framed : (graph.mul(framed, window) as Node);
  });
  call.limit('factors of a Fourier transform', size * size, 2 ** 24);
  const count = call.integer('onesided', 1) === 1 ? Math.floor(size / 2) + 1 : size;
  return graph.stack(transformed(parts, count, false), { axis: -1 }) as Node;
}

/** Sequences of numbers, and their frequencies. */
export const signalOperators: OnnxOperators = {
  Range: range,
  HannWindow: cosines(0.5, 0.5, 0),
  HammingWindow: cosines(25 / 46, 21 / 46, 0),
  BlackmanWindow: cosines(0.42, 0.5, 0.08),
  DFT: fourier,
  STFT: shortTime,
};
