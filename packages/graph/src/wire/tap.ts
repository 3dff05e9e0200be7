import type { Tensor } from '@thalweg/tensor';
import type { Wire } from './wire.ts';

/** Returns the value that a wire has in a round of emissions; `undefined` if it has none. */
export type Values = (wire: Wire) => Tensor | undefined;

/** The receiver of the values of a wire, such as an RxJS subscriber. */
export interface Receiver {
  readonly closed: boolean;
  next(value: Tensor): void;
  error(error: unknown): void;
  complete(): void;
  /** Has a function called when it no longer receives. */
  add(teardown: () => void): void;
  /** Called at the end of each round in which the wire has emitted. */
  settle?(round: number, values: Values): void;
}

/** A subscription to a wire. */
export interface Tap {
  readonly subscriber: Receiver;
  /** The round of emissions in which it came: it got its value then, so that round skips it. */
  joined: number;
}
