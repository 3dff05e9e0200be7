import type { Json } from '@thalweg/train';
import type { StateCheck } from './state-check.ts';

/**
 * A step over a stream: a state, and a function that updates it by one input after another and returns an output.
 *
 * A state is plain data: an object of numbers, strings, booleans, typed arrays, tensors, and of objects, arrays and maps of
 * these, in which objects always have the same fields. So it can be saved and restored, to the last bit.
 */
export interface PureStep<S extends object, I, O> {
  /** The name in messages and snapshots. */
  readonly name: string;
  /** The settings that a saved state must have, such as the length of a window; left out if every state fits. */
  readonly settings?: Json;
  /** Returns the state before any input, a new one each time. */
  readonly initial: () => S;
  /**
   * Checks a state that is restored, whose fields and their types are right: throws for one that no inputs lead to, so that
   * the step never fails later. Without it, every state is believed.
   */
  readonly check?: (state: S, is: StateCheck) => void;
  /**
   * Updates the state by an input and returns the output. It changes only the state, and reads only the state and the input:
   * no clock, no random source. If it throws, the state is unchanged.
   */
  readonly step: (state: S, input: I) => O;
}
