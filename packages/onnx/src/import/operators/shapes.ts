import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { productOf, quotientOf, type Size } from '../size-arithmetic.ts';
import { axisFromStart } from './axis-from-start.ts';
import { filled } from './filled.ts';
import { splitNames } from './split-names.ts';
import { listed } from './listed.ts';

/** A size of 0 is that of the input, unless `allowzero` is set; one of −1 follows. */
function reshaped(call: OnnxCall): Node {
  const x = call.input(0);
  const given = call.integers('shape') ?? call.sizes(1) ?? call.given(1);
  const copied = call.integer('allowzero', 0) === 0;
  const sizes = given.map((size, axis) => (size === 0 && copied ? (x.shape[axis] ?? 0) : size));
  const rest = sizes.filter(size => size !== -1);
  const whole = productOf(x.shape);
  const left = rest.length === sizes.length ? 1 : quotientOf(whole, productOf(rest));
  // What no name says follows in a pass.
  const open = left ?? `${call.outputs[0] ?? 'reshaped'}_${sizes.indexOf(-1)}`;
  const shape = sizes.map(size => (size === -1 ? open : size));
  return splitNames(x, shape, call.likes) ?? (graph.reshape(x, shape) as Node);
}

function flattened(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = axisFromStart(call.integer('axis', 1), x.shape.length, x.shape.length + 1);
  return graph.reshape(x, [productOf(x.shape.slice(0, axis)), productOf(x.shape.slice(axis))]) as Node;
}

function squeezed(call: OnnxCall): Node {
  const axes = call.either('axes', 1);
  return graph.squeeze(call.input(0), axes === undefined ? {} : { axes }) as Node;
}

function unsqueezed(call: OnnxCall): Node {
  return graph.expandDims(call.input(0), { axes: call.required('axes', 1) }) as Node;
}

function expanded(call: OnnxCall): Node {
  const x = call.input(0);
  const wanted = call.sizes(1) ?? call.given(1);
  const rank = Math.max(x.shape.length, wanted.length);
  const size = (sizes: readonly Size[], axis: number): Size => sizes[axis - rank + sizes.length] ?? 1;
  const shape = listed(rank, axis => {
    const [own, other] = [size(x.shape, axis), size(wanted, axis)];
    return own === 1 ? other : own;
  });
  return graph.broadcastLike(x, filled(call, shape, 0, x.dtype)) as Node;
}

/** Operators that give values other shapes. */
export const shapeOperators: OnnxOperators = {
  Reshape: reshaped,
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Expand: expanded,
};
