import type { DatasetIterator, Offset, Pulled } from './dataset-iterator.ts';
import type { SourceOffset } from './source-offset.ts';
import { DataError } from './data-error.ts';
import type { EpochIterator, EpochReader, Reader, RunReader } from './reader.ts';
import type { RowSelection, RowSource } from './row-selection.ts';

/** The epochs in a row without an item after which a run ends, as `epochs` says: more would only take time. */
const MOST_EMPTY = 10_000;

/** Reads the rest of the run of epochs that an offset lies in, one epoch after the other. */
export class RunIterator<T> implements DatasetIterator<T> {
  readonly #reader: Reader<T>;
  /** The run, if the reader holds something from epoch to epoch; opened by the first item. */
  #run: RunReader<T> | undefined;
  /** The first epoch after this run. */
  readonly #end: number;
  #iterator: EpochIterator<T> | undefined;
  #epoch: number;
  /** The number of epochs without an item before this one. */
  #empty = 0;
  #index: number;
  #ahead: Pulled<T>;
  #done = false;
  /** Where the item delivered last was: behind `#epoch` and `#index` by one item when one was read ahead. */
  #deliveredEpoch: number;
  #deliveredIndex: number;
  /** The offset of that item, where the iterator does not tell it: before its first item, after one was read ahead, at the end. */
  #sourceOffset: SourceOffset | undefined;
  /** True if that item is the last one of the iterator. */
  #tells = false;
  /** The offset of the source at which the first iterator begins. */
  #opening: SourceOffset | undefined;

  constructor(reader: Reader<T>, offset: Offset) {
    const { epochs = 1 } = reader;
    this.#reader = reader;
    this.#epoch = offset.epoch;
    this.#index = offset.index;
    this.#deliveredEpoch = offset.epoch;
    this.#deliveredIndex = offset.index;
    this.#sourceOffset = this.#opening = offset.place;
    this.#end = (Math.floor(offset.epoch / epochs) + 1) * epochs;
  }

