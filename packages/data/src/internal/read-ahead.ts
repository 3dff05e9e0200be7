import type { Pulled } from '../cursor.ts';
import type { Place } from '../place.ts';
import type { Reading } from '../reader.ts';
import { Abortable } from './abortable.ts';
import type { OutstandingItem, OutstandingItems } from './outstanding-items.ts';

/** The limits and the work of a reading that reads ahead. */
export interface ReadAheadOptions<T, R> {
  /** The most items that were read and not delivered while nobody asks for one. */
  readonly ahead: number;
  /** Returns how much of `ahead` an item takes, 1 by default: an item is read while less than `ahead` is taken. */
  readonly weight?: (item: T) => number;
  /** Delivers the results in the order of the items; otherwise as they come. */
  readonly ordered: boolean;
  /** Makes the result of an item, or a promise of it. Without it the results are the items. */
  readonly make?: (item: T, abortable: Abortable) => R | PromiseLike<R>;
}

/** An item whose result is being made. */
interface Task<T, R> {
  readonly read: OutstandingItem<T>;
  readonly abortable?: Abortable;
  outcome?: { readonly result: R } | { readonly error: unknown };
}

interface Waiter<R> {
  readonly resolve: (item: R | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads items ahead of those that are asked for. It reads nothing before the first one is asked for, and no more than it may
 * hold. A failure comes in its place: after the results before it. Nothing follows it.
 */
export class ReadAhead<T, R> implements Reading<R> {
  readonly #items: OutstandingItems<T>;
  readonly #options: ReadAheadOptions<T, R>;
  #tasks: Task<T, R>[] = [];
  #reading = false;
  /** True if the source has no further items, or has failed. */
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #asked = false;
  #waiter: Waiter<R> | undefined;
  #closed = false;

  constructor(items: OutstandingItems<T>, options: ReadAheadOptions<T, R>) {
    this.#items = items;
    this.#options = options;
  }

  next(recycle?: R): Pulled<R> {
    this.#asked = true;
    this.#fill(this.#options.make === undefined ? (recycle as unknown as T) : undefined);
    if (this.#isReady()) return this.#take();
    return new Promise((resolve, reject) => (this.#waiter = { resolve, reject }));
  }

  place(): Place | undefined {
    return this.#options.ordered ? (this.#items.before().place ?? undefined) : this.#items.place();
  }

  close(): void {
    this.#closed = true;
    this.#abort();
    this.#items.close();
    this.#answer();
  }

  /** Reads until as many items are under way as may be. */
  #fill(recycle?: T): void {
    for (let free = recycle; this.#mayRead(); free = undefined) {
      try {
        const read = this.#items.next(free);
        if (read instanceof Promise) return this.#await(read);
        this.#came(read);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #mayRead(): boolean {
    if (this.#reading || this.#ended || this.#closed) return false;
    return (this.#asked && this.#tasks.length === 0) || this.#taken() < this.#options.ahead;
  }

  /** The weight of the items beyond the one that was asked for. */
  #taken(): number {
    const { weight } = this.#options;
    const beyond = this.#asked ? 1 : 0;
    if (weight === undefined) return this.#tasks.length - beyond;
    return this.#tasks.slice(beyond).reduce((sum, { read }) => sum + weight(read.item), 0);
  }

  #await(read: Promise<OutstandingItem<T> | undefined>): void {
    const then = (go: () => void): void => {
      this.#reading = false;
      if (this.#closed) return;
      go();
      this.#fill();
      this.#answer();
    };
    this.#reading = true;
    read.then(
      read => then(() => this.#came(read)),
      (error: unknown) => then(() => this.#fail(error)),
    );
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#ended = true;
  }

  #came(read: OutstandingItem<T> | undefined): void {
    if (read === undefined) this.#ended = true;
    else if (this.#options.make === undefined)
      this.#tasks.push({ read, outcome: { result: read.item as unknown as R } });
    else this.#begin(read, this.#options.make);
  }

  #begin(read: OutstandingItem<T>, make: NonNullable<ReadAheadOptions<T, R>['make']>): void {
    const task: Task<T, R> & { readonly abortable: Abortable } = { read, abortable: new Abortable() };
    this.#tasks.push(task);
    const settle = (outcome: NonNullable<Task<T, R>['outcome']>): void => {
      task.outcome = outcome;
      this.#answer();
    };
    try {
      const result = make(read.item, task.abortable);
      if (!isPromise(result)) task.outcome = { result };
      else
        result.then(
          result => settle({ result }),
          (error: unknown) => settle({ error }),
        );
    } catch (error) {
      task.outcome = { error };
    }
  }

  /** True if there is something to deliver: a result in its order, the end, or a failure. */
  #isReady(): boolean {
    return this.#closed || this.#done() !== undefined || (this.#ended && this.#tasks.length === 0);
  }

  /** The task whose outcome is to be delivered. */
  #done(): Task<T, R> | undefined {
    if (!this.#options.ordered) return this.#tasks.find(({ outcome }) => outcome !== undefined);
    const [first] = this.#tasks;
    return first?.outcome === undefined ? undefined : first;
  }

  #take(): R | undefined {
    const task = this.#done();
    if (this.#closed) return undefined;
    if (task?.outcome === undefined) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    if ('error' in task.outcome) {
      this.#fail(task.outcome.error);
      this.#abort();
      throw task.outcome.error;
    }
    this.#asked = false;
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
    this.#items.deliver(task.read);
    return task.outcome.result;
  }

  /** Cancels what is under way. */
  #abort(): void {
    for (const { outcome, abortable } of this.#tasks) if (outcome === undefined) abortable?.abort();
    this.#tasks = [];
  }

  /** Gives an item to whom waits for one. */
  #answer(): void {
    if (this.#waiter === undefined || !this.#isReady()) return;
    const { resolve, reject } = this.#waiter;
    this.#waiter = undefined;
    try {
      resolve(this.#take());
    } catch (error) {
      reject(error);
    }
  }
}

function isPromise<R>(result: R | PromiseLike<R>): result is PromiseLike<R> {
  return typeof (result as Partial<PromiseLike<R>> | null | undefined)?.then === 'function';
}
