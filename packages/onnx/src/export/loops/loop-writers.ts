import type { AxisPadding } from '@thalweg/graph/author';
import {
  type LoopName,
  type Loops,
  type PoolWindows,
  type ReducerName,
  slideAlong,
  type Wire,
} from '@thalweg/graph/wires';
import type { DType, Shape } from '@thalweg/tensor';
import type { Attributes } from '../emission/block.ts';
import { type Emission, Inexpressible } from '../emission/emission.ts';
import { channelsFirst, channelsLast, movedAxes } from '../emission/layout.ts';
import {
  addAlong,
  combineAlong,
  concat,
  gather,
  gatherRows,
  numbersUpTo,
  oneHot,
  pad,
  roll,
  scatter,
  scatterRows,
  slice,
  split,
  takeAlong,
  zeros,
} from './indexing.ts';
import { cumprod, cumsum, recurrence, runningExtreme } from './running.ts';

const OPERATORS: Readonly<Record<ReducerName, string>> = {
  sum: 'ReduceSum',
  prod: 'ReduceProd',
  max: 'ReduceMax',
  min: 'ReduceMin',
  squaredDeviations: 'ReduceSum',
};

/** The loops that ONNX can say. Scans are written apart, with all of their results at once. */
export const loopWriters: LoopWriters = {
  addAlong,
  argmax,
  argsort,
  averageWindows,
  combineAlong,
  concat,
  contraction,
  convolution,
  count,
  cumprod,
  cumsum,
  determinant,
  gather,
  gatherRows,
  oneHot,
  pad,
  pickMax,
  positions,
  recurrence,
  reduce,
  roll,
  runningExtreme,
  scatter,
  scatterRows,
  shareWindows,
  slice,
  split,
  swapAxes: (emission, { inputs: [x] }) => movedAxes(emission, emission.valueOf(x!), [1, 0, ...x!.shape.slice(2).map((_, n) => n + 2)]), // prettier-ignore
  takeAlong,
  topK,
  zeros,
};

/** The reasons why ONNX cannot say other loops. */
export const reasons: Readonly<Record<string, string>> = {
  cholesky: 'ONNX has no factors of matrices',
  solve: 'ONNX solves no systems of equations',
  triangularSolve: 'ONNX solves no systems of equations',
  uniform: 'its random numbers follow from a key and a counter',
};

/** Writes the operators of a loop, and returns the name of their result. */
export type LoopWriter<L extends LoopName> = (emission: Emission, wire: Wire, parameters: Loops[L]) => string;

/** A writer for each kind of loop that ONNX can say. */
type LoopWriters = { readonly [L in LoopName]?: LoopWriter<L> };

/** Writes the product of matrices. */
function contraction(emission: Emission, wire: Wire): string {
  const { block } = emission;
  const factors = wire.inputs.map(input => emission.valueOf(input));
  const isTurned = factors.some(factor => block.producer(factor)?.operator === 'Transpose');
  // ONNX Runtime joins MatMul with a transposition before it, for which it has no operator of float64.
  if (wire.dtype === 'float64' && isTurned)
    return block.apply('Einsum', factors, { equation: { text: '...ij,...jk->...ik' } });
  return block.apply('MatMul', factors);
}

/** Writes determinants, their signs, or the logarithms of their absolute values. */
function determinant(emission: Emission, wire: Wire, { of }: Loops['determinant']): string {
  const { block } = emission;
  const found = narrowed(emission, [emission.valueOf(wire.inputs[0]!)], wire.dtype, values => block.apply('Det', values)); // prettier-ignore
  if (of === 'determinant') return found;
  return of === 'sign' ? block.apply('Sign', [found]) : block.apply('Log', [block.apply('Abs', [found])]);
}

/** Writes a reduction of neighbouring axes, which are kept with size 1. */
function reduce(emission: Emission, wire: Wire, { reducer, from, to }: Loops['reduce']): string {
  const { block, constants } = emission;
  const [x, center] = wire.inputs.map(input => emission.valueOf(input)) as [string, string?];
  const isFlags = wire.dtype === 'bool';
  const axes = constants.whole(Array.from({ length: to - from }, (_, n) => from + n));
  // ONNX Runtime adds and compares numbers only: of flags, the product is the least.
  const values = isFlags ? emission.cast(x, 'bool', 'int32') : x;
  if (reducer !== 'squaredDeviations')
    return emission.cast(block.apply(OPERATORS[reducer], [values, axes]), isFlags ? 'int32' : wire.dtype, wire.dtype);
  const distance = block.apply('Sub', [x, center!]);
  return block.apply('ReduceSum', [block.apply('Mul', [distance, distance]), axes]);
}

/** Writes the number of elements along some axes. */
function count(emission: Emission, wire: Wire, { axes }: Loops['count']): string {
  const [x] = wire.inputs as [Wire];
  const lengths = axes.map(axis => emission.length(x, axis));
  const found = lengths.reduce((product, length) => emission.block.apply('Mul', [product, length]));
  return emission.cast(found, 'int64', wire.dtype);
}

