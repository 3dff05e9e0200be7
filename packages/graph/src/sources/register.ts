import type { DType, Sizes } from '@thalweg/tensor';
import type { Writable } from '../node/node.ts';
import { Source } from './source.ts';

/** Options of {@link Register | registers}. */
export interface ValueOptions {
  /** The name in messages, reports and snapshots. */
  readonly name?: string;
  readonly dtype?: DType;
}

/** A source that a step may write: it moves only by a rule, or when it is set by name. */
export class Register<S extends Sizes = Sizes> extends Source<S> implements Writable<S> {
  declare readonly target: undefined;
}
