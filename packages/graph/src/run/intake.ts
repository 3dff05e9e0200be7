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
import type { Feed, TaskFrame } from '../frame/task-frame.ts';
import type { FedBuffer } from '../frame/runner.ts';
import { feedOf } from './open-frame.ts';
import { paddedLength, refill } from './padded-feed.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/storage.ts';

/**
 * Where the values for a source are taken in, one after another. What it gives is the same object each time that a value
 * is like the one before, which is then not looked at any closer: so a stream of values allocates nothing.
 */
export class Intake {
  readonly #source: Source;
  /** Where a runner reads values of few elements. */
  readonly #few: FedBuffer | undefined;
  readonly #number: Feed | undefined;
  /** Whether all elements that were taken last are known to be finite: those that had to be looked at. */
  finite = false;
  #last: Feed | undefined = undefined;
  readonly #padded = new Map<number, Feed>();
  /** Whether the last value was an array without sizes. */
  #flat = false;

  /** What is taken in for a frame is written into a buffer of its runner, if that has one for it. */
  constructor(source: Source, frame?: TaskFrame) {
    this.#source = source;
    const { shape, dtype } = source;
    this.#few = frame?.buffer(source);
    if (shape.length === 0 && isFloat(dtype))
      this.#number = this.#few ?? { wire: source, storage: new Storage(allocate(dtype, 1), true, true), shape: [] };
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
      this.finite = Number.isFinite(value);
      return this.#number;
    }
    this.finite = false;
    if (this.#source.padding !== undefined) return this.#filledUp(value);
    const last = this.#last;
    if (last !== undefined && this.#isAlike(value, last)) {
      const data = this.#flat ? (value as TypedArray) : (value as Tensor).data;
      if (last === this.#few) this.finite = this.#few!.fill(data);
      else last.storage.data = data;
      return last;
    }
    const feed = feedOf(this.#source, value, { borrowed: true });
    this.#flat = feed.storage.data === value;
    const same = this.#flat || (value instanceof Tensor && value.data === feed.storage.data);
    // Each flag of a bool is looked at.
    this.#last = same && this.#source.dtype !== 'bool' ? (this.#few ?? feed) : undefined;
    if (this.#few === undefined) return feed;
    this.#few.storage.data.set(feed.storage.data);
    return this.#few;
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
        dtypeOf(value as TypedArray) === this.#source.dtype &&
        (value as TypedArray).length === data.length
      );
    return value instanceof Tensor && value.dtype === this.#source.dtype && sameShape(value.shape as Sizes, shape);
  }
}
