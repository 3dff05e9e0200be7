import {
  allocate,
  dtypeOf,
  isFloat,
  sameShape,
  sizeOf,
  Tensor,
  type Sizes,
  type TensorLike,
  type TypedArray,
} from '@thalweg/tensor';
import type { Feed, TaskFrame } from './frame/task-frame.ts';
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
  readonly #size: number;
  /** Where numbers are written, and other values of few elements where a runner reads them. */
  readonly #number: Feed | undefined = undefined;
  readonly #few: Feed | undefined = undefined;
  #last: Feed | undefined = undefined;
  readonly #padded = new Map<number, Feed>();
  /** Whether the last value was an array without sizes. */
  #flat = false;
  #finite = false;

  /** What is taken in for a frame whose runner has buffers of its own is written there if it has few elements. */
  constructor(source: Source, frame?: TaskFrame) {
    this.#source = source;
    const { shape, dtype } = source;
    this.#size = shape.every(Number.isInteger) ? sizeOf(shape as Sizes) : Infinity;
    const buffer = this.#size <= FEW ? frame?.buffer(dtype, this.#size) : undefined;
    if (buffer !== undefined) this.#few = { wire: source, storage: buffer, shape: shape as Sizes };
    if (shape.length === 0 && isFloat(dtype))
      this.#number = this.#few ?? { wire: source, storage: new Storage(allocate(dtype, 1), true, true), shape: [] };
  }

  /** Whether all elements that were taken last are known to be finite: those that it has had to look at. */
  get finite(): boolean {
    return this.#finite;
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
      this.#finite = Number.isFinite(value);
      return this.#number;
    }
    this.#finite = false;
    if (this.#source.padding !== undefined) return this.#filledUp(value);
    const last = this.#last;
    if (last !== undefined && this.#isAlike(value, last)) {
      const data = this.#flat ? (value as TypedArray) : (value as Tensor).data;
      if (last === this.#few) this.#finite = Number.isFinite(copied(data, last.storage.data, this.#size));
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

/** So few elements are sooner copied than found again. */
const FEW = 64;

/**
 * Copies so many elements and gives their sum: with one that is not finite neither is it, and that of float32 is. A call that
 * copies, and a second loop, would take twice as long.
 */
function copied(from: TypedArray, to: TypedArray, size: number): number {
  let sum = 0;
  let i = 0;
  for (const rest = size % 4; i < rest; i++) sum += to[i] = from[i]!;
  for (; i < size; i += 4) {
    const a = from[i]!;
    const b = from[i + 1]!;
    const c = from[i + 2]!;
    const d = from[i + 3]!;
    to[i] = a;
    to[i + 1] = b;
    to[i + 2] = c;
    to[i + 3] = d;
    sum += a + b + (c + d);
  }
  return sum;
}
