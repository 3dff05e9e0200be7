import type { Pulled } from '../cursor.ts';
import type { EpochReader } from '../reader.ts';
import { CountedReading, type SourcePlace } from './source-place.ts';

/** Reads single items of a source, by their numbers, from front to back. */
export class ItemsByNumber<T> {
  readonly #reading: CountedReading<T>;
  #at: number;

  constructor(source: EpochReader<T>, epoch: number, from: SourcePlace) {
    this.#reading = new CountedReading(source, epoch, from);
    this.#at = from.index;
  }

  /** Returns the item with a number that is not smaller than any before; `undefined` if there is none. */
  item(number: number): Pulled<T> {
    for (;;) {
      const item = this.#reading.next();
      if (item instanceof Promise) return item.then(item => this.#orLater(item, number));
      if (item === undefined || this.#at++ === number) return item;
    }
  }

  place(): SourcePlace {
    return this.#reading.place();
  }

  close(): void {
    this.#reading.close();
  }

  #orLater(item: T | undefined, number: number): Pulled<T> {
    return item === undefined || this.#at++ === number ? item : this.item(number);
  }
}
