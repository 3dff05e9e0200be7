import * as graph from '@thalweg/graph';
import { constant, type ConvOptions, type Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { productOf } from '../call/size-arithmetic.ts';
import { channelsLast, channelsSecond, fixedSize, sizesOf } from './axes.ts';
import { listed } from './elements.ts';
import { sampled } from './sampling.ts';
import { eachAxis, windowAxes, type WindowAxis } from './windows.ts';

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
