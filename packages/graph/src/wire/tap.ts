import type { Tensor } from '@thalweg/tensor';
import type { Subscriber } from 'rxjs';

/** A subscription to a wire. */
export interface Tap {
  readonly subscriber: Subscriber<Tensor>;
  /** The round of emissions in which it came: it was told then, so that round passes it by. */
  joined: number;
}
