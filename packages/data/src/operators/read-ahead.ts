import { Abortable } from '../core/abortable.ts';
import type { Pulled } from '../core/dataset-iterator.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, EpochIterator } from '../core/reader.ts';
import { CountedIterator, type CountedOffset } from '../core/epoch-iterators.ts';

/** The offset of a source whose items were read and have not all been delivered. */
export interface OutstandingOffset extends CountedOffset {
  /** The number of items that were read after those `index` items. */
  readonly read: number;
  /** Those among them that were not delivered, by their numbers from 0 on. */
  readonly waiting: readonly number[];
}

/** Returns true if the offset has the parts that the offset of outstanding items has. */
export function isOutstanding({ read, waiting }: Partial<Record<keyof OutstandingOffset, SourceOffset>>): boolean {
  return Number.isSafeInteger(read) && Array.isArray(waiting) && waiting.every(Number.isSafeInteger);
}

/** An item that was read and is to be delivered. */
export interface OutstandingItem<T> {
  readonly item: T;
  /** The offset of the source before this item. */
  readonly before: CountedOffset;
}

/**
 * Reads items ahead of their delivery, in any order. Its offset is that before the oldest item that was not delivered, with the
 * numbers of all such items: an iterator that begins there reads the items in between again, and leaves out the delivered ones.
 */
export class OutstandingItems<T> {
  readonly #iterator: CountedIterator<T>;
  /** The offset after the item that came last. The iterator may be further already, while another item is coming. */
  #stands: CountedOffset;
  readonly #items: OutstandingItem<T>[] = [];
  /** The number of items after which nothing was delivered when the offset was kept. */
  readonly #resumed: number;
  /** The items before it that were not delivered, and have not been read again so far. */
  #unread: number[];
  #ended = false;

  constructor(source: EpochReader<T>, epoch: number, from: OutstandingOffset) {
    this.#iterator = new CountedIterator(source, epoch, from);
    this.#stands = { index: from.index, place: from.place };
    this.#resumed = from.index + from.read;
    this.#unread = from.waiting.map(number => from.index + number);
  }

  /** Reads the next item that was not delivered. A source that has ended is not asked again. */
  next(recycle?: T): Pulled<OutstandingItem<T>> {
    if (this.#ended) return undefined;
    for (let free = recycle; ; free = undefined) {
      const item = this.#iterator.next(free);
      if (item instanceof Promise) return item.then(item => this.#came(item) ?? this.#orNext(item));
      const wanted = this.#came(item);
      if (wanted !== undefined || item === undefined) return wanted;
    }
  }

  /** Notes that an item was delivered. */
  deliver(item: OutstandingItem<T>): void {
    this.#items.splice(this.#items.indexOf(item), 1);
  }

  /** Returns the offset of the source before the oldest item that was not delivered. */
  before(): CountedOffset {
    return this.#items[0]?.before ?? this.#stands;
  }

  offset(): OutstandingOffset & { readonly [part: string]: SourceOffset } {
    const { index, place } = this.before();
    const numbers = [...this.#items.map(({ before }) => before.index), ...this.#unread];
    const read = Math.max(this.#stands.index, this.#resumed) - index;
    return { index, place, read, waiting: numbers.map(number => number - index) };
  }

  close(): void {
    this.#iterator.close();
  }

  #orNext(item: T | undefined): Pulled<OutstandingItem<T>> {
    return item === undefined ? undefined : this.next();
  }

  #came(item: T | undefined): OutstandingItem<T> | undefined {
    this.#ended = item === undefined;
    if (item === undefined) return undefined;
    const before = this.#stands;
    this.#stands = this.#iterator.offset();
    if (before.index < this.#resumed) {
      if (this.#unread[0] !== before.index) return undefined;
      this.#unread.shift();
    }
    const outstanding = { item, before };
    this.#items.push(outstanding);
    return outstanding;
  }
}

/** The limits and the work of an iterator that reads ahead. */
interface ReadAheadOptions<T, R> {
  /** The most items that were read and not delivered while nobody asks for one. */
  readonly ahead: number;
  /** Returns how much of `ahead` an item takes, 1 by default: an item is read while less than `ahead` is taken. */
  readonly weight?: (item: T) => number;
  /** Delivers the results in the order of the items; otherwise as they come. */
  readonly ordered: boolean;
  /** Makes the result of the item with a number, or a promise of it. Without it the results are the items. */
  readonly make?: (item: T, index: number, abortable: Abortable) => R | PromiseLike<R>;
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
export class ReadAhead<T, R> implements EpochIterator<R> {
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

  offset(): SourceOffset | undefined {
    return this.#options.ordered ? (this.#items.before().place ?? undefined) : this.#items.offset();
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
      const result = make(read.item, read.before.index, task.abortable);
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
