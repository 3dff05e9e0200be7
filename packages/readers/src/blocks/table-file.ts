import {
  DataError,
  type SourceOffset,
  type Pulled,
  type EpochIterator,
  type Table,
  type TableReader,
} from '@thalweg/data';
import { afterRows, fromTables } from '@thalweg/data/engine';
import type { Schema } from '../schema/schema.ts';
import type { AbortSignalLike, Chunks } from '../source/byte-source.ts';
import { host } from '../source/host.ts';
import { ofFirstBytes, type PeekableSource } from '../source/peekable.ts';
import { BadRowCounter } from './bad-rows.ts';
import { type Block, type ParseBlock, Pending, type RowOffset } from './block.ts';
import { FileDataset } from './file-dataset.ts';

/** The schema in the first rows of a file. */
export interface Head {
  readonly schema: Schema;
  /** The offset of the first row. */
  readonly offset: RowOffset;
}

/** A format whose rows are parsed block by block. */
export interface TableFormat<H extends Head> {
  /** Returns what the first bytes say, or `undefined` if there must be more of them. */
  head(bytes: Uint8Array, ended: boolean): H | undefined;
  /** Returns the parser of one iterator. */
  parser(head: H, badRows: BadRowCounter): ParseBlock;
  /** The most bytes of a row. */
  readonly maxRowBytes: number;
}

/** Returns the dataset of a file. Nothing is opened before the first row or the schema is asked for. */
export function tableFile<Row, H extends Head>(source: PeekableSource, format: TableFormat<H>): FileDataset<Row> {
  const badRows = new BadRowCounter();
  let known: H | undefined;
  const headOf = async (signal?: AbortSignalLike): Promise<H> => {
    if (known !== undefined) return known;
    const head = await ofFirstBytes(source.peek(signal), (bytes, ended) => format.head(bytes, ended));
    // The signal ends the bytes: what came of fewer of them says nothing.
    if (signal?.aborted !== true) known = head;
    return head;
  };
  const open = async (signal: AbortSignalLike, offset?: RowOffset): Promise<Opened> => {
    const head = await headOf(signal);
    const from = offset ?? head.offset;
    const resumes = from.byte > head.offset.byte;
    const chunks = source.stream(resumes ? from.byte - 1 : from.byte, signal);
    const rows = resumes ? afterLineEnd(source.name, chunks, from) : chunks;
    return { buffer: new BlockBuffer(rows, format.maxRowBytes), parse: format.parser(head, badRows), offset: from };
  };
  const tables: TableReader = {
    read(_, index, offset) {
      const from = offset === undefined ? undefined : rowOffsetOf(source.name, offset);
      const iterator = new BlockIterator(signal => open(signal, from));
      return from === undefined ? afterRows(iterator, index) : iterator;
    },
  };
  const schema = async (): Promise<Schema> => (await headOf()).schema;
  return new FileDataset(fromTables<Row>(tables).reader, { schema, badRows: badRows.counts });
}

function rowOffsetOf(source: string, offset: SourceOffset): RowOffset {
  const { byte, row, line } = (offset ?? {}) as Partial<Record<keyof RowOffset, unknown>>;
  if ([byte, row, line].every(count => Number.isSafeInteger(count) && (count as number) >= 0))
    return offset as RowOffset;
  const advice = 'Build the pipeline as it was when the offset was kept.';
  throw new DataError(source, 'an offset must be one of this file', JSON.stringify(offset), advice, { source });
}

/** The bytes to read, their parser, and the place of the first row. */
interface Opened {
  readonly buffer: BlockBuffer;
  readonly parse: ParseBlock;
  readonly offset: RowOffset;
}

