import { ContractError } from '@thalweg/tensor';
import { DataError, Dataset, type SourceOffset, type Pulled, type EpochIterator, type RunReader } from '@thalweg/data';
import type { RecordOffset } from '../wire/protocol.ts';
import { isBefore, isSame, recordAt, sourceOffsetOf } from '../wire/record-offset.ts';
import { outOfOrder } from './out-of-order.ts';

/** The changes that wait at a time. Sliders make many while a training is paused; each is a number, or a state. */
const MOST_CHANGES = 10_000;

/** Epochs without a record that may lie between two: the pipeline opens and ends each of them. */
const MOST_EMPTY_EPOCHS = 1000;

/** A record that waits, or a change that takes effect in its turn. */
type Waiting = { readonly epoch: number; readonly record: unknown } | { readonly change: () => void };

/** Hooks of {@link RecordInbox}. */
export interface InboxHooks {
  /** Called when reading begins: records are to be sent from here on. */
  readonly demand: (from: RecordOffset) => void;
  /** Called with the number of records that left the inbox. */
  readonly took: (count: number) => void;
  /** The number of records that may wait. Half of them are reported at once, unless fewer wait. */
  readonly credit: number;
}

/** The records that came from outside and wait to be pulled, with changes between them. */
export class RecordInbox {
  /** The offset after the record delivered last; undefined before reading begins. */
  offset: RecordOffset | undefined;
  /** The number of records delivered. */
  delivered = 0;
  /** The offset at which reading begins, where the pipeline knows none. */
  start: RecordOffset;
  /** The number of records that wait. */
  waiting = 0;
  /** Set when a record is asked for, and not withheld. */
  isTouched = false;
  readonly #hooks: InboxHooks;
  #waiting: Waiting[] = [];
  #head = 0;
  #unreported = 0;
  /** The offset of the records that came last. */
  #from: RecordOffset = { epoch: 0, index: 0 };
  #held = false;
  #complete = false;
  #reading = false;
  /** The epoch that a pipeline which knows no offsets calls the first one. */
  #firstEpoch = 0;
  #wake: (() => void) | undefined;

  constructor(start: RecordOffset, hooks: InboxHooks) {
    this.start = start;
    this.#hooks = hooks;
  }

  /** The records as a dataset, which has one reader at a time. */
  dataset<R>(): Dataset<R> {
    return new Dataset<R>({
      length: undefined,
      epochs: Infinity,
      read: (epoch, index, offset) => this.#read(epoch, index, offset) as EpochIterator<R>,
      openRun: () => this.#openRun<R>(),
    });
  }

  /** True if no record follows those that wait. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** True if somebody reads, or has read. */
  get isRead(): boolean {
    return this.offset !== undefined;
  }

