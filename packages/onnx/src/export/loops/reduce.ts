import type { Loops, ReducerName, Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';

const OPERATORS: Readonly<Record<ReducerName, string>> = {
  sum: 'ReduceSum',
  prod: 'ReduceProd',
  max: 'ReduceMax',
  min: 'ReduceMin',
  squaredDeviations: 'ReduceSum',
};

/** Writes a reduction of neighbouring axes, which are kept with size 1. */
export function reduce(emission: Emission, wire: Wire, { reducer, from, to }: Loops['reduce']): string {
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
