import { Observable, Subscription, type Operator, type Subscriber } from 'rxjs';
import type { Pulled } from './dataset-iterator.ts';
import { DataError } from './data-error.ts';
import type { Reader, EpochIterator, RunReader } from './reader.ts';
import { resumedAfter } from './epoch-iterators.ts';
import { RunIterator, Patience } from './run-iterator.ts';

/** Operators of RxJS, as `Observable.lift` receives them. */
export type Operators = readonly Operator<unknown, unknown>[];

/** A subscription of the first operator. Records are pulled for it. */
interface Demand {
  readonly iterator: RunIterator<unknown>;
  readonly subscriber: Subscriber<unknown>;
  /** True while a record is awaited. */
  waiting: boolean;
}

/** The most items that may wait to be pulled. Operators that emit more at once do not follow demand. */
const MOST_WAITING = 1 << 20;

const NOT_YET = /* @__PURE__ */ Symbol('not yet');

/**
 * Reads one run of a dataset through operators of RxJS, and keeps demand: to get an item, it pushes records into the
 * operators, one at a time, until they emit. An operator that subscribes again reads the run again from its first epoch.
 */
export class OperatorChain<T> implements RunReader<T> {
  readonly #reader: Reader<unknown>;
  readonly #firstEpoch: number;
  /** The epoch at which the next subscription of the first operator begins. */
  #start: number;
  readonly #demands: Demand[] = [];
  readonly #patience = new Patience();
  /** Items that the operators have emitted and nobody has pulled, and for each the epoch of the record pushed last. */
  readonly #waiting: { readonly item: T; readonly epoch: number }[] = [];
  /** The number of items among those that were pulled already. */
  #pulled = 0;
  #epoch: number;
  /** True until the first record, if the run is read from a later epoch: what operators emit first was part of an earlier one. */
  #muted: boolean;
  #pushing = false;
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #subscription = new Subscription();

  constructor(reader: Reader<unknown>, operators: Operators, epoch: number) {
    const { epochs = 1 } = reader;
    this.#reader = reader;
    this.#firstEpoch = epochs === Infinity ? 0 : epoch - (epoch % epochs);
    this.#start = this.#epoch = epoch;
    this.#muted = epoch > this.#firstEpoch;
    this.#connect(operators);
  }

  read(epoch: number, index: number): EpochIterator<T> {
    return resumedAfter(this.#reader, { next: () => this.#next(epoch) }, index);
  }

  get ended(): boolean {
    return this.#over && this.#failure === undefined && this.#waiting.length === 0;
  }

  close(): void {
    this.#forget();
    this.#end();
  }

  #connect(operators: Operators): void {
    const records$ = new Observable<unknown>(subscriber => this.#ask(subscriber));
    const lifted$ = operators.reduce<Observable<unknown>>((source$, operator) => source$.lift(operator), records$);
    // The chain can be left before it is connected: an operator may emit at once, and too much.
    const tied$ = new Observable<T>(subscriber => {
      this.#subscription.add(subscriber);
      return (lifted$ as Observable<T>).subscribe(subscriber);
    });
    this.#pushing = true;
    tied$.subscribe({
      next: item => this.#emitted(item),
      error: (error: unknown) => this.#end({ error }),
      complete: () => this.#end(),
    });
    this.#pushing = false;
  }

  #ask(subscriber: Subscriber<unknown>): () => void {
    const iterator = new RunIterator(this.#reader, { epoch: this.#start, index: 0 });
    const demand: Demand = { iterator, subscriber, waiting: false };
    this.#start = this.#firstEpoch;
    this.#demands.push(demand);
    this.#wake?.();
    return () => {
      this.#demands.splice(this.#demands.indexOf(demand), 1);
      iterator.close();
    };
  }

  #next(epoch: number): Pulled<T> {
    const item = this.#attempt(epoch);
    return item === NOT_YET ? this.#await(epoch) : item;
  }

