import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { sizeOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';
import { axisFromStart } from './axis-from-start.ts';
import { sizesOf } from './sizes-of.ts';

/** A size of 0 is that of the input, unless `allowzero` is set; one of −1 follows. */
function reshaped(call: OnnxCall): Node {
  const x = call.input(0);
  const given = call.either('shape', 1)!;
  const sizes = given.map((size, axis) => (size === 0 && call.integer('allowzero', 0) === 0 ? sizesOf(x)[axis]! : size));
  const known = sizes.filter(size => size >= 0).reduce((product, size) => product * size, 1);
  return graph.reshape(x, sizes.map(size => (size < 0 ? sizeOf(sizesOf(x)) / known : size))) as Node;
} // prettier-ignore

function flattened(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = axisFromStart(call.integer('axis', 1), x.shape.length);
  return graph.reshape(x, [sizeOf(sizesOf(x).slice(0, axis)), sizeOf(sizesOf(x).slice(axis))]);
}

function squeezed(call: OnnxCall): Node {
  const axes = call.either('axes', 1);
  return graph.squeeze(call.input(0), axes === undefined ? {} : { axes }) as Node;
}

function unsqueezed(call: OnnxCall): Node {
  return graph.expandDims(call.input(0), { axes: call.either('axes', 1)! }) as Node;
}

function expanded(call: OnnxCall): Node {
  const x = call.input(0);
  const wanted = call.numbers(1)!;
  const rank = Math.max(x.shape.length, wanted.length);
  const size = (sizes: readonly number[], axis: number): number => sizes[axis - rank + sizes.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [own, other] = [size(sizesOf(x), axis), size(wanted, axis)];
    return own === 1 ? other : own;
  });
  return graph.broadcastLike(x, graph.full(shape, 0)) as Node;
}

/** Operators that give values other shapes. */
export const shapeOperators: Operators = {
  Reshape: reshaped,
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Expand: expanded,
};
