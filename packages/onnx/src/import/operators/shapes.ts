import * as graph from '@thalweg/graph';
import { constant, type Node, transpose } from '@thalweg/graph';
import { type DType, sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import { NotOffered } from '../call/not-offered.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { factorsOf, productOf, quotientOf, type Size, sizeNode } from '../call/size-arithmetic.ts';
import { dtypeOfProto, tensorOfProto } from '../call/tensor-of-proto.ts';

/** Returns the sizes of a value, which must be fixed. */
export function sizesOf(x: Node): number[] {
  return x.shape.map(size => {
    if (typeof size === 'number') return size;
    throw new NotOffered(`the axis '${size}' must have a fixed size, which { shapes } gives`, 'shape', [size]);
  });
}

/** Returns the size of one axis, which must be fixed. */
export function fixedSize(x: Node, axis: number): number {
  const size = x.shape.at(axis);
  if (typeof size === 'number') return size;
  throw new NotOffered(size === undefined ? `it has no axis ${axis}` : `the axis '${size}' must have a fixed size, which { shapes } gives`, size === undefined ? 'file' : 'shape', [size ?? '']);
} // prettier-ignore

/** Returns an axis counted from the first one; the last one that is allowed is that before `end`. */
export function axisFromStart(axis: number, rank: number, end: number = rank): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!(found >= 0 && found < end)) throw new NotOffered(`a value of ${rank} axes has no axis ${axis}`, 'file');
  return found;
}

/** Returns a value with its channels, the second axis, moved to the end. */
export function channelsLast(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [0, ...axes.slice(2), 1]) as Node;
}

/** Returns a value with its channels, the last axis, as the second again. */
export function channelsSecond(x: Node): Node {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [0, axes.length - 1, ...axes.slice(1, -1)]) as Node;
}

/** Returns a value of some sizes with one number everywhere. */
export function filled(call: OnnxCall, sizes: readonly Size[], value: number, dtype: DType): Node {
  const { likes } = call;
  const isNamed = (size: Size): boolean => typeof size === 'number' || likes.some(({ shape }) => shape.includes(size));
  const given = dtype === 'bool' ? value !== 0 : value;
  if (sizes.every(size => typeof size === 'number')) return graph.full(sizes, given, { dtype }) as Node;
  const factors = sizes.flatMap(size => {
    if (isNamed(size)) return [size];
    const { fixed, names } = factorsOf(size);
    return [...names, fixed];
  });
  const made = graph.full(factors, given, { like: likes, dtype }) as Node;
  return sizes.every(isNamed) ? made : (graph.reshape(made, [...sizes]) as Node);
}

/** Returns whole numbers as a constant. */
export function integers(values: readonly number[]): Node {
  return constant([...values], { dtype: 'int32' }) as Node;
}

/** As many elements are made at once while a circuit is built. */
const MOST = 2 ** 20;

/** Returns so many elements, each made from its position; a count from a file may be any number. */
export function listed<T>(count: number, make: (n: number) => T): T[] {
  if (count > MOST) throw new NotOffered(`at most ${MOST} elements can be made at once, not ${count}`, 'file');
  return Array.from({ length: count }, (_, n) => make(n));
}

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

function converted(call: OnnxCall): Node {
  return graph.cast(call.input(0), dtypeOfProto(call.integer('to', 0)));
}

const integerTensor = (data: readonly number[], shape: Sizes): Node => constant(tensor([...data], { shape, dtype: 'int32' })) as Node; // prettier-ignore

/** The sizes of a value: numbers, and for names what each pass counts. */
function shapeOf(call: OnnxCall): Node {
  const x = call.input(0);
  const sizes = x.shape.slice(call.integer('start', 0), call.has('end') ? call.integer('end', 0) : undefined);
  if (sizes.every(size => typeof size === 'number')) return integerTensor(sizes, [sizes.length]);
  return graph.stack(sizes.map(size => sizeNode(size, [x]))) as Node;
}

function constantOf(call: OnnxCall): Node {
  const stored = call.tensor('value');
  if (stored !== undefined) return constant(tensorOfProto(stored)) as Node;
  if (call.has('value_float')) return constant(call.real('value_float', 0)) as Node;
  if (call.has('value_floats')) return constant(tensor(call.reals('value_floats')!)) as Node;
  const numbers = call.integers('value_ints');
  if (numbers !== undefined) return integerTensor(numbers, [numbers.length]);
  if (call.has('value_int')) return integerTensor([call.integer('value_int', 0)], []);
  throw new NotOffered('constants of words, and sparse ones', 'dtype');
}

function constantOfShape(call: OnnxCall): Node {
  call.input(0);
  const value = call.tensor('value');
  const { data, dtype } = value === undefined ? tensor([0]) : tensorOfProto(value);
  return filled(call, call.sizes(0)!, data[0] ?? 0, dtype);
}

/** Ones along a diagonal of a matrix of the sizes of another. */
function ones(call: OnnxCall): Node {
  const [rows, columns] = [fixedSize(call.input(0), 0), fixedSize(call.input(0), 1)];
  call.limit('elements', rows * columns);
  const dtype = call.has('dtype') ? dtypeOfProto(call.integer('dtype', 0)) : call.input(0).dtype;
  return graph.eye(rows, { columns, diagonal: call.integer('k', 0), dtype }) as Node;
}

function sizeOfAll(call: OnnxCall): Node {
  const { shape } = call.input(0);
  if (shape.every(size => typeof size === 'number')) return integerTensor([sizeOf(shape)], []);
  return sizeNode(productOf(shape), [call.input(0)]);
}

/** Operators that make constants, and that convert. */
export const constantOperators: OnnxOperators = {
  Cast: converted,
  CastLike: call => graph.cast(call.input(0), call.input(1).dtype),
  Shape: shapeOf,
  Size: sizeOfAll,
  Constant: constantOf,
  ConstantOfShape: constantOfShape,
  EyeLike: ones,
};

/**
 * Returns a value whose first axis becomes two or more with names, as a batch of sequences does that was flattened: rows are
 * picked by their positions, since a size that only a pass knows says nothing about two axes. For any other shape, nothing.
 */
function splitNames(x: Node, shape: readonly Size[], likes: readonly Node[]): Node | undefined {
  const fresh = shape.filter(size => typeof size === 'string' && !x.shape.includes(size));
  if (new Set(fresh).size < 2) return undefined;
  const kept = shape.length - x.shape.length + 1;
  const lead = shape.slice(0, kept);
  if (kept < 2 || productOf(lead) !== x.shape[0] || shape.slice(kept).some((size, n) => size !== x.shape[n + 1])) return undefined;
  const rank = lead.length;
  const parts = lead.map((size, axis) => {
    const along = (typeof size === 'string' ? graph.arange(size, { like: likes }) : graph.arange(size)) as Node;
    const placed = graph.expandDims(along, { axes: lead.map((_, n) => n).filter(n => n !== axis) }) as Node;
    return graph.mul(placed, sizeNode(productOf(lead.slice(axis + 1)), likes)) as Node;
  });
  const at = parts.reduce((sum, part) => graph.add(sum, part) as Node);
  return rank === at.shape.length ? (graph.gather(x, at) as Node) : undefined;
} // prettier-ignore
