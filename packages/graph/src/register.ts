import type { DType, Shape, Sizes, TensorLike } from '@thalweg/tensor';
import { Circuit } from './frame/circuit.ts';
import { held } from './held.ts';
import type { Node } from './node.ts';
import type { SizesIn } from './shape/sizes-in.ts';
import { Source } from './source.ts';
import { cellOf, type Cell } from './wire/cell.ts';
import type { Write } from './wire/write.ts';

/** How a value is declared. */
export interface ValueOptions {
  /** What messages, reports and snapshots call it. */
  readonly name?: string;
  readonly dtype?: DType;
}

/** What a rule can be written for: a register, or a view of one, such as some of its rows. */
export interface Writable<S extends Shape = Shape> extends Node<S> {
  /** What the view is of; a register has none, it is its own target. */
  readonly target: Target | undefined;
}

/** The register behind a view, and what writing through the view means. */
export interface Target {
  readonly register: Register;
  /** What a write hangs on besides the next value. */
  readonly inputs: readonly Node[];
  readonly write?: Write | undefined;
  /** Another register of the same shape in the same view. */
  readonly as: (register: Register) => Writable;
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
  const first = held(value, dtype);
  return { name, shape: first.shape as SizesIn<V>, dtype: first.dtype, cell: cellOf(first), circuit: new Circuit() };
}
