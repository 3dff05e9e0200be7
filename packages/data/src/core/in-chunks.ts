import type { Pulled } from './dataset-iterator.ts';
import { derived, pullWhile } from './epoch-iterators.ts';
import type { EpochIterator, EpochReader, Reader } from './reader.ts';
import { iterate } from './run-iterator.ts';
import type { SourceOffset } from './source-offset.ts';

/** Returns the results of successive items, in their order; `at` is the number of the first one in its epoch. */
export type TransformMany<T, R> = (items: readonly T[], at: number) => readonly R[];

/**
 * Returns a reader of one result for each item, which are made of up to `size` items at once. Items, order, offsets and the place of
 * errors are those of items made one by one. `transform` must give an item the same result in any company. It begins
 * an epoch by calling `begin`.
 */
export function mappedInChunks<T, R>(
  reader: Reader<T>,
  size: number,
  { begin, transform }: { readonly begin: () => void; readonly transform: TransformMany<T, R> },
): Reader<R> {
  // An item that moves a state when it is read is not read ahead.
  const most = reader.live === true ? 1 : size;
  return derived(reader, reader.length, (source, epoch, index, offset) => {
    begin();
    return new Chunks(source, { epoch, index, offset, size: most, transform });
  });
}

interface ChunkOptions<T, R> {
  readonly epoch: number;
  readonly index: number;
  readonly offset: SourceOffset | undefined;
  readonly size: number;
  readonly transform: TransformMany<T, R>;
}

/** An item that was read, the offset of the source after it, and its result, unless making several at once has failed. */
interface Waiting<T, R> {
  readonly item: T;
  readonly place: SourceOffset | undefined;
  result?: R;
}

/** Reads some items ahead, and makes their results at once. */
class Chunks<T, R> implements EpochIterator<R> {
  readonly #iterator: EpochIterator<T>;
  readonly #options: ChunkOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #index: number;
  #place: SourceOffset | undefined;
  #ended = false;
  /** The error of the source, which comes after the items before it. */
  #failure: { readonly error: unknown } | undefined;

  constructor(source: EpochReader<T>, options: ChunkOptions<T, R>) {
    this.#options = options;
    this.#index = options.index;
    this.#place = options.offset;
    this.#iterator = iterate(source, options.epoch, options.index, options.offset);
  }

  next(): Pulled<R> {
    if (this.#waiting.length > 0) return this.#take();
    const awaited = this.#fill();
    return awaited === undefined ? this.#take() : awaited.then(() => this.#take());
  }

  offset(): SourceOffset | undefined {
    return this.#place;
  }

  close(): void {
    this.#iterator.close?.();
    this.#waiting = [];
    this.#ended = true;
  }

  #fill(): Promise<void> | undefined {
    if (this.#ended || this.#failure !== undefined) return undefined;
    const fail = (error: unknown): void => void (this.#failure = { error });
    try {
      const awaited = pullWhile(this.#iterator, item => this.#came(item));
      if (awaited !== undefined) return awaited.catch(fail).then(() => this.#make());
    } catch (error) {
      fail(error);
    }
    return void this.#make();
  }

  /** Takes an item of the source. Returns true if there may be more in the chunk. */
  #came(item: T | undefined): boolean {
    if (item === undefined) this.#ended = true;
    else this.#waiting.push({ item, place: this.#iterator.offset?.() });
    return !this.#ended && this.#waiting.length < this.#options.size;
  }

  #make(): void {
    const waiting = this.#waiting;
    if (waiting.length < 2) return;
    try {
      const results = this.#options.transform(
        waiting.map(({ item }) => item),
        this.#index,
      );
      waiting.forEach((one, n) => (one.result = results[n]!));
    } catch {
      // Made one by one, the error comes in its place.
    }
  }

  #take(): R | undefined {
    const [one] = this.#waiting;
    if (one === undefined) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    const result = one.result ?? this.#options.transform([one.item], this.#index)[0];
    this.#waiting.shift();
    this.#index++;
    this.#place = one.place;
    return result;
  }
}
