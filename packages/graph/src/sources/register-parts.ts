import type { DType, TensorLike } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { Circuit } from '../frame/circuit.ts';
import type { SizesIn } from '../shape/sizes-in.ts';
import { cellOf, type Cell } from '../wire/cell.ts';
import { initialValue } from './initial-value.ts';
import type { ValueOptions } from './register.ts';

/** The parts of a register that starts from a value; it is named like its kind unless the options name it. */
export function registerParts<V extends TensorLike>(
  kind: 'parameter' | 'state',
  value: V,
  options: ValueOptions | undefined,
): { name: string; shape: SizesIn<V>; dtype: DType; cell: Cell; circuit: Circuit } {
  const { name, dtype } = optionsOf(kind, options, { name: kind as string, dtype: undefined });
  const first = initialValue(value, dtype);
  return { name, shape: first.shape as SizesIn<V>, dtype: first.dtype, cell: cellOf(first), circuit: new Circuit() };
}
