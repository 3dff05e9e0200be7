import type { DType, TensorLike } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Circuit } from '../frame/circuit.ts';
import type { SizesIn } from '../shape/sizes-in.ts';
import { cellOf, type Cell } from '../wire/cell.ts';
import { Node } from '../node/node.ts';
import { initialValue } from './initial-value.ts';
import type { ValueOptions } from './register.ts';

/** The parts of a register that starts from a value; it is named like its kind unless the options name it. */
export function registerParts<V extends TensorLike>(
  kind: 'parameter' | 'state',
  value: V,
  options: ValueOptions | undefined,
): { name: string; shape: SizesIn<V>; dtype: DType; cell: Cell; circuit: Circuit } {
  const { name, dtype } = optionsOf(kind, options, { name: kind as string, dtype: undefined });
  // A register has the sizes of its first value, so none of its axes has a name.
  if ((value as unknown) instanceof Node || [value].flat().some(size => typeof size === 'string'))
    throw new GraphError(
      kind,
      'sizes must be fixed',
      printed(value),
      'For named axes scan from full(shape, 0, { like }).',
    );
  const first = initialValue(value, dtype);
  return { name, shape: first.shape as SizesIn<V>, dtype: first.dtype, cell: cellOf(first), circuit: new Circuit() };
}
