import { DataError, type Place, type TableReader } from '@thalweg/data';
import { afterRows, fromTables } from '@thalweg/data/engine';
import type { Schema } from '../schema/schema.ts';
import { afterLineEnd } from './after-line-end.ts';
import type { AbortSignalLike } from '../source/byte-source.ts';
import { ofFirstBytes } from '../source/first-bytes.ts';
import type { PeekableSource } from '../source/peekable.ts';
import { BadRowCounter } from './bad-rows.ts';
import { BlockBuffer } from './block-buffer.ts';
import { BlockReading, type Opened } from './block-reading.ts';
import type { ParseBlock, RowPlace } from './block.ts';
import { FileDataset } from './file-dataset.ts';

/** The schema in the first rows of a file. */
export interface Head {
  readonly schema: Schema;
  /** The place of the first row. */
  readonly place: RowPlace;
}

/** A format whose rows are parsed block by block. */
export interface TableFormat<H extends Head> {
  /** Returns what the first bytes say, or `undefined` if there must be more of them. */
  head(bytes: Uint8Array, ended: boolean): H | undefined;
  /** Returns the parser of one reading. */
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
  const open = async (signal: AbortSignalLike, place?: RowPlace): Promise<Opened> => {
    const head = await headOf(signal);
    const from = place ?? head.place;
    const resumes = from.byte > head.place.byte;
    const chunks = source.stream(resumes ? from.byte - 1 : from.byte, signal);
    const rows = resumes ? afterLineEnd(source.name, chunks, from) : chunks;
    return { buffer: new BlockBuffer(rows, format.maxRowBytes), parse: format.parser(head, badRows), place: from };
  };
  const tables: TableReader = {
    read(_, index, place) {
      const from = place === undefined ? undefined : rowPlaceOf(source.name, place);
      const reading = new BlockReading(signal => open(signal, from));
      return from === undefined ? afterRows(reading, index) : reading;
    },
  };
  const schema = async (): Promise<Schema> => (await headOf()).schema;
  return new FileDataset(fromTables<Row>(tables).reader, { schema, badRows: badRows.counts });
}

function rowPlaceOf(source: string, place: Place): RowPlace {
  const { byte, row, line } = (place ?? {}) as Partial<Record<keyof RowPlace, unknown>>;
  if ([byte, row, line].every(count => Number.isSafeInteger(count) && (count as number) >= 0)) return place as RowPlace;
  const advice = 'Build the pipeline as it was when the position was kept.';
  throw new DataError(source, 'a place must be one of this file', JSON.stringify(place), advice, { source });
}
