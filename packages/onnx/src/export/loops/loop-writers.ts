import type { LoopName, Loops, ReducerName, Wire } from '@thalweg/graph/wires';
import type { Emission } from '../emission/emission.ts';
import { movedAxes } from '../emission/layout.ts';
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
import { averageWindows, convolution, narrowed, pickMax, shareWindows } from './windows.ts';

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
