import type { Place } from '../place.ts';
import type { Reader, Reading, RunReader } from '../reader.ts';

/** Reads runs of a reader that opens runs, one after another, as one longer run. */
export class SuccessiveRuns<T> implements RunReader<T> {
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

  read(epoch: number, index: number, place?: Place): Reading<T> {
    if (epoch >= this.#end) {
      this.#run.close();
      this.#run = this.#reader.openRun!(epoch);
      this.#end = epoch + (this.#reader.epochs ?? 1);
      this.#filled = false;
    }
    this.#filled ||= index > 0;
    const reading = this.#run.read(epoch, index, place);
    const seen = (item: T | undefined): T | undefined => {
      this.#filled ||= item !== undefined;
      return item;
    };
    return {
      next(recycle) {
        const item = reading.next(recycle);
        return item instanceof Promise ? item.then(seen) : seen(item);
      },
      place: () => reading.place?.(),
      close: () => reading.close?.(),
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
