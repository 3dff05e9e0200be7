import type { DType, Sizes, TensorLike } from '@thalweg/tensor';
import { Circuit } from '../frame/circuit.ts';
import { initialValue } from './initial-value.ts';
import type { Writable } from '../node/node.ts';
import type { SizesIn } from '../shape/sizes-in.ts';
import { Source } from './source.ts';
import { cellOf, type Cell } from '../wire/cell.ts';

/** How a value is declared. */
export interface ValueOptions {
  /** What messages, reports and snapshots call it. */
  readonly name?: string;
  readonly dtype?: DType;
}

/** A source that a step may write: it moves only by a rule, or when it is set by name. */
export class Register<S extends Sizes = Sizes> extends Source<S> implements Writable<S> {
  declare readonly target: undefined;
}

/** The parts of a register that starts from a value. */
export function registerParts<V extends TensorLike>(
  value: V,
  { name, dtype }: ValueOptions & { readonly name: string },
): { name: string; shape: SizesIn<V>; dtype: DType; cell: Cell; circuit: Circuit } {
  const first = initialValue(value, dtype);
  return { name, shape: first.shape as SizesIn<V>, dtype: first.dtype, cell: cellOf(first), circuit: new Circuit() };
}
