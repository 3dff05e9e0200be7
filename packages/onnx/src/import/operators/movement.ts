import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { leadingRows } from '@thalweg/graph/author';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { NotOffered } from '../call/not-offered.ts';
import type { Size } from '../call/size-arithmetic.ts';
import { axisFromStart, fixedSize } from './axes.ts';

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

/** OnnxOperators that move elements. */
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
