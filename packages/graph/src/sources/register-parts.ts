import type { DType, TensorLike } from '@thalweg/tensor';
import { Circuit } from '../frame/circuit.ts';
import type { SizesIn } from '../shape/sizes-in.ts';
import { cellOf, type Cell } from '../wire/cell.ts';
import { initialValue } from './initial-value.ts';
import type { ValueOptions } from './register.ts';

/** The parts of a register that starts from a value. */
export function registerParts<V extends TensorLike>(
  value: V,
  { name, dtype }: ValueOptions & { readonly name: string },
): { name: string; shape: SizesIn<V>; dtype: DType; cell: Cell; circuit: Circuit } {
  const first = initialValue(value, dtype);
  return { name, shape: first.shape as SizesIn<V>, dtype: first.dtype, cell: cellOf(first), circuit: new Circuit() };
}
