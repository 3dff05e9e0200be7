import { DataError, type Place, type Pulled, type Reading, type Table, type TableColumn } from '@thalweg/data';
import { host } from '../source/host.ts';
import type { PeekableSource } from '../source/peekable.ts';
import { ByteFeed } from './byte-feed.ts';
import { idxColumn } from './idx-column.ts';
import type { IdxHeader } from './idx-header.ts';

/** A file that gives a column. */
export interface IdxFile {
  readonly name: string;
  readonly source: PeekableSource;
  readonly header: IdxHeader;
  readonly scale: number | undefined;
}

/** The bytes that are read at once. */
const BLOCK = 1 << 18;
const MOST_ROWS = 8192;

/** Reads files side by side, from a row on. */
export class IdxReading implements Reading<Table> {
  readonly #files: readonly IdxFile[];
  readonly #rows: number;
  readonly #abort = new (host().AbortController)();
  readonly #feeds: readonly ByteFeed[];
  readonly #atOnce: number;
  #row: number;
  #delivered: number | undefined;

  constructor(files: readonly IdxFile[], rows: number, row: number) {
    this.#files = files;
    this.#rows = rows;
    this.#row = row;
    const { signal } = this.#abort;
    this.#feeds = files.map(
      ({ source, header }) => new ByteFeed(source.stream(header.size + row * header.rowBytes, signal)),
    );
    const rowBytes = files.reduce((sum, { header }) => sum + header.rowBytes, 0);
    this.#atOnce = Math.max(1, Math.min(MOST_ROWS, Math.floor(BLOCK / Math.max(1, rowBytes))));
  }

  next(): Pulled<Table> {
    const rows = Math.min(this.#atOnce, this.#rows - this.#row);
    return rows <= 0 || this.#abort.signal.aborted ? undefined : this.#read(rows);
  }

  place(): Place | undefined {
    return this.#delivered;
  }

  close(): void {
    this.#abort.abort();
    for (const feed of this.#feeds) void feed.close();
  }

  async #read(rows: number): Promise<Table | undefined> {
    const columns: Record<string, TableColumn> = {};
    const parts = await Promise.all(this.#files.map(({ header }, at) => this.#feeds[at]!.take(rows * header.rowBytes)));
    if (this.#abort.signal.aborted) return undefined;
    this.#files.forEach(({ name, source, header, scale }, at) => {
      const bytes = parts[at]!;
      if (bytes.length < rows * header.rowBytes)
        throw cutOff(source.name, this.#rows, this.#row + Math.floor(bytes.length / header.rowBytes));
      columns[name] = idxColumn(header, bytes, scale);
    });
    this.#row += rows;
    this.#delivered = this.#row;
    return { rows, columns };
  }
}

function cutOff(source: string, rows: number, row: number): DataError {
  const requirement = `the file must have ${rows} rows, as its header says`;
  return new DataError(source, requirement, `${row}`, 'Fetch the file again.', { source, row });
}