/** Writes the positions along an axis: of the input, the one whose size the result has. */
function positions(emission: Emission, wire: Wire): string {
  return emission.cast(numbersUpTo(emission, wire, 0), 'int64', 'int32');
}

/** Writes the place of the largest or the smallest element. */
function argmax(emission: Emission, wire: Wire, { axis, smallest, last }: Loops['argmax']): string {
  const [x] = wire.inputs as [Wire];
  const found = emission.block.apply(smallest ? 'ArgMin' : 'ArgMax', [emission.valueOf(x)], {
    axis: { int: axis },
    keepdims: { int: Number(wire.shape.length === x.shape.length) },
    select_last_index: { int: Number(last) },
  });
  return emission.cast(found, 'int64', 'int32');
}

/** Writes the places in the order of the elements. */
function argsort(emission: Emission, wire: Wire, { axis, descending }: Loops['argsort']): string {
  const [x] = wire.inputs as [Wire];
  return places(emission, x, { axis, count: emission.size(x, axis), largest: descending });
}

/** Writes the places of the largest or the smallest elements. */
function topK(emission: Emission, wire: Wire, { axis, k, largest }: Loops['topK']): string {
  return places(emission, wire.inputs[0]!, { axis, count: emission.constants.whole([k]), largest });
}

function places(
  emission: Emission,
  x: Wire,
  { axis, count, largest }: { axis: number; count: string; largest: boolean },
): string {
  const attributes = { axis: { int: axis }, largest: { int: Number(largest) } };
  const [, found] = emission.block.applyAll('TopK', [emission.valueOf(x), count], ['Values', 'Indices'], attributes);
  return emission.cast(found!, 'int64', 'int32');
}

/** Writes a convolution, or the transpose of one, with transpositions around it: ONNX has channels first. */
function convolution(emission: Emission, wire: Wire, parameters: Loops['convolution']): string {
  const [x, weights] = wire.inputs as [Wire, Wire];
  if (parameters.side === 'weights') throw new Inexpressible('it is the gradient of a convolution by its weights');
  const rank = wire.shape.length;
  const isForward = parameters.side === 'output';
  const attributes = isForward ? forward(x.shape, weights.shape, parameters) : backward(wire, parameters);
  const image = channelsFirst(emission, emission.valueOf(x), rank);
  const filters = movedAxes(emission, emission.valueOf(weights), [rank - 1, rank - 2, ...Array.from({ length: rank - 2 }, (_, n) => n)]); // prettier-ignore
  const found = narrowed(emission, [image, filters], wire.dtype, values =>
    emission.block.apply(isForward ? 'Conv' : 'ConvTranspose', values, attributes),
  );
  return channelsLast(emission, found, rank);
}

function forward(x: Shape, weights: Shape, parameters: Loops['convolution']): Attributes {
  const { groups, ...windows } = parameters;
  const kernel = weights.slice(0, -2) as number[];
  return { ...windowAttributes({ ...windows, sizes: x.slice(1, -1), kernel }), ...groupOf(groups) };
}

function groupOf(groups: number): Attributes {
  return groups === 1 ? {} : { group: { int: groups } };
}

/** The attributes of a transposed convolution, of which ONNX must be told how much larger its result is than the least. */
function backward(wire: Wire, { stride, dilation, padding, groups }: Loops['convolution']): Attributes {
  const kernel = wire.inputs[1]!.shape.slice(0, -2) as number[];
  const places = wire.inputs[0]!.shape.slice(1, -1);
  const axes = kernel.map((size, axis) => {
    const parts = { kernel: size, stride: stride[axis]!, dilation: dilation[axis]!, padding: padding[axis]! };
    const [given, whole] = sizesAlong(wire, axis, places[axis]!);
    const { before, after } = slideAlong({ ...parts, size: whole });
    const least = parts.stride * (given - 1) + (size - 1) * parts.dilation + 1 - before - after;
    return { before, after, more: whole - least };
  });
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    dilations: { ints: dilation },
    pads: { ints: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)] },
    output_padding: { ints: axes.map(({ more }) => more) },
    ...groupOf(groups),
  };
}

/** A size of the input along a spatial axis, and that of the result. */
function sizesAlong(wire: Wire, axis: number, given: number | string): readonly [number, number] {
  const whole = wire.shape[axis + 1]!;
  if (typeof given === 'number' && typeof whole === 'number') return [given, whole];
  if (wire.inputs.length > 2) throw new Inexpressible('it is a gradient of a convolution of sizes that are not fixed');
  const [x, weights] = wire.inputs.map(input => input.shape) as [Shape, Shape];
  // One size shows how much larger the result is than the least; it is as much for all.
  const tried = 8;
  return [
    tried,
    wire.operation!.shape([x.map((size, n) => (n === axis + 1 ? tried : size)), weights])[axis + 1] as number,
  ];
}

