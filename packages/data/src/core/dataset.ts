import { functionOf } from '@thalweg/tensor/engine';
import { Observable, type Operator, type Subscriber, type UnaryFunction } from 'rxjs';
import { checkCount } from './checks.ts';
import { rowsOf, RunIterator } from './run-iterator.ts';
import { OperatorChain, type Operators } from './operator-chain.ts';
import type { DatasetIterator, Offset } from './dataset-iterator.ts';
import { DataError } from './data-error.ts';
import type { Reader, EpochIterator, RunReader } from './reader.ts';

/**
 * A dataset of records that are pulled: an observable that can also be read item by item, from any offset, epoch after
 * epoch.
 *
 * A subscription pushes the items of one run, synchronously unless an item has to be awaited, and completes. A run is one
 * epoch, or as many as `epochs(n)` says. Operators of this package map dataset to dataset, and never mix items of two
 * epochs. Most operators of RxJS keep a dataset a dataset as well: an iterator pushes record after record into them until they
 * emit an item.
 *
 * @example
 * atOnce(fromIterable([1, 2, 3]).pipe(batch(2)).open().next())!.toArray() // => [1, 2]
 */
export class Dataset<T> extends Observable<T> {
  /** Reads the items. */
  readonly reader: Reader<T>;

  constructor(reader: Reader<T>) {
    super(subscriber => push(new RunIterator(reader, START), subscriber));
    functionOf('Dataset', 'the read of its reader', (reader as Partial<Reader<T>> | undefined)?.read);
    checkCount('Dataset', 'epochs', reader.epochs ?? 1, 1, 'or Infinity');
    this.reader = reader;
  }

  /** The number of items in an epoch; `undefined` if unknown before reading. */
  get length(): number | undefined {
    return this.reader.length;
  }

  /** The number of epochs in a run, which one subscription reads. */
  get epochs(): number {
    return this.reader.epochs ?? 1;
  }

  /** The number of rows left out because a value was missing; 0 if rows are unknown. */
  get skipped(): number {
    return this.reader.selection === undefined ? 0 : rowsOf(this.reader.selection, 0).skipped;
  }

  /**
   * Opens an iterator that reads from an offset to the end of the run of its epoch.
   *
   * - **Throws** {@link DataError} if the offset does not lie in an epoch of this dataset
   */
  open(offset: Offset = START): DatasetIterator<T> {
    const { epoch, index } = offset;
    if (
      !Number.isSafeInteger(epoch) ||
      !Number.isSafeInteger(index) ||
      epoch < 0 ||
      index < 0 ||
      index > (this.length ?? Infinity)
    )
      throw new DataError(
        'open',
        `epoch must be at least 0 and index between 0 and ${this.length ?? 'the length'}`,
        JSON.stringify(offset),
        'Use the offset of an iterator of the same pipeline.',
      );
    return new RunIterator(this.reader, offset);
  }

  /** Returns the dataset that reads by a reader made from the reader of this one, as an operator of your own may need it. */
  derive<R>(change: (reader: Reader<T>) => Reader<R>): Dataset<R> {
    return new Dataset(change(this.reader));
  }

  /**
   * Returns the dataset that an operator of RxJS makes of this one; RxJS calls it for each operator that is built on `lift`.
   * A subscriber is pushed to by the operator alone, as by any observable.
   */
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    if (operator === undefined) return super.lift(operator);
    const { reader } = this;
    const lifting = reader instanceof LiftedReader ? (reader as LiftedReader<T>) : new LiftedReader<T>(reader, []);
    const lifted = new Dataset(lifting.with(operator));
    lifted.source = this;
    lifted.operator = operator;
    return lifted;
  }

  /**
   * Applies operators, one after another. Those of this package return a dataset; so do those of RxJS that are built on
   * `lift`, though their types do not say so.
   */
  override pipe(): this;
  override pipe<A>(a: (x: this) => A): A;
  override pipe<A, B>(a: (x: this) => A, b: (x: A) => B): B;
  override pipe<A, B, C>(a: (x: this) => A, b: (x: A) => B, c: (x: B) => C): C;
  override pipe<A, B, C, D>(a: (x: this) => A, b: (x: A) => B, c: (x: B) => C, d: (x: C) => D): D;
  override pipe<A, B, C, D, E>(a: (x: this) => A, b: (x: A) => B, c: (x: B) => C, d: (x: C) => D, e: (x: D) => E): E;
  override pipe<A, B, C, D, E, F>(
    a: (x: this) => A,
    b: (x: A) => B,
    c: (x: B) => C,
    d: (x: C) => D,
    e: (x: D) => E,
    f: (x: E) => F,
  ): F;
  override pipe<A, B, C, D, E, F, G>(
    a: (x: this) => A,
    b: (x: A) => B,
    c: (x: B) => C,
    d: (x: C) => D,
    e: (x: D) => E,
    f: (x: E) => F,
    g: (x: F) => G,
  ): G;
  override pipe<A, B, C, D, E, F, G, H>(
    a: (x: this) => A,
    b: (x: A) => B,
    c: (x: B) => C,
    d: (x: C) => D,
    e: (x: D) => E,
    f: (x: E) => F,
    g: (x: F) => G,
    h: (x: G) => H,
  ): H;
  override pipe<A, B, C, D, E, F, G, H, I>(
    a: (x: this) => A,
    b: (x: A) => B,
    c: (x: B) => C,
    d: (x: C) => D,
    e: (x: D) => E,
    f: (x: E) => F,
    g: (x: F) => G,
    h: (x: G) => H,
    i: (x: H) => I,
  ): I;
  // Only the types differ from Observable's: the pipe returns the type that the last operator returns.
  override pipe(...operators: UnaryFunction<never, unknown>[]): unknown {
    return super.pipe(...(operators as unknown as []));
  }
}

const START: Offset = { epoch: 0, index: 0 };

function push<T>(iterator: DatasetIterator<T>, subscriber: Subscriber<T>): void {
  const give = (item: T | undefined): void => {
    if (item === undefined) subscriber.complete();
    else subscriber.next(item);
  };
  const more = (): void => {
    while (!subscriber.closed) {
      const item = iterator.next();
      if (item instanceof Promise) return awaiting(item);
      give(item);
    }
  };
  const awaiting = (item: Promise<T | undefined>): void =>
    void item
      .then(item => {
        give(item);
        more();
      })
      .catch((error: unknown) => subscriber.error(error));
  subscriber.add(() => iterator.close());
  more();
}

/** Reads a dataset through operators of RxJS. */
class LiftedReader<T> implements Reader<T> {
  readonly length = undefined;
  readonly #root: Reader<unknown>;
  readonly #operators: Operators;

  constructor(root: Reader<unknown>, operators: Operators) {
    this.#root = root;
    this.#operators = operators;
  }

  get epochs(): number | undefined {
    return this.#root.epochs;
  }

  get live(): boolean | undefined {
    return this.#root.live;
  }

  /** Returns a reader with one more operator. */
  with<R>(operator: Operator<T, R>): LiftedReader<R> {
    return new LiftedReader(this.#root, [...this.#operators, operator as Operator<unknown, unknown>]);
  }

  read(epoch: number, index: number): EpochIterator<T> {
    const run = this.openRun(epoch);
    const iterator = run.read(epoch, index);
    return { next: () => iterator.next(), close: () => run.close() };
  }

  openRun(epoch: number): RunReader<T> {
    return new OperatorChain(this.#root, this.#operators, epoch);
  }
}
