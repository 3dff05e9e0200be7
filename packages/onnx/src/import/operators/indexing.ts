import * as graph from '@thalweg/graph';
import { constant, read, type Node } from '@thalweg/graph';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import { isConstant } from '../contents.ts';
import { sizeNode } from '../size-node.ts';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { axisFromStart } from './axis-from-start.ts';
import { integers } from './integers.ts';
import { sizesOf } from './sizes-of.ts';
import { listed } from './listed.ts';

/** Indices from the end are made ones from the front. */
function places(x: Node, indices: Node, axis: number): Node {
  if (isConstant(indices) && read(indices).data.every(index => index >= 0)) return indices;
  const fromEnd = graph.add(indices, sizeNode(x.shape[axis]!, [x])) as Node;
  return graph.where(graph.less(indices, 0), fromEnd, indices) as Node;
}

function gathered(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = axisFromStart(call.integer('axis', 0), x.shape.length);
  return graph.gather(x, places(x, call.input(1), axis), { axis }) as Node;
}

function gatheredElements(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = axisFromStart(call.integer('axis', 0), x.shape.length);
  return graph.takeAlong(x, places(x, call.input(1), axis), { axis });
}

function oneHot(call: OnnxCall): Node {
  const [indices, depth, values] = [call.input(0), call.given(1)[0]!, call.given(2)];
  call.limit('classes', depth);
  const counts = graph.cast(indices, 'int32');
  const classes = graph.where(graph.less(counts, 0), graph.add(counts, depth), counts) as Node;
  const hot = graph.oneHot(classes, depth, { dtype: 'bool' }) as Node;
  const chosen = graph.where(hot, constant(values[1]!), values[0]!) as Node;
  const rank = chosen.shape.length;
  const axis = axisFromStart(call.integer('axis', -1), rank);
  const before = listed(rank - 1, n => n);
  const turned = graph.transpose(chosen, [...before.slice(0, axis), rank - 1, ...before.slice(axis)]) as Node;
  return graph.cast(turned, call.input(2).dtype);
} // prettier-ignore

/** The parts of a value at places that the last axis of indices says; first axes may be common to both. */
function gatheredParts(call: OnnxCall): Node {
  const [x, indices, shared] = [call.input(0), call.input(1), call.integer('batch_dims', 0)];
  const [sizes, places] = [sizesOf(x), sizesOf(indices)];
  const depth = places.at(-1)!;
  const [along, rest] = [sizes.slice(shared, shared + depth), sizes.slice(shared + depth)];
  const parts = graph.mul(wrapped(indices, along), integers(stridesOf(along))) as Node;
  const flat = graph.sum(parts, { axes: [-1] }) as Node;
  const batches = sizeOf(sizes.slice(0, shared));
  const rows = graph.reshape(flat, [batches, sizeOf(places.slice(shared, -1))]) as Node;
  const firsts = integers(listed(batches, batch => batch * sizeOf(along)));
  const at = graph.add(rows, graph.reshape(firsts, [batches, 1]) as Node) as Node;
  const found = graph.gather(graph.reshape(x, [batches * sizeOf(along), ...rest]) as Node, at) as Node;
  return graph.reshape(found, [...places.slice(0, -1), ...rest]);
}

/** Indices along axes of some sizes, those from the end made ones from the front. */
function wrapped(indices: Node, sizes: readonly number[]): Node {
  return graph.where(graph.less(indices, 0), graph.add(indices, integers(sizes) as never) as Node, indices) as Node;
}

/** OnnxOperators that find elements by their indices. */
export const indexingOperators: OnnxOperators = {
  Gather: gathered,
  GatherElements: gatheredElements,
  OneHot: oneHot,
  GatherND: gatheredParts,
  'ai.onnx.ml.ArrayFeatureExtractor': call => graph.gather(call.input(0), call.input(1), { axis: -1 }) as Node,
};
