import * as graph from '@thalweg/graph';
import { constant, type ConvOptions, type Node } from '@thalweg/graph';
import { isFloat, sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { productOf } from '../call/size-arithmetic.ts';
import { channelsLast, channelsSecond, fixedSize, integers, listed, sizesOf } from './shapes.ts';
import { sampled } from './sampling.ts';

/** A window along an axis: its size, the distance of its places and of its elements, and the elements around the axis. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  /** Less than what the model says, or more, if sizes are rounded up. */
  readonly after: number;
}

/** Returns a number for each axis: 1 unless the call has others. */
export function eachAxis(call: OnnxCall, attribute: 'strides' | 'dilations', axes: number): number[] {
  return call.integers(attribute) ?? listed(axes, () => 1);
}

/** Returns the windows over the axes from the third on, for a kernel of some sizes. */
export function windowAxes(call: OnnxCall, kernel: readonly number[]): WindowAxis[] {
  const axes = kernel.length;
  const sizes = call.input(0).shape.slice(2);
  call.refuse(
    'windows over axes of more than a million elements',
    sizes.some(size => Number(size) > 2 ** 20),
  );
  const elements = kernel.reduce((product, size) => product * size, 1);
  call.limit('elements of a window', elements, 2 ** 16);
  call.refuse('windows of no axis or no element', axes === 0 || !kernel.every(size => size > 0));
  const [strides, dilations] = [eachAxis(call, 'strides', axes), eachAxis(call, 'dilations', axes)];
  const pads = call.integers('pads') ?? listed(2 * axes, () => 0);
  const word = call.text('auto_pad', 'NOTSET');
  return kernel.map((size, n) => {
    const axis = { kernel: size, stride: strides[n] ?? 1, dilation: dilations[n] ?? 1 };
    const length = (): number => fixedSize(call.input(0), n + 2);
    if (word.startsWith('SAME')) return { ...axis, ...same(length(), axis, word === 'SAME_LOWER') };
    const [before, after] = word === 'VALID' ? [0, 0] : [pads[n] ?? 0, pads[n + axes] ?? 0];
    if (call.integer('ceil_mode', 0) !== 1) return { ...axis, before, after };
    return { ...axis, before, after: after + more(length() + before + after, axis, length() + before) };
  });
}

type Steps = Pick<WindowAxis, 'kernel' | 'stride' | 'dilation'>;

/** As many around an axis as leave one window for each stride; the larger half of an odd number is before or after. */
function same(length: number, { kernel, stride, dilation }: Steps, lower: boolean): Pick<WindowAxis, 'before' | 'after'> {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + (kernel - 1) * dilation + 1 - length);
  const before = lower ? Math.ceil(total / 2) : Math.floor(total / 2);
  return { before, after: total - before };
} // prettier-ignore

/** How much more lets the last window end, unless it begins behind the elements and what is before them. */
function more(length: number, { kernel, stride, dilation }: Steps, begun: number): number {
  const span = (kernel - 1) * dilation + 1;
  const places = Math.ceil((length - span) / stride) + 1;
  const last = (places - 1) * stride < begun ? places : places - 1;
  return (last - 1) * stride + span - length;
}

/** The places along one axis of the elements of each window; −1 is padding. */
function placesAlong(size: number, { kernel, stride, dilation, before, after }: WindowAxis): number[][] {
  const out = Math.floor((size + before + Math.max(0, after) - (kernel - 1) * dilation - 1) / stride) + 1;
  return listed(out, n =>
    listed(kernel, k => {
      const place = n * stride - before + k * dilation;
      return place < size ? Math.max(-1, place) : -1;
    }),
  );
}

/** Returns the places of the elements of each window in a value of so many sizes, laid out in one line; −1 is padding. */
export function windowPlaces(sizes: readonly number[], windows: readonly WindowAxis[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size, axis) => {
      const along = placesAlong(size, windows[axis]!);
      const within = (before: number, place: number): number => (before < 0 || place < 0 ? -1 : before * size + place);
      return all.flatMap(window => along.map(places => window.flatMap(one => places.map(place => within(one, place)))));
    },
    [[0]],
  );
}

/** One element for each window over the axes between the first and the last. */
type Pool = (x: Node, windows: readonly WindowAxis[]) => Node;

/** A pool by an operation of ours, which has one axis or two. */
const pooling =
  (apply: (x: Node, size: readonly number[], options: object) => Node, more: object = {}): Pool =>
  (x, windows) => {
    if (windows.length > 2) return overVolumes(pooling(apply, more), x, windows);
    const size = windows.map(({ kernel }) => kernel);
    const [stride, dilation] = [windows.map(window => window.stride), windows.map(window => window.dilation)];
    const padding = windows.map(({ before, after }) => [before, Math.max(0, after)] as const);
    return apply(x, size, { stride, dilation, padding, ...more });
  };

