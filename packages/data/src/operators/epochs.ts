import { type Observable, of, repeat, timer } from 'rxjs';
import { checkCount } from '../core/checks.ts';
import { Dataset } from '../core/dataset.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { Reader, EpochIterator, RunReader } from '../core/reader.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';

/**
 * Repeats the source for `count` epochs, one after the other; `Infinity` never ends. Offsets keep the number of the epoch.
 * Epochs of epochs multiply. An operator of RxJS before `epochs` starts anew in each epoch; one after it sees them
 * all. A dataset ends after 10,000 epochs in a row without an item. Any other observable is subscribed `count` times, and the event
 * loop gets a turn after each hundred.
 *
 * - **Throws** {@link DataError} if `count` is not a positive integer or `Infinity`
 *
 * @example
 * fromIterable([1, 2]).pipe(epochs(2)).subscribe(print) // 1, 2, 1, 2
 */
export function epochs(count: number): <S extends Observable<unknown>>(source: S) => SourceLike<S, ItemOf<S>> {
  checkCount('epochs', 'count', count, 1, 'or Infinity');
  return <S extends Observable<unknown>>(source: S) =>
    (source instanceof Dataset
      ? epochsOfDataset(source, count)
      : source.pipe(repeat<unknown>(repeated(count)))) as SourceLike<S, ItemOf<S>>;
}

function epochsOfDataset<T>({ reader, epochs }: Dataset<T>, count: number): Dataset<T> {
  const { length, selection } = reader;
  return new Dataset({
    length,
    selection,
    batched: reader.batched,
    tables: reader.tables,
    epochs: epochs * count,
    read: (epoch, index, offset) => reader.read(epoch, index, offset),
    ...(reader.openRun === undefined ? {} : { openRun: first => new SuccessiveRuns(reader, first) }),
  });
}

/**
 * The epochs of another observable in one turn: `repeat` subscribes each one within the last, and a source that ends at once would fill
 * the stack.
 */
const IN_A_TURN = 100;

function repeated(count: number): Parameters<typeof repeat>[0] {
  if (count <= IN_A_TURN) return count;
  return { count, delay: epoch => (epoch % IN_A_TURN === 0 ? timer(0) : of(epoch)) };
}

/** Reads runs of a reader that opens runs, one after another, as one longer run. */
class SuccessiveRuns<T> implements RunReader<T> {
  readonly #reader: Reader<T>;
  #run: RunReader<T>;
  /** The first epoch after the present run. */
  #end: number;
  /** True if the present run had items. */
  #filled = false;

  constructor(reader: Reader<T>, first: number) {
    const { epochs = 1 } = reader;
    this.#reader = reader;
    this.#run = reader.openRun!(first);
    this.#end = (Math.floor(first / epochs) + 1) * epochs;
  }

  read(epoch: number, index: number, offset?: SourceOffset): EpochIterator<T> {
    if (epoch >= this.#end) {
      this.#run.close();
      this.#run = this.#reader.openRun!(epoch);
      this.#end = epoch + (this.#reader.epochs ?? 1);
      this.#filled = false;
    }
    this.#filled ||= index > 0;
    const iterator = this.#run.read(epoch, index, offset);
    const seen = (item: T | undefined): T | undefined => {
      this.#filled ||= item !== undefined;
      return item;
    };
    return {
      next(recycle) {
        const item = iterator.next(recycle);
        return item instanceof Promise ? item.then(seen) : seen(item);
      },
      offset: () => iterator.offset?.(),
      close: () => iterator.close?.(),
    };
  }

  /** True once a whole run had no item: those that follow would have none either. */
  get ended(): boolean {
    return this.#run.ended && !this.#filled;
  }

  close(): void {
    this.#run.close();
  }
}