  next(recycle?: T): Pulled<T> {
    const item = this.#ahead === undefined ? this.#pull(recycle) : this.#ahead;
    this.#ahead = undefined;
    return item instanceof Promise ? item.then(item => this.#deliver(item)) : this.#deliver(item);
  }

  get ended(): boolean | Promise<boolean> {
    if (this.#ahead === undefined) {
      const { length } = this.#reader;
      if (this.#done || length === 0) return true;
      if (length !== undefined) return this.#index >= length && this.#epoch + 1 >= this.#end;
      this.#holdOffset();
      this.#ahead = this.#pull();
    }
    const ahead = this.#ahead;
    if (!(ahead instanceof Promise)) return ahead === undefined;
    return ahead.then(item => {
      if (this.#ahead === ahead) this.#ahead = item;
      return item === undefined;
    });
  }

  get epochEnded(): boolean | Promise<boolean> {
    const { length } = this.#reader;
    if (length !== undefined) return this.#deliveredIndex >= length;
    const { ended } = this;
    const known = (ended: boolean): boolean => ended || this.#epoch !== this.#deliveredEpoch;
    return ended instanceof Promise ? ended.then(known) : known(ended);
  }

  get offset(): Offset {
    const place = this.#tells ? this.#iterator?.offset?.() : this.#sourceOffset;
    const epoch = this.#deliveredEpoch;
    const index = this.#deliveredIndex;
    return place === undefined ? { epoch, index } : { epoch, index, place };
  }

  /** The epoch of the item delivered last. */
  get epoch(): number {
    return this.#deliveredEpoch;
  }

  close(): void {
    this.#holdOffset();
    const iterator = this.#iterator;
    const run = this.#run;
    this.#done = true;
    this.#iterator = undefined;
    this.#run = undefined;
    iterator?.close?.();
    run?.close();
  }

  #deliver(item: T | undefined): T | undefined {
    if (item !== undefined) {
      this.#deliveredEpoch = this.#epoch;
      this.#deliveredIndex = this.#index;
      this.#tells = true;
    }
    return item;
  }

  /** Keeps the offset of the item delivered last before the iterator leaves it. */
  #holdOffset(): void {
    if (this.#tells) this.#sourceOffset = this.#iterator?.offset?.();
    this.#tells = false;
  }

  #pull(recycle?: T): Pulled<T> {
    while (!this.#done) {
      this.#iterator ??= iterate(this.#epochs(), this.#epoch, this.#index, this.#opening);
      const item = this.#iterator.next(recycle);
      if (item instanceof Promise) return item.then(item => (this.#came(item) ? item : this.#pull()));
      if (this.#came(item)) return item;
    }
    return undefined;
  }

  #epochs(): EpochReader<T> {
    return (this.#run ??= this.#reader.openRun?.(this.#epoch)) ?? this.#reader;
  }

  /** Counts an item, or goes on to the next epoch if there is none. False if there is none, or the iterator was closed meanwhile. */
  #came(item: T | undefined): boolean {
    if (this.#done) return false;
    if (item === undefined) this.#turn();
    else this.#index++;
    return item !== undefined;
  }

  /** Goes on to the next epoch, or ends. Epochs without end and without items end, and so do very many. */
  #turn(): void {
    this.#holdOffset();
    this.#opening = undefined;
    this.#iterator?.close?.();
    this.#iterator = undefined;
    this.#empty = this.#index === 0 && (this.#run?.ended ?? true) ? this.#empty + 1 : 0;
    const endless = this.#empty > (this.#end === Infinity ? 0 : MOST_EMPTY);
    if (endless || this.#epoch + 1 >= this.#end) return this.close();
    this.#epoch++;
    this.#index = 0;
  }
}

/**
 * Returns the iterator of an epoch of a source, from an offset on if there is one.
 *
 * - **Throws** {@link DataError} for an iterator that tells its offset by the former name of the method
 */
export function iterate<T>(
  source: Pick<EpochReader<T>, 'read'>,
  epoch: number,
  index: number,
  offset?: SourceOffset,
): EpochIterator<T> {
  const iterator = source.read(epoch, index, offset);
  if (!('place' in iterator) || 'offset' in iterator) return iterator;
  throw new DataError(
    'read',
    'an iterator must tell its offset by the method offset',
    'one with a method place',
    'Rename the method place to offset.',
  );
}

/** The part of the host that is used. */
interface Timers {
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

/** Records that are pushed without an answer before the event loop gets a turn. */
const AHEAD = 16;

/** Turns of a millisecond or more for which operators that have not emitted yet may be asynchronous. */
const SLOW_TURNS = 1000;

/** Milliseconds to wait for the first item at the end of an epoch. */
const FIRST_SILENCE = 100;

/**
 * Decides how many records operators receive while they emit nothing. It cannot know whether they drop records, collect them,
 * or answer later. So it pushes a few in each turn of the event loop; once they have answered later, it keeps as many under
 * way, and pushes more only after a silence twice as long as any before.
 */
export class Patience {
  #emits: 'unknown' | 'at once' | 'later' = 'unknown';
  #underWay = 0;
  /** True if a silence has followed the record that was pushed last. */
  #silent = false;
  #turns = 0;
  #waitsSince: number | undefined;
  #longest = 0;

  /** True if no further record should be pushed before the event loop had a turn. */
  spent(pushed: number): boolean {
    return (this.#emits === 'later' ? this.#underWay : pushed) >= AHEAD;
  }

  /** Notes that a record was pushed. */
  pushed(): void {
    this.#silent = false;
    this.#underWay++;
  }

  /** Notes that an item was emitted, while a record was pushed or later. */
  answered(atOnce: boolean): void {
    if (this.#underWay > 0) this.#underWay--;
    if (this.#waitsSince !== undefined) this.#longest = Math.max(this.#longest, now() - this.#waitsSince);
    this.#waitsSince = undefined;
    if (!atOnce) this.#emits = 'later';
    else if (this.#emits === 'unknown') this.#emits = 'at once';
  }

  /** True if items may still come for records that were pushed. */
  expects(): boolean {
    return this.#emits !== 'at once' && !this.#silent;
  }

  /**
   * Calls back when more records may be pushed: after a silence if the items of earlier records are waited for. Returns a
   * function that cancels the call.
   */
  wait(callback: () => void, forItems: boolean): () => void {
    this.#waitsSince ??= now();
    const unknown = this.#emits === 'unknown';
    if (this.#emits === 'at once' || (unknown && !forItems && this.#turns++ >= SLOW_TURNS)) return nextTurn(callback);
    if (unknown && !forItems) return later(0, callback);
    return later(unknown ? FIRST_SILENCE : Math.min(1000, Math.max(4, 2 * this.#longest)), () => {
      this.#underWay = 0;
      this.#silent = true;
      callback();
    });
  }
}

function later(milliseconds: number, callback: () => void): () => void {
  const { setTimeout, clearTimeout } = globalThis as unknown as Timers;
  const handle = setTimeout(callback, milliseconds);
  return () => clearTimeout(handle);
}

/** The parts of the host that are used. Node and browsers each have some of them. */
interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (handle: unknown) => void;
  readonly MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void };
    port2: { postMessage(value: unknown): void };
  };
  readonly setTimeout: (callback: () => void) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

/**
 * Calls back after the event loop had a turn, so that timers, input and painting come first. Returns a function that
 * cancels the call. A timeout would wait 4 ms in browsers; a promise leaves the event loop no turn.
 */
export function nextTurn(callback: () => void): () => void {
  const host = globalThis as unknown as Host;
  if (host.setImmediate !== undefined) {
    const handle = host.setImmediate(callback);
    return () => host.clearImmediate?.(handle);
  }
  if (host.MessageChannel === undefined) {
    const handle = host.setTimeout(callback);
    return () => host.clearTimeout(handle);
  }
  const { port1, port2 } = new host.MessageChannel();
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(undefined);
  return () => port1.close();
}

/** The part of the host that is used here. Unlike the date, this clock is never set back. */
interface Clock {
  readonly performance: { readonly now: () => number };
}

/** Returns the milliseconds since an arbitrary time. */
export function now(): number {
  return (globalThis as unknown as Clock).performance.now();
}

/** Returns the rows of one epoch. */
export function rowsOf<T>({ rows }: Pick<RowSelection<T>, 'rows'>, epoch: number): RowSource<T> {
  return typeof rows === 'function' ? rows(epoch) : rows;
}

/** Returns the row numbers of one epoch, which must not be written. */
export function orderOf<T>(selection: RowSelection<T>, epoch: number): Uint32Array {
  const { order } = selection;
  return typeof order === 'function' ? order(epoch) : order;
}
