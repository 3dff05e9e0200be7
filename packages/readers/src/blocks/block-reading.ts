import type { DataError, Place, Pulled, Reading } from '@thalweg/data';
import type { Table } from '@thalweg/data';
import type { AbortSignalLike } from '../source/byte-source.ts';
import { host } from '../source/host.ts';
import { Pending } from './pending.ts';
import type { ParseBlock, RowPlace } from './block.ts';
import { type BlockBuffer } from './block-buffer.ts';

/** The bytes to read, their parser, and the place of the first row. */
export interface Opened {
  readonly buffer: BlockBuffer;
  readonly parse: ParseBlock;
  readonly place: RowPlace;
}

/** Reads the tables of a source that is parsed block by block. Nothing is opened before the first item is asked for. */
export class BlockReading implements Reading<Table> {
  readonly #open: (signal: AbortSignalLike) => Promise<Opened>;
  readonly #abort = new (host().AbortController)();
  readonly #pending = new Pending<Table>();
  #opened: Opened | undefined;
  #place: RowPlace | undefined;
  /** The end of the table that was delivered last. */
  #delivered: RowPlace | undefined;
  #failure: DataError | undefined;

  constructor(open: (signal: AbortSignalLike) => Promise<Opened>) {
    this.#open = open;
  }

  next(): Pulled<Table> {
    if (this.#abort.signal.aborted) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    const opened = this.#opened;
    if (opened === undefined) return this.#later(this.#begin());
    const { buffer, parse } = opened;
    while (!buffer.waits) {
      const place = this.#place!;
      const parsed = parse(buffer.block(place));
      buffer.take(parsed.place.byte - place.byte);
      this.#place = parsed.place;
      this.#failure = parsed.failure;
      if (parsed.table !== undefined) {
        this.#delivered = parsed.place;
        return parsed.table;
      }
      if (parsed.failure !== undefined) throw parsed.failure;
      if (buffer.ended) return undefined;
    }
    return this.#later(buffer.fill());
  }

  place(): Place | undefined {
    return this.#delivered;
  }

  close(): void {
    this.#abort.abort();
    this.#pending.giveUp();
    void this.#opened?.buffer.close();
  }

  async #begin(): Promise<void> {
    const opened = await this.#open(this.#abort.signal);
    this.#opened = opened;
    this.#place = opened.place;
    if (this.#abort.signal.aborted) await opened.buffer.close();
  }

  /** Goes on when what is awaited has come, or at once when the reading is closed. */
  #later(awaited: Promise<void>): Promise<Table | undefined> {
    return this.#pending.wait(awaited.then(() => this.next()));
  }
}
