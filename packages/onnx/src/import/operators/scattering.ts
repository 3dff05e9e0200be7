import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { OnnxOperators } from '../onnx-operator.ts';
import { axisFromStart } from './axis-from-start.ts';
import { integers } from './integers.ts';
import { sizesOf } from './sizes-of.ts';
import { eachAxis, windowAxes } from './window-options.ts';
import { windowPlaces } from './window-places.ts';
import { listed } from './listed.ts';

function reductionOf(call: OnnxCall): 'none' | 'add' | 'mul' | 'max' | 'min' {
  return call.text('reduction', 'none') as 'none';
}

/** Values at places along one axis, in a copy of others; indices from the end are made ones from the front. */
function scatteredElements(call: OnnxCall): Node {
  const [x, indices, values] = [call.input(0), call.input(1), call.input(2)];
  const axis = axisFromStart(call.integer('axis', 0), x.shape.length);
  const at = graph.where(graph.less(indices, 0), graph.add(indices, sizesOf(x)[axis]!), indices) as Node;
  return graph.scatterAlong(x, at, values, { axis, reduction: reductionOf(call) });
}

/** Parts of a value at places that the last axis of indices says. */
function scatteredParts(call: OnnxCall): Node {
  const [x, indices, values] = [call.input(0), call.input(1), call.input(2)];
  const [sizes, depth] = [sizesOf(x), sizesOf(indices).at(-1)!];
  const [along, rest] = [sizes.slice(0, depth), sizes.slice(depth)];
  const fromFront = graph.where(graph.less(indices, 0), graph.add(indices, integers(along)) as Node, indices) as Node;
  const flat = graph.sum(graph.mul(fromFront, integers(stridesOf(along))) as Node, { axes: [-1] }) as Node;
  const count = sizeOf(sizesOf(flat));
  const rows = graph.reshape(values, [count, ...rest]) as Node;
  const table = graph.reshape(x, [sizeOf(along), ...rest]) as Node;
  const at = graph.reshape(flat, [count]) as Node;
  return graph.reshape(graph.scatter(table, at, rows, { reduction: reductionOf(call) }) as Node, sizes);
}

/** The sum of windows that lie over an image, `[batch, channels·elements, windows]`. */
function foldedWindows(call: OnnxCall): Node {
  const [sizes, kernel] = [call.given(1), call.given(2)];
  call.limit('elements of windows', sizeOf(sizes) * sizeOf(kernel));
  const places = windowPlaces(sizes, windowAxes(call, kernel));
  const [size, elements] = [sizeOf(sizes), sizeOf(kernel)];
  const [batch, channels] = sizesOf(call.input(0)) as [number, number];
  const images = batch * (channels / elements);
  // Padding goes to one place more.
  const at = listed(elements, element => places.map(window => (window[element]! < 0 ? size : window[element]!)));
  const rows = graph.reshape(call.input(0), [images, elements * places.length]) as Node;
  const sums = graph.scatter(graph.full([images, size + 1], 0) as Node, integers(at.flat()), rows, { axis: 1, reduction: 'add' });
  const whole = graph.slice(sums, { axis: 1, from: 0, to: size }) as Node;
  return graph.reshape(whole, [batch, channels / elements, ...sizes]);
} // prettier-ignore

/** Elements at the places that a pool found them, and zeros elsewhere. */
function unpooled(call: OnnxCall): Node {
  const [x, kernel] = [call.input(0), call.required('kernel_shape', 99)];
  const [[batch, channels, ...outs], strides] = [sizesOf(x) as [number, number, ...number[]], eachAxis(call, 'strides', kernel.length)];
  const pads = call.integers('pads') ?? new Array<number>(2 * kernel.length).fill(0);
  const sizes = outs.map((out, n) => (out - 1) * strides[n]! + kernel[n]! - pads[n]! - pads[n + kernel.length]!);
  const shape = [batch, channels, ...sizes];
  call.refuse('places outside of the image', sizes.some(size => !(size >= 0)));
  const [at, values] = [call.input(1), x].map(each => graph.reshape(each, [sizeOf(sizesOf(x))]) as Node) as [Node, Node];
  const placed = graph.reshape(graph.scatter(graph.full([sizeOf(shape)], 0) as Node, at, values), shape) as Node;
  const wanted = call.numbers(2) ?? shape;
  return wanted.reduce<Node>((all, size, axis) => graph.pad(all, { axis, after: size - shape[axis]! }) as Node, placed);
} // prettier-ignore

/** OnnxOperators that put elements at places. */
export const scatteringOperators: OnnxOperators = {
  Scatter: scatteredElements,
  ScatterElements: scatteredElements,
  ScatterND: scatteredParts,
  Col2Im: foldedWindows,
  MaxUnpool: unpooled,
};