/** Writes the largest element of each window. */
function pickMax(emission: Emission, wire: Wire, windows: Loops['pickMax']): string {
  const [x, ...others] = wire.inputs as [Wire, ...Wire[]];
  if (others.length > 0) throw new Inexpressible('it is a gradient of a gradient of a pool');
  const rank = x.shape.length;
  // ONNX Runtime has no pool of int32; float64 has all of them.
  const dtype = x.dtype === 'int32' ? 'float64' : x.dtype;
  const image = channelsFirst(emission, emission.cast(emission.valueOf(x), x.dtype, dtype), rank);
  const found = emission.block.apply('MaxPool', [image], attributesOf(x, windows));
  return channelsLast(emission, emission.cast(found, dtype, wire.dtype), rank);
}

/** Writes the mean or the sum of each window. */
function averageWindows(emission: Emission, wire: Wire, parameters: Loops['averageWindows']): string {
  const { divisor, ...windows } = parameters;
  const [x] = wire.inputs as [Wire];
  if (windows.dilation.some(distance => distance > 1) && emission.model.opset < 19)
    throw new Inexpressible('its windows have gaps, which needs opset 19');
  const { block, constants } = emission;
  const attributes = { ...attributesOf(x, windows), ...(divisor !== 'elements' && { count_include_pad: { int: 1 } }) };
  const found = narrowed(emission, [emission.valueOf(x)], x.dtype, ([value]) => {
    const means = block.apply('AveragePool', [channelsFirst(emission, value!, x.shape.length)], attributes);
    const count = windows.size.reduce((product, size) => product * size, 1);
    const found = divisor === 'none' ? block.apply('Mul', [means, constants.number(count, 'float32')]) : means;
    return channelsLast(emission, found, x.shape.length);
  });
  return found;
}

/** Writes each element in all places of a window: an image enlarged. */
function shareWindows(emission: Emission, wire: Wire, parameters: Loops['shareWindows']): string {
  const { size, stride, dilation, padding, divisor } = parameters;
  const isEnlarged = wire.inputs.length === 1 && divisor === 'none' && size.every((length, axis) => length === stride[axis] && dilation[axis] === 1 && padding[axis] === 'valid'); // prettier-ignore
  if (!isEnlarged) throw new Inexpressible('it is the gradient of a pool');
  const scales = emission.constants.numbers([1, ...size, 1], 'float32');
  const attributes: Attributes = {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  };
  return narrowed(emission, [emission.valueOf(wire.inputs[0]!)], wire.dtype, ([value]) =>
    emission.block.apply('Resize', [value!, '', scales], attributes),
  );
}

function attributesOf(x: Wire, { size, ...windows }: PoolWindows): Attributes {
  return windowAttributes({ ...windows, kernel: size, sizes: x.shape.slice(1, -1) });
}

/** Windows along some axes, and the sizes of these. */
interface WindowsAlong {
  readonly sizes: readonly (number | string)[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly AxisPadding[];
}

/** Returns the attributes of windows: their sizes, distances, and the places around the input. */
function windowAttributes(windows: WindowsAlong): Attributes {
  const { kernel, stride, dilation, padding } = windows;
  const sides = kernel.map((_, axis) => sidesOf(windows, axis));
  const known = sides.filter(side => side !== undefined);
  if (known.length < sides.length && !padding.every(one => one === 'same'))
    throw new Inexpressible("its padding is 'same' along an axis whose size is not fixed, and not along another one");
  const pads: Attributes =
    known.length < sides.length
      ? { auto_pad: { text: 'SAME_UPPER' } }
      : { pads: { ints: [...known.map(([before]) => before), ...known.map(([, after]) => after)] } };
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: stride },
    ...(dilation.some(distance => distance > 1) && { dilations: { ints: dilation } }),
    ...pads,
  };
}

/** The number of places before and after an axis, if it does not depend on a size that is not fixed. */
function sidesOf(
  { sizes, kernel, stride, dilation, padding }: WindowsAlong,
  axis: number,
): readonly [number, number] | undefined {
  const parts = { kernel: kernel[axis]!, stride: stride[axis]!, dilation: dilation[axis]!, padding: padding[axis]! };
  const size = sizes[axis]!;
  // With a stride of 1, or without 'same', every size has as many.
  if (typeof size === 'string' && parts.padding === 'same' && parts.stride > 1) return undefined;
  const { before, after } = slideAlong({
    ...parts,
    size: typeof size === 'number' ? size : parts.kernel * parts.dilation,
  });
  return [before, after];
}

/** Applies in float32 what ONNX Runtime has for float32 only: values of other dtypes are converted, there and back. */
function narrowed(
  emission: Emission,
  values: readonly string[],
  dtype: DType,
  apply: (values: readonly string[]) => string,
): string {
  return emission.cast(apply(values.map(value => emission.cast(value, dtype, 'float32'))), 'float32', dtype);
}