  /**
   * Takes records that follow each other in an epoch. Throws `ContractError` for too many, for some out of order, and for some of
   * an epoch far ahead.
   */
  records(from: RecordOffset, records: readonly unknown[]): void {
    const { epoch } = from;
    if (this.#complete || isBefore(from, this.#from))
      throw outOfOrder('others', 'records come once, in ascending order, and before complete');
    const last = Math.max(this.#from.epoch, (this.offset ?? this.start).epoch);
    if (epoch > last + MOST_EMPTY_EPOCHS)
      throw outOfOrder(`epoch ${epoch}`, `records of epoch ${last} are followed within ${MOST_EMPTY_EPOCHS} epochs`);
    if (this.waiting + records.length > this.#hooks.credit)
      throw outOfOrder(`${records.length} more`, `at most ${this.#hooks.credit} records may wait`);
    this.#from = from;
    for (const record of records) this.#waiting.push({ epoch, record });
    this.waiting += records.length;
    this.#woken();
  }

  /** Makes a change after the records that wait; at once if none does. */
  change(change: () => void): void {
    if (this.#head === this.#waiting.length) return change();
    if (this.#waiting.length - this.#head - this.waiting >= MOST_CHANGES)
      throw new ContractError(
        'change',
        `at most ${MOST_CHANGES} changes may wait for the records before them`,
        'another one',
        'Resume the training, or await each change.',
      );
    this.#waiting.push({ change });
    this.#woken();
  }

  complete(): void {
    this.#complete = true;
    this.#woken();
  }

  /** Delivers nothing until it is called with false. */
  hold(held: boolean): void {
    this.#held = held;
    this.#woken();
  }

  #woken(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #openRun<R>(): RunReader<R> {
    if (this.#reading) throw readTwice();
    this.#reading = true;
    const isEnded = (): boolean => this.#complete && this.#head === this.#waiting.length;
    return {
      read: (epoch, index, offset) => this.#read(epoch, index, offset) as EpochIterator<R>,
      get ended() {
        return isEnded();
      },
      close: () => void (this.#reading = false),
    };
  }

  #read(epoch: number, index: number, offset?: SourceOffset): EpochIterator<unknown> {
    const target = recordAt(offset);
    if (this.offset === undefined && target === undefined && epoch === 0 && index === 0)
      this.#firstEpoch = this.start.epoch;
    const from = target ?? { epoch: epoch + this.#firstEpoch, index };
    this.#begin(from);
    let closed = false;
    return {
      next: () => this.#next(from.epoch, () => closed),
      offset: () => sourceOffsetOf(this.offset!),
      close: () => {
        closed = true;
        this.#woken();
      },
    };
  }

  /** Asks for the records when reading begins; later it can only go on, or leave the rest of an epoch. */
  #begin(from: RecordOffset): void {
    const { offset, start } = this;
    if (offset === undefined) {
      this.offset = isSame(from, { epoch: start.epoch, index: 0 }) ? start : from;
      return this.#hooks.demand(this.offset);
    }
    if (isSame(from, offset)) return;
    if (from.epoch === offset.epoch + 1 && from.index === 0) {
      this.offset = from;
      return;
    }
    throw new DataError(
      'records',
      `the next record is number ${offset.index} of epoch ${offset.epoch}`,
      `a reading from number ${from.index} of epoch ${from.epoch}`,
      'Records come once: read them once, and begin again from a snapshot.',
    );
  }

  /** Returns the next record of an epoch, or a promise of it. */
  #next(epoch: number, isClosed: () => boolean): Pulled<unknown> {
    const record = this.#attempt(epoch);
    return record === NOT_YET ? this.#await(epoch, isClosed) : record;
  }

  async #await(epoch: number, isClosed: () => boolean): Promise<unknown> {
    for (;;) {
      await new Promise<void>(resolve => (this.#wake = resolve));
      if (isClosed()) return undefined;
      const record = this.#attempt(epoch);
      if (record !== NOT_YET) return record;
    }
  }

  #attempt(epoch: number): unknown {
    for (;;) {
      if (this.#held) return NOT_YET;
      this.isTouched = true;
      const first = this.#waiting[this.#head];
      if (first === undefined) {
        this.#report();
        return this.#complete ? undefined : NOT_YET;
      }
      if (!('change' in first) && first.epoch > epoch) return undefined;
      this.#shift();
      if ('change' in first) {
        first.change();
        continue;
      }
      this.waiting--;
      if (first.epoch === epoch) return this.#deliver(first);
      this.#count();
    }
  }

  #deliver({ epoch, record }: { readonly epoch: number; readonly record: unknown }): unknown {
    this.delivered++;
    this.offset = { epoch, index: this.offset!.index + 1 };
    this.#count();
    return record;
  }

  #shift(): void {
    this.#waiting[this.#head++] = undefined as never;
    if (this.#head < this.#waiting.length && this.#head < 256) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  #count(): void {
    if (++this.#unreported >= this.#hooks.credit / 2) this.#report();
  }

  #report(): void {
    if (this.#unreported === 0) return;
    this.#hooks.took(this.#unreported);
    this.#unreported = 0;
  }
}

const NOT_YET = /* @__PURE__ */ Symbol('not yet');

function readTwice(): DataError {
  return new DataError(
    'records',
    'the records of a worker have one reader at a time',
    'a second subscription',
    'Put share() after the training, or zip, which reads once.',
  );
}
