import type { DType, Sizes } from '@thalweg/tensor';
import type { Writable } from '../node/node.ts';
import { Source } from './source.ts';

/** Options of {@link Register | registers}. */
export interface ValueOptions {
  /** The name in messages, reports and snapshots; by default `parameter`, `state` or `constant`. */
  readonly name?: string;
  /** By default that of a tensor or a typed array, bool for booleans, and float32 for other numbers. */
  readonly dtype?: DType;
}

/** A source that a step may write. Its value changes only by a rule, or when you call `set`. */
export class Register<S extends Sizes = Sizes> extends Source<S> implements Writable<S> {
  declare readonly target: undefined;
}
