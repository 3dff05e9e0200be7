import type { Tensor } from '@thalweg/tensor';
import type { Subscriber } from 'rxjs';

/** A subscription to a wire. */
export interface Tap {
  readonly subscriber: Subscriber<Tensor>;
  /** The round of emissions in which it came: it got its value then, so that round skips it. */
  joined: number;
}
