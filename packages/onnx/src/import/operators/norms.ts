import * as graph from '@thalweg/graph';
import { type Node, pad, slice } from '@thalweg/graph';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { channelsLast, channelsSecond, fixedSize } from './axes.ts';
import { listed } from './elements.ts';
import type { WindowAxis } from './windows.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;

const sub = graph.sub as (a: Node, b: Node) => Node;

const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** The mean, which is subtracted, and the root of the variance, the divisor. */
interface Moments {
  readonly mean: Node;
  readonly deviation: Node;
}

function momentsOver(x: Node, axes: readonly number[], epsilon: number): Moments {
  const over = { axes, keep: true };
  const mean = graph.mean(x, over) as Node;
  return { mean, deviation: graph.sqrt(add(graph.variance(x, over) as Node, epsilon)) };
}

const standardized = (x: Node, { mean, deviation }: Moments): Node => graph.div(sub(x, mean), deviation) as Node;

/** With a scale and an offset for each element of the last axes. */
function scaled(x: Node, scale: Node | undefined, offset: Node | undefined): Node {
  const y = scale === undefined ? x : mul(x, scale);
  return offset === undefined ? y : add(y, offset);
}

/** By running statistics; in training by those of the batch, which move the given ones. */
function batchNormalized(call: OnnxCall): Node | readonly Node[] {
  const [x, epsilon] = [channelsLast(call.input(0)), call.real('epsilon', 1e-5)];
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(place => call.input(place)) as [Node, Node, Node, Node];
  if (call.integer('training_mode', 0) !== 1) {
    const moments = { mean, deviation: graph.sqrt(add(variance, epsilon)) };
    return channelsSecond(scaled(standardized(x, moments), scale, offset));
  }
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const [center, spread] = [graph.mean(x, { axes }) as Node, graph.variance(x, { axes }) as Node];
  const y = standardized(x, { mean: center, deviation: graph.sqrt(add(spread, epsilon)) });
  const kept = call.real('momentum', 0.9);
  const moved = (old: Node, now: Node): Node => add(mul(old, kept), mul(now, 1 - kept));
  return [channelsSecond(scaled(y, scale, offset)), moved(mean, center), moved(variance, spread)];
}

/** Values over a power of a sum of squares of their neighbours among the channels. */
function localResponse(call: OnnxCall): Node {
  const [x, size] = [call.input(0), call.integer('size', 1)];
  call.limit('neighbours', size, 1024);
  const before = Math.floor((size - 1) / 2);
  const window = { kernel: size, stride: 1, dilation: 1, before, after: size - 1 - before };
  const squares = elementsApart(graph.square(x), [window], { fill: 0, join: graph.add as never });
  const sums = add(mul(squares, call.real('alpha', 1e-4) / size), call.real('bias', 1));
  return graph.div(x, graph.pow(sums, call.real('beta', 0.75)) as Node) as Node;
}

/** All axes from one on are normalized together. */
function layerNormalized(call: OnnxCall): readonly Node[] {
  const x = call.input(0);
  const rank = x.shape.length;
  const axis = (call.integer('axis', -1) + rank) % rank;
  const moments = momentsOver(x, x.shape.map((_, n) => n).slice(axis), call.real('epsilon', 1e-5));
  const y = scaled(standardized(x, moments), call.input(1), call.inputs[2]);
  return [y, moments.mean, graph.reciprocal(moments.deviation)];
}

/** The channels of each group, and all places, are normalized together. */
function groupNormalized(call: OnnxCall, groups: number): Node {
  const x = call.input(0);
  const [batch, , ...places] = x.shape;
  const channels = fixedSize(x, 1);
  call.refuse('groups that do not divide the channels', !(channels % groups === 0));
  const apart = graph.reshape(x, [batch!, groups, channels / groups, ...places]) as Node;
  const axes = apart.shape.map((_, axis) => axis).slice(2);
  const y = graph.reshape(standardized(apart, momentsOver(apart, axes, call.real('epsilon', 1e-5))), x.shape) as Node;
  // Until opset 20 each group had a scale and an offset.
  const wide = (weight: Node): Node =>
    weight.shape[0] === channels ? weight : (graph.repeat(weight, { axis: 0, times: channels / groups }) as Node);
  return channelsSecond(scaled(channelsLast(y), wide(call.input(1)), wide(call.input(2))));
}

/** Normalizations. */
export const normOperators: OnnxOperators = {
  BatchNormalization: batchNormalized,
  LRN: localResponse,
  LayerNormalization: layerNormalized,
  GroupNormalization: call => groupNormalized(call, call.integer('num_groups', 1)),
  InstanceNormalization: call => groupNormalized(call, fixedSize(call.input(0), 1)),
};

/** The value around the input, and the function that joins two elements of a window. */
interface Joining {
  readonly fill: number;
  readonly join: (a: Node, b: Node) => Node;
}

/** Joins the elements of each window over the axes from the second on, axis by axis; elements may be apart. */
function elementsApart(x: Node, windows: readonly WindowAxis[], { fill, join }: Joining): Node {
  return windows.reduce((all, { kernel, stride, dilation, before, after }, n) => {
    const axis = n + 1;
    const padded = pad(all, { axis, before, after: Math.max(0, after), value: fill }) as Node;
    const last = fixedSize(padded, axis) - (kernel - 1) * dilation;
    const taps = listed(kernel, tap =>
      slice(padded, { axis, from: tap * dilation, to: tap * dilation + last, step: stride }),
    );
    return (taps as Node[]).reduce((all, tap) => join(all, tap));
  }, x);
}
