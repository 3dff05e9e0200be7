import {
  allocate,
  dtypeOf,
  isFloat,
  sameShape,
  sizeOf,
  type Sizes,
  Tensor,
  type TensorLike,
  type TypedArray,
} from '@thalweg/tensor';
import type { Feed } from '../frame/feeds.ts';
import type { TaskFrame } from '../frame/task-frame.ts';
import { nodeOf } from '../node/node.ts';
import { becomesWhole, copyFinite, copyWhole, firstNotFinite, notWhole } from '../sources/coerce.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/source-value.ts';
import { type Domain, isInside } from '../wire/wire.ts';
import { feedOf } from './feed-of.ts';
import { paddedLength, refill } from './padding.ts';

/** The largest number that is finite in float32: half a step below 2¹²⁸ is rounded up. */
const LARGEST = 3.4028235677973362e38;

/**
 * The entry for the values of a source, one after another. It checks their type and sizes, fills them up, finds the first
 * element that is not finite or not in its domain, and puts them where the frame reads them. It returns the same feed for each value that is like
 * the one before, which is then not checked any closer: a stream of values allocates nothing.
 */
export class InputPort {
  readonly #source: Source;
  readonly #frame: TaskFrame | undefined;
  readonly #inWords: (error: Error) => Error;
  /** A feed in a buffer of the frame's runner, for few elements. */
  readonly #few: Feed | undefined;
  readonly #number: Feed | undefined;
  readonly #isWhole: boolean;
  #last: Feed | undefined = undefined;
  /** The feed of the last floats that were taken as whole numbers, in an array of its own. */
  #whole: Feed | undefined = undefined;
  /** True if the last value was an array without sizes. */
  #flat = false;
  readonly #domains: readonly Domain[];
  readonly #least: number;
  readonly #most: number;
  readonly #padded = new Map<number, Feed>();
  /** True if all elements of the last value are known to be finite and in the domains. */
  #fits = false;
  /** Larger arrays that fitted, in the memory of the runner, where nobody writes them. */
  readonly #known = new WeakSet<TypedArray>();

  /** `inWords` returns the error to throw for the error of a value that does not fit. */
  constructor(source: Source, frame?: TaskFrame, inWords: (error: Error) => Error = error => error) {
    this.#inWords = inWords;
    this.#source = nodeOf('InputPort', source);
    this.#frame = frame;
    this.#domains = frame?.domainsOf(source) ?? [];
    const largest = source.dtype === 'float32' ? LARGEST : Number.MAX_VALUE;
    this.#least = Math.max(-largest, ...this.#domains.map(({ least = -Infinity }) => least));
    this.#most = Math.min(largest, ...this.#domains.map(({ most = Infinity }) => most));
    const { shape, dtype } = source;
    this.#isWhole = dtype === 'int32';
    const sizes = shape as Sizes;
    const buffer = shape.every(Number.isInteger) && sizeOf(sizes) <= FEW ? frame?.bufferFor(source, sizes) : undefined;
    this.#few = buffer && { wire: source, storage: buffer, shape: sizes };
    if (shape.length === 0 && dtype !== 'bool')
      this.#number = this.#few ?? { wire: source, storage: new Storage(allocate(dtype, 1), true, true), shape: sizes };
  }

  /**
   * Returns a value as a feed. Arrays and tensors are borrowed. The feed before must not be in use any more.
   *
   * - **Throws** `ShapeError` or `DtypeError` if the value does not fit
   */
  take(value: TensorLike): Feed {
    return typeof value === 'number' ? this.takeNumber(value) : this.#takeElements(value);
  }

  /** Does what `take` does, for a number. It is short, so that the engine inlines it and allocates no object for the number. */
  takeNumber(value: number): Feed {
    const number = this.#number;
    if (number === undefined || (this.#isWhole && (value | 0) !== value)) return this.#takeElements(value);
    number.storage.data[0] = value;
    this.#fits = value >= this.#least && value <= this.#most;
    return number;
  }

  #takeElements(value: TensorLike): Feed {
    this.#fits = false;
    if (this.#source.padding !== undefined) return this.#filledUp(value);
    const last = this.#last;
    if (last !== undefined && this.#isAlike(value, last)) {
      const data = this.#flat ? (value as TypedArray) : (value as Tensor).data;
      if (last === this.#few)
        this.#fits = copyFinite(data, last.storage.data, data.length) && this.#domains.length === 0;
      else {
        last.storage.data = data;
        this.#fits = this.#domains.length === 0 && this.#frame?.take(this.#source, last.storage) === true;
      }
      return last;
    }
    const isWhole = value instanceof Tensor && becomesWhole(value.dtype, this.#source.dtype);
    const feed = isWhole ? this.#takeWhole(value) : this.takeApart(value);
    this.#flat = feed.storage.data === value;
    const same = this.#flat || (value instanceof Tensor && value.data === feed.storage.data);
    // Each flag of a bool is checked.
    this.#last = same && this.#source.dtype !== 'bool' ? (this.#few ?? feed) : undefined;
    if (this.#few === undefined) return feed;
    this.#few.storage.data.set(feed.storage.data);
    return this.#few;
  }

  /** Takes a tensor of floats as whole numbers, written over those before it if there are as many. */
  #takeWhole(value: Tensor): Feed {
    const before = this.#whole;
    if (before === undefined || !sameShape(value.shape as Sizes, before.shape)) {
      const { storage, ...feed } = this.takeApart(value);
      return (this.#whole = { ...feed, storage: new Storage(storage.data, true, true) });
    }
    const at = copyWhole(value.data, before.storage.data);
    if (at >= 0) throw this.#inWords(notWhole(this.#source, value, at));
    return before;
  }

  /** Returns a value as its own feed, which may be in use while others are taken. */
  takeApart(value: TensorLike): Feed {
    this.#fits = false;
    try {
      return feedOf(this.#source, value, { borrowed: true });
    } catch (error) {
      throw this.#inWords(error as Error);
    }
  }

  /**
   * The position of the first element of a feed of the source that is NaN, infinite or outside of a domain; or −1. The feed
   * must be the one returned last, if its values were taken here.
   */
  firstUnfit(feed: Feed): number {
    return this.#fits ? -1 : this.#search(feed);
  }

  /** Apart, so that the engine inlines what most values need. */
  #search(feed: Feed): number {
    const { data } = feed.storage;
    const free = this.#domains.length === 0;
    if (free && !isFloat(this.#source.dtype)) return -1;
    const large = data.length > FEW;
    if (large && this.#known.has(data)) return -1;
    const at = free ? firstNotFinite(data) : data.findIndex(value => !this.#isFit(value));
    if (at < 0 && large && this.#frame?.holds(data) === true) this.#known.add(data);
    return at;
  }

  /** A number outside of the range may be one that a domain makes an exception of. */
  #isFit(value: number): boolean {
    return (value >= this.#least && value <= this.#most) || this.domainWithout(value) === undefined;
  }

  /** The domain that a finite number is not in. */
  domainWithout(value: number): Domain | undefined {
    return this.#domains.find(domain => !isInside(domain, value));
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
    const feed = this.takeApart(value);
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

/** Up to so many elements are copied rather than found again in a memory, and checked rather than remembered. */
export const FEW = 64;
