import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';

const sizesOf = (x: Node): number[] => [...(x.shape as Sizes)];

const counted = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

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
  const axis = counted(call.integer('axis', 1), x.shape.length);
  return graph.reshape(x, [sizeOf(sizesOf(x).slice(0, axis)), sizeOf(sizesOf(x).slice(axis))]);
}

function squeezed(call: OnnxCall): Node {
  const x = call.input(0);
  const axes = call.either('axes', 1)?.map(axis => counted(axis, x.shape.length));
  const goes = (size: number, axis: number): boolean => (axes === undefined ? size === 1 : axes.includes(axis));
  return graph.reshape(x, sizesOf(x).filter((size, axis) => !goes(size, axis))); // prettier-ignore
}

function unsqueezed(call: OnnxCall): Node {
  const x = call.input(0);
  const given = call.either('axes', 1)!;
  const rank = x.shape.length + given.length;
  const axes = given.map(axis => counted(axis, rank));
  const left = sizesOf(x);
  return graph.reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : left.shift()!)),
  );
}

function transposed(call: OnnxCall): Node {
  const x = call.input(0);
  return graph.transpose(x, call.integers('perm') ?? x.shape.map((_, axis) => axis).reverse()) as Node;
}

/** The positions of an axis from the first to before the last, as Python cuts what is not on the axis. */
function part(x: Node, axis: number, [first, last, step]: readonly [number, number, number]): Node {
  const size = sizesOf(x)[axis]!;
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const held = (place: number): number => Math.min(Math.max(place < 0 ? place + size : place, least), most);
  const [from, to] = [held(first), held(last)];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (count === 0) return graph.slice(x, { axis, from: 0, to: 0 }) as Node;
  // No position is before the first: a slice that ends there names no end.
  const end = from + count * step;
  return graph.slice(x, { axis, from, step, ...(end < 0 ? {} : { to: Math.min(end, size) }) }) as Node;
}

function sliced(call: OnnxCall): Node {
  const x = call.input(0);
  const [starts, ends] = [call.either('starts', 1)!, call.either('ends', 2)!];
  const axes = call.either('axes', 3) ?? starts.map((_, axis) => axis);
  const steps = call.numbers(4) ?? starts.map(() => 1);
  return axes.reduce((cut, axis, n) => part(cut, counted(axis, x.shape.length), [starts[n]!, ends[n]!, steps[n]!]), x);
}

function split(call: OnnxCall): readonly Node[] {
  const x = call.input(0);
  const axis = counted(call.integer('axis', 0), x.shape.length);
  const size = sizesOf(x)[axis]!;
  const share = Math.ceil(size / call.outputs.length);
  const sizes = call.either('split', 1) ?? call.outputs.map((_, n) => Math.min(share, size - n * share));
  let from = 0;
  return sizes.map(length => graph.slice(x, { axis, from, to: (from += length) }) as Node);
}

function padded(call: OnnxCall): Node {
  call.refuse('padding with other than one value', call.text('mode', 'constant') !== 'constant');
  const x = call.input(0);
  const pads = call.integers('pads') ?? call.integers('paddings') ?? call.numbers(1)!;
  const value = call.has('value') ? call.real('value', 0) : (call.numbers(2)?.[0] ?? 0);
  const axes = call.numbers(3)?.map(axis => counted(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
  return axes.reduce<Node>((larger, axis, n) => {
    const [before, after] = [pads[n]!, pads[n + axes.length]!];
    return graph.pad(larger, { axis, before, after, value }) as Node;
  }, x);
}

/** Indices from the end are made ones from the front. */
function places(x: Node, indices: Node, axis: number): Node {
  const size = sizesOf(x)[axis]!;
  return graph.where(graph.less(indices, 0), graph.add(indices, size), indices) as Node;
}

function gathered(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = counted(call.integer('axis', 0), x.shape.length);
  return graph.gather(x, places(x, call.input(1), axis), { axis }) as Node;
}

function gatheredElements(call: OnnxCall): Node {
  const x = call.input(0);
  const axis = counted(call.integer('axis', 0), x.shape.length);
  return graph.takeAlong(x, places(x, call.input(1), axis), { axis });
}

function oneHot(call: OnnxCall): Node {
  const [indices, depth, values] = [call.input(0), call.numbers(1)![0]!, call.numbers(2)!];
  call.refuse('one-hot indices outside of the classes', call.numbers(0)!.some(index => index < -depth || index >= depth));
  const counts = graph.cast(indices, 'int32');
  const classes = graph.where(graph.less(counts, 0), graph.add(counts, depth), counts) as Node;
  const hot = graph.oneHot(classes, depth, { dtype: 'bool' }) as Node;
  const chosen = graph.where(hot, constant(values[1]!), values[0]!) as Node;
  const rank = chosen.shape.length;
  const axis = counted(call.integer('axis', -1), rank);
  const before = Array.from({ length: rank - 1 }, (_, n) => n);
  const turned = graph.transpose(chosen, [...before.slice(0, axis), rank - 1, ...before.slice(axis)]) as Node;
  return graph.cast(turned, call.input(2).dtype);
} // prettier-ignore

/** A value laid end to end so many times along each axis. */
function tiled(call: OnnxCall): Node {
  const times = call.numbers(1)!;
  return times.reduce<Node>(
    (all, count, axis) =>
      count === 0
        ? (graph.slice(all, { axis, from: 0, to: 0 }) as Node)
        : (graph.concat(new Array<Node>(count).fill(all), { axis }) as Node),
    call.input(0),
  );
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
  return graph.broadcastLike(x, constant(tensor(new Array<number>(sizeOf(shape)).fill(0), { shape })) as Node);
}

/** Blocks of neighbouring places to channels, or channels to blocks of places, by the order that the model says. */
function depthToSpace(call: OnnxCall): Node {
  const [batch, channels, height, width] = sizesOf(call.input(0)) as [number, number, number, number];
  const side = call.integer('blocksize', 1);
  const depth = channels / side ** 2;
  const columnsFirst = call.text('mode', 'DCR') === 'CRD';
  const apart = columnsFirst ? [batch, depth, side, side, height, width] : [batch, side, side, depth, height, width];
  const order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const turned = graph.transpose(graph.reshape(call.input(0), apart) as Node, order) as Node;
  return graph.reshape(turned, [batch, depth, height * side, width * side]);
}

function spaceToDepth(call: OnnxCall): Node {
  const [batch, channels, height, width] = sizesOf(call.input(0)) as [number, number, number, number];
  const side = call.integer('blocksize', 1);
  const apart = graph.reshape(call.input(0), [batch, channels, height / side, side, width / side, side]) as Node;
  const turned = graph.transpose(apart, [0, 3, 5, 1, 2, 4]) as Node;
  return graph.reshape(turned, [batch, channels * side ** 2, height / side, width / side]);
}

/** Operators that move elements. */
export const movementOperators: Operators = {
  Reshape: reshaped,
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Transpose: transposed,
  Concat: call => graph.concat(call.all(), { axis: call.integer('axis', 1) }) as Node,
  Split: split,
  Slice: sliced,
  Pad: padded,
  Gather: gathered,
  GatherElements: gatheredElements,
  OneHot: oneHot,
  Tile: tiled,
  Expand: expanded,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};
