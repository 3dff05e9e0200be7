import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';
import type { Pulled } from '../cursor.ts';
import type { Place } from '../place.ts';
import type { EpochReader, Reading } from '../reader.ts';

/** The place of a source for an operator that makes more or fewer items of it. */
export interface SourcePlace {
  /** The number of its items that were read in the epoch. */
  readonly index: number;
  /** Its own place; null if it has none. */
  readonly place: Place;
}

/** Returns a place whose parts have the types that `parts` names. Throws {@link DataError} for a place of another pipeline. */
export function placeOf<T extends { readonly index: number }>(
  operator: string,
  place: Place,
  isPlace: (parts: Partial<Record<keyof T, Place>>) => boolean = () => true,
): T {
  const parts = (place ?? {}) as Partial<Record<keyof T, Place>>;
  if (Number.isSafeInteger(parts.index) && (parts.index as number) >= 0 && isPlace(parts)) return parts as unknown as T;
  throw new DataError(
    'open',
    `a place must be one of the same pipeline, here of ${operator}`,
    typeof place === 'object' ? JSON.stringify(place) : printed(place),
    'Build the pipeline as it was when the position was kept, or start from an index without a place.',
  );
}

/** A reading that counts the items that it delivers, so that an operator can say where its source stands. */
export class CountedReading<T> implements Reading<T> {
  readonly #reading: Reading<T>;
  #index: number;

  /** Reads an epoch from a place, or from its start. */
  constructor(source: EpochReader<T>, epoch: number, from: SourcePlace = START) {
    this.#index = from.index;
    this.#reading = source.read(epoch, from.index, from.place ?? undefined);
  }

  next(recycle?: T): Pulled<T> {
    const item = this.#reading.next(recycle);
    return item instanceof Promise ? item.then(item => this.#came(item)) : this.#came(item);
  }

  place(): { readonly index: number; readonly place: Place } {
    return { index: this.#index, place: this.#reading.place?.() ?? null };
  }

  close(): void {
    this.#reading.close?.();
  }

  #came(item: T | undefined): T | undefined {
    if (item !== undefined) this.#index++;
    return item;
  }
}

const START: SourcePlace = { index: 0, place: null };
