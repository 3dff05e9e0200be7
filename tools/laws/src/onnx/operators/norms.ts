import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { batchNorm, groupNorm, layerNorm } from '@thalweg/nn';
import type { Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { channelsLast, channelsSecond } from './channels-last.ts';
import { withValues } from './with-values.ts';

function batchNormalized(call: OnnxCall): Node {
  call.refuse('running statistics by the biased variance', call.integer('training_mode', 0) === 1);
  const y = batchNorm({ epsilon: call.real('epsilon', 1e-5) })(channelsLast(call.input(0))) as Node;
  const [, scale, offset, mean, variance] = call.inputs;
  return channelsSecond(withValues(y, { scale, offset, mean, variance }));
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
  LayerNormalization: layerNormalized,
  GroupNormalization: call => groupNormalized(call, call.integer('num_groups', 1)),
  InstanceNormalization: call => groupNormalized(call, call.input(0).shape[1] as number),
};
