import { DataError } from '../data-error.ts';
import type { Reading } from '../reader.ts';
import { Abortable } from './abortable.ts';
import { asyncIteratorOf, type AsyncItems } from './async-iterator.ts';

/** Opens items; the signal is aborted when the reading is closed. */
export type OpenItems<T> = (abortable: Abortable) => AsyncItems<T> | PromiseLike<AsyncItems<T>>;

/** Reads items that have to be awaited, one at a time. They are opened when the first one is asked for. */
export class AwaitedItems<T> implements Reading<T> {
  readonly #open: OpenItems<T>;
  readonly #name: string;
  readonly #abortable = new Abortable();
  #row: number;
  #iterator: AsyncIterator<T, unknown> | undefined;
  #closed = false;
  #leave: (() => void) | undefined;

  /** `row` is the number of the first item, for messages. */
  constructor(open: OpenItems<T>, name: string, row: number) {
    this.#open = open;
    this.#name = name;
    this.#row = row;
  }

  next(): Promise<T | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      // Closing the reading settles the pending promise, even if the source never answers.
      this.#leave = () => resolve(undefined);
      this.#pull().then(resolve, reject);
    });
  }

  close(): void {
    this.#closed = true;
    this.#abortable.abort();
    this.#leave?.();
    this.#return();
  }

  async #pull(): Promise<T | undefined> {
    this.#iterator ??= asyncIteratorOf(await this.#open(this.#abortable), this.#name);
    if (this.#closed) return this.#return();
    const { done, value } = await this.#iterator.next();
    if (done === true) {
      this.#iterator = undefined;
      this.#closed = true;
      return undefined;
    }
    if (value === undefined) throw undefinedItem(this.#name, this.#row);
    this.#row++;
    return value as T;
  }

  /** Ends the iterator. Nobody is there any more to hear of an error while it cleans up. */
  #return(): undefined {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    iterator?.return?.().catch(() => undefined);
  }
}

function undefinedItem(name: string, row: number): DataError {
  return new DataError(name, 'items must not be undefined', `undefined in row ${row}`, 'Leave it out.', {
    source: name,
    row,
  });
}