/** A window over many axes is one over the first of them, of windows over the others. */
function overVolumes(pool: Pool, x: Node, windows: readonly WindowAxis[]): Node {
  const [images, first, ...rest] = x.shape;
  const inner = pool(graph.reshape(x, [productOf([images!, first!]), ...rest]) as Node, windows.slice(1));
  const [, ...left] = inner.shape;
  const outer = pool(graph.reshape(inner, [images!, first!, productOf(left)]) as Node, windows.slice(0, 1));
  return graph.reshape(outer, [images!, outer.shape[1]!, ...left]);
}

/** The windows of a call over its input. */
function pooled(call: OnnxCall, pool: Pool): Node {
  return channelsSecond(pool(channelsLast(call.input(0)), windowAxes(call, call.required('kernel_shape', 99))));
}

/** The largest elements, and if they are asked for, their places. */
function largest(call: OnnxCall): readonly (Node | undefined)[] {
  const places = (): Node => {
    const windows = windowAxes(call, call.required('kernel_shape', 99));
    call.refuse('the places of the largest elements but of images', windows.length !== 2);
    const along = windows.map(({ kernel, stride, before, after }, axis) => {
      const size = fixedSize(call.input(0), axis + 2) + before + Math.max(0, after);
      return Math.ceil(size / stride) * kernel;
    });
    call.limit('elements of windows', sizeOf(along), 2 ** 19);
    return largestPlaces(call.input(0), windows, call.integer('storage_order', 0) === 1);
  };
  return [largestElements(call), call.outputs.length > 1 ? places() : undefined];
}

function largestElements(call: OnnxCall): Node {
  const { dtype } = call.input(0);
  const pool = pooling(graph.maxPool as never);
  if (isFloat(dtype)) return pooled(call, pool);
  // Whole numbers here are of 8 bits: pools of float32 are compiled, and exact for them.
  return graph.cast(
    pooled(call, (x, windows) => pool(graph.cast(x, 'float32'), windows)),
    dtype,
  );
}

function average(call: OnnxCall): Node {
  return pooled(
    call,
    pooling(graph.averagePool as never, { countPadding: call.integer('count_include_pad', 0) === 1 }),
  );
}

/** The p-norm of each window. */
function norms(call: OnnxCall): Node {
  const p = call.integer('p', 2);
  const mean = pooling(graph.averagePool as never, { countPadding: true });
  return pooled(call, (x, windows) => {
    const places = sizeOf(windows.map(({ kernel }) => kernel));
    return graph.pow(graph.mul(mean(graph.pow(graph.abs(x), p) as Node, windows), places) as Node, 1 / p) as Node;
  });
}

/** The mean of each channel, with an axis of 1 for each that is gone. */
function globalAverage(call: OnnxCall): Node {
  const x = call.input(0);
  const means = graph.globalAveragePool(channelsLast(x)) as Node;
  return graph.reshape(means, [...means.shape, ...x.shape.slice(2).map(() => 1)]) as Node;
}

/** Pools. */
export const poolOperators: OnnxOperators = {
  MaxPool: largest,
  AveragePool: average,
  LpPool: norms,
  GlobalAveragePool: globalAverage,
};

/**
 * The places of the largest elements of windows over images `[batch, channels, height, width]`, counted through all images;
 * within one, along its columns if the columns come first.
 */
function largestPlaces(x: Node, windows: readonly WindowAxis[], columnsFirst: boolean): Node {
  const [batch, channels, height, width] = sizesOf(x) as [number, number, number, number];
  const size = height * width;
  const places = windowPlaces([height, width], windows);
  const counted = (place: number): number => (columnsFirst ? (place % width) * height + Math.floor(place / width) : place);
  const padded = graph.pad(graph.reshape(x, [batch * channels, size]) as Node, { axis: 1, after: 1, value: -Infinity });
  const at = constant(places.map(window => window.map(place => (place < 0 ? size : place))), { dtype: 'int32' });
  const best = graph.argmax(graph.gather(padded as Node, at, { axis: 1 }) as Node) as Node;
  const tables = graph.mul(graph.arange(places.length), integers([places[0]!.length])) as Node;
  const found = graph.gather(integers(places.flat().map(counted)), graph.add(best, tables) as Node) as Node;
  const firsts = graph.mul(graph.arange(batch * channels), integers([size])) as Node;
  const all = graph.add(found, graph.expandDims(firsts, { axes: 1 }) as Node);
  const out = windows.map((window, axis) => windowPlaces([[height, width][axis]!], [window]).length);
  return graph.reshape(all, [batch, channels, ...out]);
} // prettier-ignore

