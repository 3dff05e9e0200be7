import type { Json } from '@thalweg/train';

/**
 * What a stream is taken through, one input after another: a state, and what an input makes of it.
 *
 * A state is plain data: an object of numbers, strings, booleans, typed arrays, tensors, and of objects, arrays and maps of
 * these, in which objects always have the same fields. So it can be kept and put back by whoever holds it, to the last bit.
 */
export interface PureStep<S extends object, I, O> {
  /** What it is called in messages and snapshots. */
  readonly name: string;
  /** What a kept state must agree with, such as the length of a window; nothing if any state fits. */
  readonly settings?: Json;
  /** The state before any input, a new one each time. */
  readonly initial: () => S;
  /**
   * Takes an input in and gives what comes out. It changes the state and nothing else, and reads nothing but the two: no
   * clock, no chance. An input that it throws for leaves the state as it was.
   */
  readonly step: (state: S, input: I) => O;
}
