import type { Tensor } from '@thalweg/tensor';
import type { EightBit } from './eight-bit.ts';

/** The work of a worker in a round. The producer of its message is the worker, and the count is the round. */
export interface Delta {
  /** The examples that it learned from, which are its weight in the average; 0 if it only says that it leaves. */
  readonly examples: number;
  /** True if the worker's data has ended: later rounds do not wait for it. */
  readonly last: boolean;
  /** For each parameter what the worker would subtract from it, and the value of each state that prediction reads. */
  readonly tensors: Readonly<Record<string, Tensor | EightBit>>;
}