type Convolve = (x: Node, w: Node, options: ConvOptions) => Node;

/** Adds what a filter has of its own to its channel. */
function biased(y: Node, call: OnnxCall): Node {
  const bias = call.inputs[2];
  return channelsSecond(bias === undefined ? y : (graph.add(y, bias) as Node));
}

function convolved(call: OnnxCall): Node {
  const [x, w] = [call.input(0), call.input(1)];
  call.refuse('weights of another number of axes', w.shape.length !== x.shape.length);
  const kernel = sizesOf(w).slice(2);
  const order = kernel.map((_, axis) => axis + 2);
  const weights = graph.transpose(w, [...order, 1, 0]) as Node;
  return biased(slid(channelsLast(x), weights, { windows: windowAxes(call, kernel), groups: call.integer('group', 1) }), call);
} // prettier-ignore

interface Sliding {
  readonly windows: readonly WindowAxis[];
  readonly groups: number;
}

function slid(x: Node, w: Node, { windows, groups }: Sliding): Node {
  if (windows.length > 2) return slidOverVolumes(x, w, { windows, groups });
  const apply = (windows.length === 1 ? graph.conv1d : graph.conv2d) as Convolve;
  return apply(x, w, {
    stride: windows.map(({ stride }) => stride),
    dilation: windows.map(({ dilation }) => dilation),
    groups,
    padding: windows.map(({ before, after }) => [before, after] as const),
  });
}

/** A window over volumes is a sum of windows over their slices, which are images, one for each slice of the weights. */
function slidOverVolumes(x: Node, w: Node, { windows: [first, ...others], groups }: Sliding): Node {
  const { kernel, stride, dilation, before, after } = first!;
  const padded = graph.pad(x, { axis: 1, before, after }) as Node;
  const last = fixedSize(padded, 1) - (kernel - 1) * dilation;
  const parts = listed(kernel, tap => {
    const from = tap * dilation;
    const slices = graph.slice(padded, { axis: 1, from, to: from + last, step: stride }) as Node;
    const [batch, depth, ...image] = slices.shape;
    const filters = graph.reshape(graph.slice(w, { axis: 0, from: tap, to: tap + 1 }) as Node, w.shape.slice(1)) as Node;
    const y = slid(graph.reshape(slices, [productOf([batch!, depth!]), ...image]) as Node, filters, { windows: others, groups });
    return graph.reshape(y, [batch!, depth!, ...y.shape.slice(1)]) as Node;
  });
  return parts.reduce((sum, part) => graph.add(sum, part) as Node);
} // prettier-ignore

/** Weights [in, out/groups, …] as ours, with the filters of all groups last. */
function transposedWeights(w: Node, groups: number): Node {
  const [channels, filters, height, width] = sizesOf(w) as [number, number, number, number];
  const apart = graph.reshape(w, [groups, channels / groups, filters, height, width]) as Node;
  const turned = graph.transpose(apart, [3, 4, 1, 0, 2]) as Node;
  return graph.reshape(turned, [height, width, channels / groups, groups * filters]) as Node;
}

/** How much is cut off before and after an axis; less than nothing is zeros that are added. */
type Cut = readonly [before: number, after: number];

/** The cuts of all axes: as given, or those that leave an output of a given shape. */
function cutsOf(call: OnnxCall, axes: number): Cut[] {
  const [stride, dilation] = [eachAxis(call, 'strides', axes), eachAxis(call, 'dilations', axes)];
  const more = call.integers('output_padding') ?? stride.map(() => 0);
  const [pads, wanted] = [call.integers('pads') ?? [...stride, ...stride].fill(0), call.integers('output_shape')];
  return stride.map((step, axis) => {
    if (wanted === undefined) return [pads[axis]!, pads[axis + axes]! - more[axis]!];
    const [size, kernel] = [call.input(0), call.input(1)].map(node => fixedSize(node, axis + 2));
    const total = (size! - 1) * step + more[axis]! + (kernel! - 1) * dilation[axis]! + 1 - wanted[axis]!;
    const before = Math.max(0, total - Math.floor(total / 2));
    return [before, total - before - more[axis]!];
  });
}

