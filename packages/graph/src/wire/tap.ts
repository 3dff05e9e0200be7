import type { Tensor } from '@thalweg/tensor';

/** The receiver of values, such as an RxJS subscriber. */
export interface Receiver<V = Tensor> {
  readonly closed: boolean;
  next(value: V): void;
  error(error: unknown): void;
  complete(): void;
  /** Has a function called when it no longer receives. */
  add(teardown: () => void): void;
}

/** A subscription to a wire. */
export interface Tap {
  readonly subscriber: Receiver;
  /** The round of emissions in which it came: it got its value then, so that round skips it. */
  joined: number;
}
