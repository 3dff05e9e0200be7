import type { Cursor, Position } from '../cursor.ts';
import type { Reader, Reading } from '../reader.ts';

/** Reads the rest of the run of epochs that a position lies in, one epoch after the other. */
export class EpochCursor<T> implements Cursor<T> {
  readonly #reader: Reader<T>;
  /** The first epoch after this run. */
  readonly #end: number;
  #reading: Reading<T> | undefined;
  #epoch: number;
  #index: number;
  #ahead: T | undefined;
  #done = false;
  /** Where the item delivered last was: behind `#epoch` and `#index` by one item when one was read ahead. */
  #deliveredEpoch: number;
  #deliveredIndex: number;

  constructor(reader: Reader<T>, position: Position) {
    const { epochs = 1 } = reader;
    this.#reader = reader;
    this.#epoch = position.epoch;
    this.#index = position.index;
    this.#deliveredEpoch = position.epoch;
    this.#deliveredIndex = position.index;
    this.#end = (Math.floor(position.epoch / epochs) + 1) * epochs;
  }

  next(recycle?: T): T | undefined {
    const item = this.#ahead === undefined ? this.#pull(recycle) : this.#ahead;
    this.#ahead = undefined;
    if (item !== undefined) {
      this.#deliveredEpoch = this.#epoch;
      this.#deliveredIndex = this.#index;
    }
    return item;
  }

  get ended(): boolean {
    if (this.#ahead !== undefined) return false;
    const { length } = this.#reader;
    if (this.#done || length === 0) return true;
    if (length !== undefined) return this.#index >= length && this.#epoch + 1 >= this.#end;
    return (this.#ahead = this.#pull()) === undefined;
  }

  get epochEnded(): boolean {
    const { length } = this.#reader;
    if (length !== undefined) return this.#deliveredIndex >= length;
    return this.ended || this.#epoch !== this.#deliveredEpoch;
  }

  get position(): Position {
    return { epoch: this.#deliveredEpoch, index: this.#deliveredIndex };
  }

  close(): void {
    const reading = this.#reading;
    this.#done = true;
    this.#reading = undefined;
    reading?.close?.();
  }

  #pull(recycle?: T): T | undefined {
    while (!this.#done) {
      this.#reading ??= this.#reader.read(this.#epoch, this.#index);
      const item = this.#reading.next(recycle);
      if (item !== undefined) {
        this.#index++;
        return item;
      }
      this.#turn();
    }
    return undefined;
  }

  /** On to the next epoch, if there is one. Epochs without end and without items end. */
  #turn(): void {
    this.#reading?.close?.();
    this.#reading = undefined;
    if (this.#epoch + 1 >= this.#end || (this.#index === 0 && this.#end === Infinity)) this.#done = true;
    else {
      this.#epoch++;
      this.#index = 0;
    }
  }
}
