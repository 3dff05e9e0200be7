import type { Pulled } from '../cursor.ts';
import type { Place } from '../place.ts';
import type { EpochReader } from '../reader.ts';
import { CountedReading, type SourcePlace } from './source-place.ts';

/** The place of a source whose items were read and have not all been delivered. */
export interface OutstandingPlace extends SourcePlace {
  /** The number of items that were read after those `index` items. */
  readonly read: number;
  /** Those among them that were not delivered, by their numbers from 0 on. */
  readonly waiting: readonly number[];
}

/** Returns true if the place has the parts that the place of outstanding items has. */
export function isOutstanding({ read, waiting }: Partial<Record<keyof OutstandingPlace, Place>>): boolean {
  return Number.isSafeInteger(read) && Array.isArray(waiting) && waiting.every(Number.isSafeInteger);
}

/** An item that was read and is to be delivered. */
export interface OutstandingItem<T> {
  readonly item: T;
  /** The place of the source before this item. */
  readonly before: SourcePlace;
}

/**
 * Reads items ahead of their delivery, in any order. Its place is that before the oldest item that was not delivered, with the
 * numbers of all such items: a reading that begins there reads the items in between again, and leaves out the delivered ones.
 */
export class OutstandingItems<T> {
  readonly #reading: CountedReading<T>;
  /** The place after the item that came last. The reading may be further already, while another item is coming. */
  #stands: SourcePlace;
  readonly #items: OutstandingItem<T>[] = [];
  /** The number of items after which nothing was delivered when the position was kept. */
  readonly #resumed: number;
  /** The items before it that were not delivered, and have not been read again so far. */
  #unread: number[];
  #ended = false;

  constructor(source: EpochReader<T>, epoch: number, from: OutstandingPlace) {
    this.#reading = new CountedReading(source, epoch, from);
    this.#stands = { index: from.index, place: from.place };
    this.#resumed = from.index + from.read;
    this.#unread = from.waiting.map(number => from.index + number);
  }

  /** Reads the next item that was not delivered. A source that has ended is not asked again. */
  next(recycle?: T): Pulled<OutstandingItem<T>> {
    if (this.#ended) return undefined;
    for (let free = recycle; ; free = undefined) {
      const item = this.#reading.next(free);
      if (item instanceof Promise) return item.then(item => this.#came(item) ?? this.#orNext(item));
      const wanted = this.#came(item);
      if (wanted !== undefined || item === undefined) return wanted;
    }
  }

  /** Notes that an item was delivered. */
  deliver(item: OutstandingItem<T>): void {
    this.#items.splice(this.#items.indexOf(item), 1);
  }

  /** Returns the place of the source before the oldest item that was not delivered. */
  before(): SourcePlace {
    return this.#items[0]?.before ?? this.#stands;
  }

  place(): OutstandingPlace & { readonly [part: string]: Place } {
    const { index, place } = this.before();
    const numbers = [...this.#items.map(({ before }) => before.index), ...this.#unread];
    const read = Math.max(this.#stands.index, this.#resumed) - index;
    return { index, place, read, waiting: numbers.map(number => number - index) };
  }

  close(): void {
    this.#reading.close();
  }

  #orNext(item: T | undefined): Pulled<OutstandingItem<T>> {
    return item === undefined ? undefined : this.next();
  }

  #came(item: T | undefined): OutstandingItem<T> | undefined {
    this.#ended = item === undefined;
    if (item === undefined) return undefined;
    const before = this.#stands;
    this.#stands = this.#reading.place();
    if (before.index < this.#resumed) {
      if (this.#unread[0] !== before.index) return undefined;
      this.#unread.shift();
    }
    const outstanding = { item, before };
    this.#items.push(outstanding);
    return outstanding;
  }
}
