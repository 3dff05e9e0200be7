import {
  allocate,
  dtypeOf,
  isFloat,
  sameShape,
  Tensor,
  type Sizes,
  type TensorLike,
  type TypedArray,
} from '@thalweg/tensor';
import type { Feed } from './frame/task-frame.ts';
import { feedOf } from './open-frame.ts';
import { paddedLength, refill } from './padded-feed.ts';
import type { Source } from './source.ts';
import { Storage } from './wire/storage.ts';

/**
 * Where the values for a source are taken in, one after another. What it gives is the same object each time that a value
 * is like the one before, which is then not looked at any closer: so a stream of values allocates nothing.
 */
export class Intake {
  readonly #source: Source;
  readonly #number: Feed | undefined;
  #last: Feed | undefined = undefined;
  readonly #padded = new Map<number, Feed>();
  /** Whether the last value was an array without sizes. */
  #flat = false;

  constructor(source: Source) {
    this.#source = source;
    const { shape, dtype } = source;
    if (shape.length === 0 && isFloat(dtype))
      this.#number = { wire: source, storage: new Storage(allocate(dtype, 1), true, true), shape: [] };
  }

  /**
   * Checks a value and makes it ready to be fed. Arrays and tensors are borrowed. What was taken before must not be in
   * use any more.
   *
   * - **Throws** as `feedOf` does
   */
  take(value: TensorLike): Feed {
    if (typeof value === 'number' && this.#number !== undefined) {
      this.#number.storage.data[0] = value;
      return this.#number;
    }
    if (this.#source.padding !== undefined) return this.#filledUp(value);
    const last = this.#last;
    if (last !== undefined && this.#isAlike(value, last)) {
      last.storage.data = this.#flat ? (value as TypedArray) : (value as Tensor).data;
      return last;
    }
    const feed = feedOf(this.#source, value, { borrowed: true });
    this.#flat = feed.storage.data === value;
    const same = this.#flat || (value instanceof Tensor && value.data === feed.storage.data);
    // Each flag of a bool is looked at.
    this.#last = same && this.#source.dtype !== 'bool' ? feed : undefined;
    return feed;
  }

  /** A feed for each length that is filled up to, written anew each time. */
  #filledUp(value: TensorLike): Feed {
    const { dtype, shape } = this.#source;
    const flat = shape.length === 1 && ArrayBuffer.isView(value) && dtypeOf(value as TypedArray) === dtype;
    const known = flat ? this.#padded.get(paddedLength((value as TypedArray).length)) : undefined;
    if (known !== undefined) {
      refill(known, value as TypedArray);
      return known;
    }
    const feed = feedOf(this.#source, value, { borrowed: true });
    if (flat) this.#padded.set(feed.shape[0]!, feed);
    return feed;
  }

  #isAlike(value: TensorLike, { storage: { data }, shape }: Feed): boolean {
    if (this.#flat)
      return (
        ArrayBuffer.isView(value) &&
        value.constructor === data.constructor &&
        (value as TypedArray).length === data.length
      );
    return value instanceof Tensor && value.dtype === this.#source.dtype && sameShape(value.shape as Sizes, shape);
  }
}