/** Reads the tables of a source that is parsed block by block. Nothing is opened before the first item is asked for. */
class BlockIterator implements EpochIterator<Table> {
  readonly #open: (signal: AbortSignalLike) => Promise<Opened>;
  readonly #abort = new (host().AbortController)();
  readonly #pending = new Pending<Table>();
  #opened: Opened | undefined;
  #offset: RowOffset | undefined;
  /** The end of the table that was delivered last. */
  #delivered: RowOffset | undefined;
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
      const offset = this.#offset!;
      const parsed = parse(buffer.block(offset));
      buffer.take(parsed.offset.byte - offset.byte);
      this.#offset = parsed.offset;
      this.#failure = parsed.failure;
      if (parsed.table !== undefined) {
        this.#delivered = parsed.offset;
        return parsed.table;
      }
      if (parsed.failure !== undefined) throw parsed.failure;
      if (buffer.ended) return undefined;
    }
    return this.#later(buffer.fill());
  }

  offset(): SourceOffset | undefined {
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
    this.#offset = opened.offset;
    if (this.#abort.signal.aborted) await opened.buffer.close();
  }

  /** Goes on when what is awaited has come, or at once when the iterator is closed. */
  #later(awaited: Promise<void>): Promise<Table | undefined> {
    return this.#pending.wait(awaited.then(() => this.next()));
  }
}

/** The bytes that are parsed at once. Larger chunks are cut. */
const SIZE = 1 << 18;

/** Collects the bytes of chunks, from the start of a row on, until there are whole rows. */
class BlockBuffer {
  readonly #chunks: Chunks;
  readonly #limit: number;
  #bytes = new Uint8Array(SIZE);
  #from = 0;
  #to = 0;
  #chunk: Uint8Array | undefined;
  /** The number of bytes below which it is no use to parse again. */
  #wanted = 1;
  #ended = false;

  /** A row may have at most `limit` bytes. */
  constructor(chunks: Chunks, limit: number) {
    this.#chunks = chunks;
    this.#limit = limit;
  }

  /** True if more bytes must come before it is of use to parse. */
  get waits(): boolean {
    return !this.#ended && this.#to - this.#from < this.#wanted;
  }

  /** True if all bytes were taken. */
  get ended(): boolean {
    return this.#ended && this.#from === this.#to;
  }

  block(offset: RowOffset): Block {
    const full = this.#to - this.#from >= this.#limit;
    return { bytes: this.#bytes, from: this.#from, to: this.#to, ended: this.#ended, full, offset };
  }

  /** Drops the bytes that were parsed. If there are none, the next parse waits for more: for many more of a long row. */
  take(count: number): void {
    const rest = this.#to - this.#from;
    const none = count === 0;
    this.#wanted = none ? (rest < SIZE / 4 ? rest + 1 : Math.min(2 * rest, Math.max(rest + 1, this.#limit))) : 1;
    this.#from += count;
  }

  /** Adds a chunk, or notes that there is none. */
  async fill(): Promise<void> {
    if (this.#chunk === undefined) {
      const { done, value } = await this.#chunks.next();
      if (done === true) this.#ended = true;
      else this.#chunk = value;
    }
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    const part = chunk.subarray(0, SIZE);
    this.#chunk = part.length < chunk.length ? chunk.subarray(part.length) : undefined;
    this.#add(part);
  }

  /** Closes what the chunks come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #add(part: Uint8Array): void {
    const kept = this.#to - this.#from;
    const bytes = kept + part.length <= this.#bytes.length ? this.#bytes : new Uint8Array(2 * (kept + part.length));
    if (bytes === this.#bytes) bytes.copyWithin(0, this.#from, this.#to);
    else bytes.set(this.#bytes.subarray(this.#from, this.#to));
    bytes.set(part, kept);
    this.#bytes = bytes;
    this.#from = 0;
    this.#to = kept + part.length;
  }
}

/**
 * Returns chunks without their first byte, which ends the line before a row, or else the file.
 *
 * - **Throws** `DataError` while reading, if it ends neither: then the file has changed since the offset was kept
 */
async function* afterLineEnd(source: string, chunks: Chunks, { byte, row }: RowOffset): Chunks {
  let before: number | undefined;
  for await (const chunk of chunks) {
    const rest = before === undefined ? chunk.subarray(1) : chunk;
    before ??= chunk[0];
    if (rest.length === 0) continue;
    if (before !== 10 && before !== 13) throw changed(source, byte, row);
    yield rest;
  }
  if (before === undefined) throw changed(source, byte, row);
}

function changed(source: string, byte: number, row: number): DataError {
  const requirement = `a row must begin at byte ${byte}, as when the offset was kept`;
  const advice = 'Read the file from its start, or restore it.';
  return new DataError(source, requirement, 'another file', advice, { source, row });
}
