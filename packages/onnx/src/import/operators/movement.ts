import * as graph from '@thalweg/graph';
import { constant, type Node, read } from '@thalweg/graph';
import { leadingRows } from '@thalweg/graph/author';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import { NotOffered } from '../call/not-offered.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { isConstant, type Size, sizeNode } from '../call/size-arithmetic.ts';
import { axisFromStart, fixedSize, integers, listed, sizesOf } from './shapes.ts';
import { eachAxis, windowAxes, windowPlaces } from './windows.ts';

function transposed(call: OnnxCall): Node {
  const x = call.input(0);
  return graph.transpose(x, call.integers('perm') ?? x.shape.map((_, axis) => axis).reverse()) as Node;
}

/** The positions of an axis from the first to before the last, as Python cuts what is not on the axis. */
function part(x: Node, axis: number, [first, last, step]: readonly [number, number, number]): Node {
  const size = x.shape[axis];
  if (typeof size === 'string') return ofNamedAxis(x, axis, [first, last, step]);
  if (size === undefined) throw new NotOffered(`it has no axis ${axis}`, 'file');
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const held = (place: number): number => Math.min(Math.max(place < 0 ? place + size : place, least), most);
  const [from, to] = [held(first), held(last)];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (count === 0) return graph.slice(x, { axis, from: 0, to: 0 }) as Node;
  // No position is before the first: a slice that ends there names no end.
  const end = from + count * step;
  return graph.slice(x, { axis, from, step, ...(end < 0 ? {} : { to: Math.min(end, size) }) }) as Node;
}

/** All of an axis with a name, or a fixed number of positions at one of its ends. */
function ofNamedAxis(x: Node, axis: number, [first, last, step]: readonly [number, number, number]): Node {
  const isAll = first === 0 && last >= END && step === 1;
  if (isAll) return x;
  if (step === -1 && (first === -1 || first >= END) && last <= -END) return graph.flip(x, { axes: [axis] }) as Node;
  const end = last >= END || last <= -END ? {} : { to: last };
  return graph.slice(x, { axis, from: first, step, ...end }) as Node;
}

/** Ends, of which the size of an axis is its end. */
function endsOf(call: OnnxCall): Size[] {
  const ends = call.integers('ends') ?? call.sizes(2) ?? call.given(2);
  const [x, axes] = [call.input(0), call.either('axes', 3) ?? ends.map((_, axis) => axis)];
  return ends.map((end, n) => (typeof end === 'string' && end === x.shape.at(axes[n]!) ? END : end));
}

/** As many rows of a table as an axis with a name has positions, such as of learned positions in time. */
function rowsUpTo(call: OnnxCall, table: Node, name: string): Node {
  const like = call.likes.find(({ shape }) => shape.at(-2) === name);
  const has = call.likes.some(({ shape }) => shape.includes(name));
  if (like === undefined && !has) throw new NotOffered(`positions up to ${name}`);
  return leadingRows('Slice', table, like ?? (graph.full([name, 1], 0, { like: call.likes }) as Node));
}

/** Positions from here on mean the end. */
const END = 2 ** 31 - 2;

function sliced(call: OnnxCall): Node {
  const x = call.input(0);
  const [starts, ends] = [call.required('starts', 1), endsOf(call)];
  const axes = call.either('axes', 3) ?? starts.map((_, axis) => axis);
  const steps = call.numbers(4) ?? starts.map(() => 1);
  return axes.reduce((cut, each, n) => {
    const [axis, first, end, step] = [axisFromStart(each, x.shape.length), starts[n]!, ends[n]!, steps[n]!];
    if (typeof end === 'number') return part(cut, axis, [first, end, step]);
    if (axis === 0 && first === 0 && step === 1 && typeof cut.shape[0] === 'number') return rowsUpTo(call, cut, end);
    throw new NotOffered(`positions up to ${end}`);
  }, x);
}

function split(call: OnnxCall): readonly Node[] {
  const x = call.input(0);
  const axis = axisFromStart(call.integer('axis', 0), x.shape.length);
  const even = (): number[] => {
    const size = fixedSize(x, axis);
    const share = Math.ceil(size / call.outputs.length);
    return call.outputs.map((_, n) => Math.max(0, Math.min(share, size - n * share)));
  };
  const sizes = call.either('split', 1) ?? even();
  return graph.splitAlong(x, { axis, sizes }) as Node[];
}