  /** Returns the next item of an epoch, or `undefined` at its end, after pushing as many records as patience allows. */
  #attempt(epoch: number): T | undefined | typeof NOT_YET {
    for (let pushed = 0; ; pushed++) {
      // What is left of an epoch that was not read to its end, as by zip, belongs to no other.
      let first = this.#waiting[this.#pulled];
      for (; first !== undefined && first.epoch < epoch; first = this.#waiting[this.#pulled]) this.#pull();
      if (first !== undefined) return first.epoch > epoch ? undefined : this.#pull();
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#over || this.#epoch > epoch) return undefined;
      if (this.#patience.spent(pushed) || !this.#push()) return NOT_YET;
    }
  }

  #pull(): T {
    const { item } = this.#waiting[this.#pulled++]!;
    if (this.#pulled === this.#waiting.length) this.#forget();
    return item;
  }

  #forget(): void {
    this.#waiting.length = 0;
    this.#pulled = 0;
  }

  async #await(epoch: number): Promise<T | undefined> {
    for (;;) {
      await new Promise<void>(resolve => {
        const ready = this.#ready();
        const cancel = ready.length > 0 ? this.#patience.wait(resolve, this.#holds(ready)) : undefined;
        this.#wake = () => {
          cancel?.();
          resolve();
        };
      });
      this.#wake = undefined;
      const item = this.#attempt(epoch);
      if (item !== NOT_YET) return item;
    }
  }

  /** Pushes a record to each subscription of the first operator. Returns false if there is none to be pushed now. */
  #push(): boolean {
    const ready = this.#ready();
    if (ready.length === 0 || this.#holds(ready)) return false;
    for (const demand of ready) this.#pushTo(demand);
    return true;
  }

  #ready(): readonly Demand[] {
    return this.#demands.filter(({ waiting }) => !waiting);
  }

  /** True if an epoch is over and items for its records may still come. After the next record they would count for the next epoch. */
  #holds(demands: readonly Demand[]): boolean {
    return (
      (this.#reader.epochs ?? 1) > 1 && this.#patience.expects() && demands.some(demand => this.#mayEndEpoch(demand))
    );
  }

  /** True if the record pushed last ended its epoch, or if the next one has to be awaited to know. */
  #mayEndEpoch(demand: Demand): boolean {
    const { iterator } = demand;
    const ended = iterator.offset.index > 0 && iterator.epochEnded;
    if (!(ended instanceof Promise)) return ended;
    const known = (): void => {
      demand.waiting = false;
      this.#wake?.();
    };
    demand.waiting = true;
    // The next pull gets the error, if it is one.
    ended.then(known, known);
    return true;
  }

  #pushTo(demand: Demand): void {
    const fail = (error: unknown): void => this.#tell(() => demand.subscriber.error(error));
    try {
      const record = demand.iterator.next();
      if (!(record instanceof Promise)) return this.#give(demand, record);
      demand.waiting = true;
      record
        .then(record => this.#give(demand, record), fail)
        .finally(() => {
          demand.waiting = false;
          this.#wake?.();
        });
    } catch (error) {
      fail(error);
    }
  }

  #give({ iterator, subscriber }: Demand, record: unknown): void {
    if (record === undefined) return this.#tell(() => subscriber.complete());
    this.#muted = false;
    this.#epoch = Math.max(this.#epoch, iterator.epoch);
    this.#patience.pushed();
    this.#tell(() => subscriber.next(record));
  }

  #tell(say: () => void): void {
    this.#pushing = true;
    say();
    this.#pushing = false;
  }

  #emitted(item: T): void {
    if (this.#muted) return;
    if (item === undefined) return this.#end({ error: undefinedItem() });
    if (this.#waiting.length === MOST_WAITING) return this.#end({ error: tooMany() });
    this.#waiting.push({ item, epoch: this.#epoch });
    this.#patience.answered(this.#pushing);
    this.#wake?.();
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#over = true;
    this.#failure ??= failure;
    this.#subscription.unsubscribe();
    this.#wake?.();
  }
}

function undefinedItem(): DataError {
  return new DataError(
    'dataset',
    'an operator must not emit undefined',
    'undefined',
    'Leave such items out with filter.',
  );
}

function tooMany(): DataError {
  return new DataError(
    'dataset',
    `operators must not emit more than ${MOST_WAITING} items at once`,
    'more',
    'Join datasets with concat, zip or flatMap of @thalweg/data, which pull.',
  );
}