/** A transposed convolution of images, of which some is cut off or zeros are added to. */
function cutImages(call: OnnxCall, [x, w]: readonly [Node, Node], cuts: readonly Cut[] | 'same'): Node {
  const axes = call.input(0).shape.length - 2;
  const rows = (values: readonly number[]): readonly number[] => (axes === 1 ? [1, ...values] : values);
  const groups = call.integer('group', 1);
  const apply = graph.convTranspose2d as Convolve;
  const y = apply(channelsLast(x), transposedWeights(w, groups), {
    stride: rows(eachAxis(call, 'strides', axes)),
    dilation: rows(eachAxis(call, 'dilations', axes)),
    groups,
    padding: cuts === 'same' ? cuts : cuts.map(([before, after]) => [before, Math.max(0, after)] as const),
  });
  if (cuts === 'same') return y;
  return cuts.reduce((all, [, after], n) => graph.pad(all, { axis: n + 1, after: Math.max(0, -after) }) as Node, y);
}

function convTransposed(call: OnnxCall): Node {
  const axes = call.input(0).shape.length - 2;
  call.refuse('windows over no axis, or weights of another number of axes', axes < 1 || call.input(1).shape.length !== axes + 2);
  const word = call.text('auto_pad', 'NOTSET');
  call.refuse('transposed windows over three axes', axes > 2);
  call.refuse('the padding SAME_LOWER', word === 'SAME_LOWER');
  const cuts = word === 'SAME_UPPER' ? 'same' : cutsOf(call, axes);
  if (axes === 2) return biased(cutImages(call, [call.input(0), call.input(1)], cuts), call);
  // A sequence is an image of one row.
  const images = [call.input(0), call.input(1)].map(({ shape: [n, c, length] }, place) => graph.reshape(call.input(place), [n!, c!, 1, length!]) as Node);
  const y = cutImages(call, images as [Node, Node], cuts === 'same' ? cuts : [[0, 0], ...cuts]);
  const [batch, , length, filters] = y.shape;
  return biased(graph.reshape(y, [batch!, length!, filters!]) as Node, call);
} // prettier-ignore

const index = (n: number): Node => constant(n, { dtype: 'int32' }) as Node;

/** Convolutions. */
export const convolutionOperators: OnnxOperators = {
  Conv: convolved,
  ConvTranspose: convTransposed,
  DeformConv: deformedConvolution,
};

/** A convolution of images whose windows have their elements moved by offsets, and weighted by a mask. */
function deformedConvolution(call: OnnxCall): Node {
  const [x, w, groups] = [channelsLast(call.input(0)), call.input(1), call.integer('offset_group', 1)];
  const kernel = sizesOf(w).slice(2);
  const windows = windowAxes(call, kernel);
  const [moves, mask] = [channelsLast(call.input(2)), call.inputs[4] && channelsLast(call.inputs[4])];
  const width = fixedSize(x, -1) / groups;
  const taps = sizeOf(kernel);
  call.limit('elements of windows', taps * groups, 1024);
  const channel = (values: Node, n: number): Node => graph.gather(values, index(n), { axis: -1 }) as Node;
  const parts = listed(taps, tap => {
    const tapAt = [Math.floor(tap / kernel[1]!), tap % kernel[1]!];
    const elements = listed(groups, group => {
      const first = group * taps + tap;
      const places = windows.map((window, axis) =>
        graph.add(channel(moves, 2 * first + axis), lattice(moves, window, axis, tapAt[axis]!)) as Node);
      const own = graph.slice(x, { axis: -1, from: group * width, to: (group + 1) * width }) as Node;
      const found = sampled(own, places, { mode: 'linear', around: 'zeros' });
      return mask === undefined ? found : (graph.mul(found, graph.slice(mask, { axis: -1, from: first, to: first + 1 }) as Node) as Node);
    });
    const weights = graph.transpose(graph.slice(graph.slice(w, { axis: 2, from: tapAt[0]!, to: tapAt[0]! + 1 }) as Node, { axis: 3, from: tapAt[1]!, to: tapAt[1]! + 1 }) as Node, [2, 3, 1, 0]);
    return graph.conv2d(graph.concat(elements, { axis: -1 }) as never, weights as never, { groups: call.integer('group', 1) }) as Node;
  });
  const y = parts.reduce((sum, part) => graph.add(sum, part) as Node);
  return channelsSecond(call.inputs[3] === undefined ? y : (graph.add(y, call.inputs[3]) as Node));
} // prettier-ignore

/** The position of an element of each window without an offset, along an axis of images `[batch, height, width, …]`. */
function lattice(images: Node, { stride, dilation, before }: WindowAxis, axis: number, tap: number): Node {
  const count = fixedSize(images, axis + 1);
  const places = listed(count, n => n * stride - before + tap * dilation);
  return graph.reshape(constant(places), axis === 0 ? [1, count, 1] : [1, 1, count]) as Node;
}
