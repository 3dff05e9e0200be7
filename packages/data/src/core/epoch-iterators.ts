import { printed } from '@thalweg/tensor/engine';
import type { Pulled } from './dataset-iterator.ts';
import { DataError } from './data-error.ts';
import type { SourceOffset } from './source-offset.ts';
import type { EpochIterator, EpochReader, Reader } from './reader.ts';
import { iterate } from './run-iterator.ts';

/** The offset of a source for an operator that makes more or fewer items of it. */
export interface CountedOffset {
  /** The number of its items that were read in the epoch. */
  readonly index: number;
  /** Its own offset; null if it has none. */
  readonly place: SourceOffset;
}

/** Returns an offset whose parts have the types that `parts` names. Throws {@link DataError} for an offset of another pipeline. */
export function offsetOf<T extends { readonly index: number }>(
  operator: string,
  offset: SourceOffset,
  isOffset: (parts: Partial<Record<keyof T, SourceOffset>>) => boolean = () => true,
): T {
  const parts = (offset ?? {}) as Partial<Record<keyof T, SourceOffset>>;
  if (Number.isSafeInteger(parts.index) && (parts.index as number) >= 0 && isOffset(parts))
    return parts as unknown as T;
  throw new DataError(
    'open',
    `an offset must be one of the same pipeline, here of ${operator}`,
    typeof offset === 'object' ? JSON.stringify(offset) : printed(offset),
    'Build the pipeline as it was when the offset was kept, or start from an index without an offset of the source.',
  );
}

/** An iterator that counts the items that it delivers, so that an operator knows the offset of its source. */
export class CountedIterator<T> implements EpochIterator<T> {
  readonly #iterator: EpochIterator<T>;
  #index: number;

  /** Reads an epoch from an offset, or from its start. */
  constructor(source: EpochReader<T>, epoch: number, from: CountedOffset = START) {
    this.#index = from.index;
    this.#iterator = iterate(source, epoch, from.index, from.place ?? undefined);
  }

  next(recycle?: T): Pulled<T> {
    const item = this.#iterator.next(recycle);
    return item instanceof Promise ? item.then(item => this.#came(item)) : this.#came(item);
  }

  offset(): { readonly index: number; readonly place: SourceOffset } {
    return { index: this.#index, place: this.#iterator.offset?.() ?? null };
  }

  close(): void {
    this.#iterator.close?.();
  }

  #came(item: T | undefined): T | undefined {
    if (item !== undefined) this.#index++;
    return item;
  }
}

const START: CountedOffset = { index: 0, place: null };

/**
 * Returns an iterator that goes on after its first `count` items, by reading these again.
 *
 * - **Throws** {@link DataError} if there are such items and the source must not be read again
 */
export function resumedAfter<T, R>(
  source: EpochReader<T>,
  iterator: EpochIterator<R>,
  count: number,
): EpochIterator<R> {
  checkReadable(source, count);
  return afterItems(iterator, count);
}

/** Throws a {@link DataError} if `count` items were delivered and the source must not be read again. */
export function checkReadable<T>(source: EpochReader<T>, count: number): void {
  if (count > 0 && source.live === true)
    throw new DataError(
      'open',
      'items must not be read again behind an operator that keeps a state, or mapAsync without order',
      `an offset after ${count} of them that only reading again would find`,
      'Put operators that drop, add or collect records before those that keep a state, and transform with map of @thalweg/data.',
    );
}

/** Returns an iterator without its first `count` items, which it reads when the first item is asked for. */
export function afterItems<T>(iterator: EpochIterator<T>, count: number): EpochIterator<T> {
  if (count === 0) return iterator;
  let left = count;
  return {
    next(recycle) {
      const skipped = left === 0 ? undefined : pullWhile(iterator, item => item !== undefined && --left > 0);
      if (skipped !== undefined) return skipped.then(() => rest(recycle));
      return rest(recycle);
    },
    offset: () => (left === 0 ? iterator.offset?.() : undefined),
    close: () => iterator.close?.(),
  };

  /** Fewer items than were to be skipped: none follows. */
  function rest(recycle: T | undefined) {
    const ended = left > 0;
    left = 0;
    return ended ? undefined : iterator.next(recycle);
  }
}

/** Returns what reads an epoch of a dataset by the epochs of another one. */
type ReadFrom<T, R> = (
  source: EpochReader<T>,
  epoch: number,
  index: number,
  offset: SourceOffset | undefined,
) => EpochIterator<R>;

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
    read: (epoch, index, offset) => read(source, epoch, index, offset),
  };
  if (source.openRun === undefined) return reader;
  return {
    ...reader,
    openRun(first) {
      const run = source.openRun!(first);
      return {
        live,
        read: (epoch, index, offset) => read(run, epoch, index, offset),
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
  iterator: EpochIterator<T>,
  goOn: (item: T | undefined) => boolean,
  recycle?: T,
): Promise<void> | undefined {
  for (let free = recycle; ; free = undefined) {
    const item = iterator.next(free);
    if (item instanceof Promise) return awaitWhile(iterator, goOn, item);
    if (!goOn(item)) return undefined;
  }
}

/** A loop, since a chain of promises, one for each item, would be kept until the last one is settled. */
async function awaitWhile<T>(
  iterator: EpochIterator<T>,
  goOn: (item: T | undefined) => boolean,
  first: Promise<T | undefined>,
): Promise<void> {
  let item: T | undefined = await first;
  while (goOn(item)) {
    const next = iterator.next();
    item = next instanceof Promise ? await next : next;
  }
}
