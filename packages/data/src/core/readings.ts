import { printed } from '@thalweg/tensor/engine';
import type { Pulled } from './cursor.ts';
import { DataError } from './data-error.ts';
import type { Place } from './place.ts';
import type { EpochReader, Reader, Reading } from './reader.ts';

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

/**
 * Returns a reading that goes on after its first `count` items, by reading these again.
 *
 * - **Throws** {@link DataError} if there are such items and the source must not be read again
 */
export function resumedAfter<T, R>(source: EpochReader<T>, reading: Reading<R>, count: number): Reading<R> {
  checkReadable(source, count);
  return afterItems(reading, count);
}

/** Throws a {@link DataError} if `count` items were delivered and the source must not be read again. */
export function checkReadable<T>(source: EpochReader<T>, count: number): void {
  if (count > 0 && source.live === true)
    throw new DataError(
      'open',
      'items must not be read again behind an operator that keeps a state, or mapAsync without order',
      `a position after ${count} of them that only reading again would find`,
      'Put operators that drop, add or collect records before those that keep a state, and transform with map of @thalweg/data.',
    );
}

/** Returns a reading without its first `count` items, which it reads when the first item is asked for. */
export function afterItems<T>(reading: Reading<T>, count: number): Reading<T> {
  if (count === 0) return reading;
  let left = count;
  return {
    next(recycle) {
      const skipped = left === 0 ? undefined : pullWhile(reading, item => item !== undefined && --left > 0);
      if (skipped !== undefined) return skipped.then(() => rest(recycle));
      return rest(recycle);
    },
    place: () => (left === 0 ? reading.place?.() : undefined),
    close: () => reading.close?.(),
  };

  /** Fewer items than were to be skipped: none follows. */
  function rest(recycle: T | undefined) {
    const ended = left > 0;
    left = 0;
    return ended ? undefined : reading.next(recycle);
  }
}

/** Returns what reads an epoch of a dataset by the epochs of another one. */
type ReadFrom<T, R> = (source: EpochReader<T>, epoch: number, index: number, place: Place | undefined) => Reading<R>;

/** Returns a reader whose epochs are made from those of `source`; within a run of `source`, from those of that run. */
export function derived<T, R>(
  source: Reader<T>,
  length: number | undefined,
  read: ReadFrom<T, R>,
  live: boolean | undefined = source.live,
): Reader<R> {
  const reader: Reader<R> = {
    length,
    epochs: source.epochs,
    live,
    read: (epoch, index, place) => read(source, epoch, index, place),
  };
  if (source.openRun === undefined) return reader;
  return {
    ...reader,
    openRun(first) {
      const run = source.openRun!(first);
      return {
        live,
        read: (epoch, index, place) => read(run, epoch, index, place),
        get ended() {
          return run.ended;
        },
        close: () => run.close(),
      };
    },
  };
}

/**
 * Pulls items as long as `goOn` returns true for them. Returns a promise if an item has to be awaited. The first item may be
 * written over `recycle`.
 */
export function pullWhile<T>(
  reading: Reading<T>,
  goOn: (item: T | undefined) => boolean,
  recycle?: T,
): Promise<void> | undefined {
  for (let free = recycle; ; free = undefined) {
    const item = reading.next(free);
    if (item instanceof Promise) return awaitWhile(reading, goOn, item);
    if (!goOn(item)) return undefined;
  }
}

/** A loop, since a chain of promises, one for each item, would be kept until the last one is settled. */
async function awaitWhile<T>(
  reading: Reading<T>,
  goOn: (item: T | undefined) => boolean,
  first: Promise<T | undefined>,
): Promise<void> {
  let item: T | undefined = await first;
  while (goOn(item)) {
    const next = reading.next();
    item = next instanceof Promise ? await next : next;
  }
}
