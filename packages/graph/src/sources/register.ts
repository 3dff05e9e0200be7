import type { DType, Sizes } from '@thalweg/tensor';
import type { Writable } from '../node/node.ts';
import { Source } from './source.ts';

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
