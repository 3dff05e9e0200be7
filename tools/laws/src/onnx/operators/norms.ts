import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { batchNorm, groupNorm, layerNorm } from '@thalweg/nn';
import type { Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { elementsApart } from './elements-apart.ts';
import { withValues } from './with-values.ts';

/** In training by the statistics of the batch, which move the given ones. */
function batchNormalized(call: OnnxCall): Node | readonly Node[] {
  if (call.integer('training_mode', 0) === 1) return batchTrained(call);
  const y = batchNorm({ epsilon: call.real('epsilon', 1e-5) })(channelsLast(call.input(0))) as Node;
  const [, scale, offset, mean, variance] = call.inputs;
  return channelsSecond(withValues(y, { scale, offset, mean, variance }));
}

function batchTrained(call: OnnxCall): readonly Node[] {
  const x = channelsLast(call.input(0));
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const [mean, variance] = [graph.mean(x, { axes }) as Node, graph.variance(x, { axes }) as Node];
  const deviation = graph.sqrt(graph.add(variance, call.real('epsilon', 1e-5)) as Node);
  const standard = graph.div(graph.sub(x, mean) as Node, deviation) as Node;
  const y = graph.add(graph.mul(standard, call.input(1)) as Node, call.input(2)) as Node;
  const kept = call.real('momentum', 0.9);
  const moved = (old: Node, now: Node): Node =>
    graph.add(graph.mul(old, kept) as Node, graph.mul(now, 1 - kept)) as Node;
  return [channelsSecond(y), moved(call.input(3), mean), moved(call.input(4), variance)];
}

/** Values over a power of a sum of squares of their neighbours among the channels. */
function localResponse(call: OnnxCall): Node {
  const [x, size] = [call.input(0), call.integer('size', 1)];
  const before = Math.floor((size - 1) / 2);
  const window = { kernel: size, stride: 1, dilation: 1, before, after: size - 1 - before };
  const squares = elementsApart(graph.square(x), [window], { fill: 0, join: graph.add as never });
  const scaled = graph.add(graph.mul(squares, call.real('alpha', 1e-4) / size) as Node, call.real('bias', 1)) as Node;
  return graph.div(x, graph.pow(scaled, call.real('beta', 0.75)) as Node) as Node;
}

/** All axes from one on are normalized together; the layer wants another axis before them. */
function layerNormalized(call: OnnxCall): readonly Node[] {
  const [x, scale, offset] = [call.input(0), call.input(1), call.inputs[2]];
  const rank = x.shape.length;
  const axis = (call.integer('axis', -1) + rank) % rank;
  const epsilon = call.real('epsilon', 1e-5);
  const rows = graph.reshape(x, [1, ...(x.shape as Sizes)]) as Node;
  const y = layerNorm({ axes: rank - axis, epsilon, offset: offset !== undefined })(rows) as Node;
  const over = { axes: x.shape.map((_, n) => n).slice(axis), keep: true };
  const deviation = graph.sqrt(graph.add(graph.variance(x, over) as Node, epsilon) as Node);
  const normalized = graph.reshape(withValues(y, { scale, offset }), x.shape);
  return [normalized, graph.mean(x, over) as Node, graph.reciprocal(deviation)];
}

function groupNormalized(call: OnnxCall, groups: number): Node {
  const y = groupNorm(groups, { epsilon: call.real('epsilon', 1e-5) })(channelsLast(call.input(0))) as Node;
  const [, scale, offset] = call.inputs;
  return channelsSecond(withValues(y, { scale, offset }));
}

/** Normalizations. */
export const normOperators: Operators = {
  BatchNormalization: batchNormalized,
  LRN: localResponse,
  LayerNormalization: layerNormalized,
  GroupNormalization: call => groupNormalized(call, call.integer('num_groups', 1)),
  InstanceNormalization: call => groupNormalized(call, call.input(0).shape[1] as number),
};