function padded(call: OnnxCall): Node {
  const x = call.input(0);
  const mode = call.text('mode', 'constant') as 'constant' | 'edge' | 'reflect' | 'wrap';
  const pads = call.integers('pads') ?? call.integers('paddings') ?? call.given(1);
  const value = call.has('value') ? call.real('value', 0) : (call.numbers(2)?.[0] ?? 0);
  const axes = call.numbers(3)?.map(axis => axisFromStart(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
  return axes.reduce<Node>((larger, axis, n) => {
    const [before, after] = [pads[n] ?? 0, pads[n + axes.length] ?? 0];
    if (before === 0 && after === 0) return larger;
    if (mode !== 'constant') return graph.pad(larger, { axis, before, after, mode }) as Node;
    return graph.pad(larger, { axis, before, after, value }) as Node;
  }, x);
}

/** Matrices without what is above or below a diagonal. */
function triangle(call: OnnxCall): Node {
  const apply = call.integer('upper', 1) === 1 ? graph.triu : graph.tril;
  return apply(call.input(0), { diagonal: call.numbers(1)?.[0] ?? 0 });
}

/** The sizes of images, of which the first may have a name. */
function imageSizes(call: OnnxCall): [number | string, number, number, number] {
  const x = call.input(0);
  return [x.shape[0] ?? 1, fixedSize(x, 1), fixedSize(x, 2), fixedSize(x, 3)];
}

/** Blocks of neighbouring places to channels, or channels to blocks of places, by the order that the model says. */
function depthToSpace(call: OnnxCall): Node {
  const [batch, channels, height, width] = imageSizes(call);
  const side = call.integer('blocksize', 1);
  const depth = channels / side ** 2;
  const columnsFirst = call.text('mode', 'DCR') === 'CRD';
  const apart = columnsFirst ? [batch, depth, side, side, height, width] : [batch, side, side, depth, height, width];
  const order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const turned = graph.transpose(graph.reshape(call.input(0), apart) as Node, order) as Node;
  return graph.reshape(turned, [batch, depth, height * side, width * side]);
}

function spaceToDepth(call: OnnxCall): Node {
  const [batch, channels, height, width] = imageSizes(call);
  const side = call.integer('blocksize', 1);
  const apart = graph.reshape(call.input(0), [batch, channels, height / side, side, width / side, side]) as Node;
  const turned = graph.transpose(apart, [0, 3, 5, 1, 2, 4]) as Node;
  return graph.reshape(turned, [batch, channels * side ** 2, height / side, width / side]);
}

/** Operators that move elements. */
export const movementOperators: OnnxOperators = {
  Transpose: transposed,
  Concat: call => graph.concat(call.all(), { axis: call.integer('axis', 1) }) as Node,
  Split: split,
  Slice: sliced,
  Pad: padded,
  Tile: call => graph.tile(call.input(0), { times: call.given(1) }) as Node,
  Trilu: triangle,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};

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

/** Operators that find elements by their indices. */
export const indexingOperators: OnnxOperators = {
  Gather: gathered,
  GatherElements: gatheredElements,
  OneHot: oneHot,
  GatherND: gatheredParts,
  'ai.onnx.ml.ArrayFeatureExtractor': call => graph.gather(call.input(0), call.input(1), { axis: -1 }) as Node,
};

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

/** Operators that put elements at places. */
export const scatteringOperators: OnnxOperators = {
  Scatter: scatteredElements,
  ScatterElements: scatteredElements,
  ScatterND: scatteredParts,
  Col2Im: foldedWindows,
  MaxUnpool: unpooled,
};

/** The elements of an axis, or of all axes, for which a condition holds that is known when the model is built. */
function compressed(call: OnnxCall): Node {
  const given = call.input(0);
  const x = call.has('axis') ? given : (graph.reshape(given, [sizeOf(sizesOf(given))]) as Node);
  const holds = call.given(1).flatMap((condition, place) => (condition === 0 ? [] : [place]));
  return graph.gather(x, integers(holds), { axis: axisFromStart(call.integer('axis', 0), x.shape.length) }) as Node;
}

/** The first elements of each sequence backward, as many as it has. */
function reversedParts(call: OnnxCall): Node {
  const [batchAxis, timeAxis] = [call.integer('batch_axis', 1), call.integer('time_axis', 0)];
  const turned = (x: Node): Node =>
    batchAxis === 0 ? x : (graph.transpose(x, [1, 0, ...x.shape.map((_, axis) => axis).slice(2)]) as Node);
  call.refuse('sequences along other axes than the first two', batchAxis + timeAxis !== 1);
  const x = turned(call.input(0));
  const [batch, time, ...rest] = sizesOf(x) as [number, number, ...number[]];
  const steps = graph.arange(time) as Node;
  const lengths = graph.reshape(call.input(1), [batch, 1]) as Node;
  const mirrored = graph.sub(graph.sub(lengths, 1 as never) as Node, steps as never) as Node;
  const from = graph.where(graph.less(steps, lengths as never), mirrored, steps) as Node;
  const rows = graph.reshape(x, [batch, time, sizeOf(rest)]) as Node;
  const wide = graph.repeat(graph.reshape(from, [batch, time, 1]) as Node, { axis: 2, times: sizeOf(rest) }) as Node;
  return turned(graph.reshape(graph.takeAlong(rows, wide, { axis: 1 }), [batch, time, ...rest]) as Node);
} // prettier-ignore

/** A value cut or padded to sizes, on both sides alike. */
function centered(call: OnnxCall): Node {
  const x = call.input(0);
  const axes =
    call.integers('axes')?.map(axis => axisFromStart(axis, x.shape.length)) ?? x.shape.map((_, axis) => axis);
  return call.given(1).reduce<Node>((all, wanted, n) => {
    const [axis, size] = [axes[n]!, sizesOf(all)[axes[n]!]!];
    const before = Math.floor(Math.abs(wanted - size) / 2);
    if (wanted < size) return graph.slice(all, { axis, from: before, to: before + wanted }) as Node;
    return graph.pad(all, { axis, before, after: wanted - size - before }) as Node;
  }, x);
}

/** Operators that choose elements. */
export const selectionOperators: OnnxOperators = {
  Compress: compressed,
  ReverseSequence: reversedParts,
  CenterCropPad: centered,
};
