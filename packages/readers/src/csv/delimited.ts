import type { DataError, TableColumn } from '@thalweg/data';
import { ColumnCells, type ColumnConverter, converterOf } from './converter-of.ts';
import type { BadRowCounter } from '../blocks/bad-rows.ts';
import type { Block, ParsedBlock, RowOffset } from '../blocks/block.ts';
import type { FileDataset } from '../blocks/file-dataset.ts';
import { type Converting, convertRows, type FoundRows, misfitError } from '../blocks/found-rows.ts';
import { tableFile } from '../blocks/table-file.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import type { TypedColumn } from '../schema/columns-options.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { inUtf8, unzipped } from '../source/decoding.ts';
import { peekable } from '../source/peekable.ts';
import { csvHead, type CsvHead } from './csv-head.ts';
import type { CsvOptions } from './csv-options.ts';
import { csvSettings, type CsvSettings } from './csv-settings.ts';
import { brokenRow, type BrokenRow, CR, LF, RowIndex, RowScanner } from './scan-rows.ts';

/** Returns the rows of delimited text. */
export function delimited<Row>(
  subject: string,
  delimiter: string,
  source: ByteSourceLike,
  options: CsvOptions | undefined,
): FileDataset<Row> {
  const settings = csvSettings(subject, options, delimiter);
  const bytes = peekable(inUtf8(subject, unzipped(byteSourceOf(subject, source, options?.name)), settings.encoding));
  return tableFile(bytes, {
    maxRowBytes: settings.maxRowBytes,
    head: (first, ended) => csvHead(bytes.name, settings, first, ended),
    parser: (head, badRows) => {
      const parser = new CsvParser(bytes.name, settings, head, settings.skips ? badRows : undefined);
      return block => parser.parse(block);
    },
  });
}

/** The most cells of a table. */
const MOST_CELLS = 1 << 17;

/** Parses the blocks of one iterator. */
class CsvParser implements FoundRows, Converting {
  readonly skipped: BadRowCounter | undefined;
  readonly #source: string;
  readonly #quote: number;
  readonly #width: number;
  readonly #scanner: RowScanner;
  readonly #index: RowIndex;
  readonly #columns: ReadonlyMap<string, readonly [TypedColumn, ColumnConverter]>;
  #block!: Block;
  #texts = new ByteTexts(new Uint8Array());

  constructor(source: string, { dialect, missing }: CsvSettings, { columns, width }: CsvHead, skipped?: BadRowCounter) {
    this.skipped = skipped;
    this.#source = source;
    this.#quote = dialect.quote;
    this.#width = width;
    this.#scanner = new RowScanner(dialect);
    this.#index = new RowIndex(width, Math.max(1, Math.floor(MOST_CELLS / Math.max(1, width))));
    this.#columns = new Map(
      columns.map(column => {
        const { name, type, given, repeats } = column;
        return [name, [column, converterOf(type, { missing, given }, repeats)]];
      }),
    );
  }

  parse(block: Block): ParsedBlock {
    this.#block = block;
    if (this.#texts.bytes !== block.bytes) this.#texts = new ByteTexts(block.bytes);
    const broken = this.#scan(block);
    const { at, number, line } = this.#scanner;
    if (broken === undefined) return convertRows(this, this, { offset: this.#offset(at, number, line) });
    const offset = this.#offset(broken.start, broken.number, broken.line);
    return convertRows(this, this, { offset, failure: this.#brokenError(broken) });
  }

  get rows(): number {
    return this.#index.rows;
  }

  set rows(count: number) {
    this.#index.rows = count;
  }

  leaveOut(bad: { has(row: number): boolean }): void {
    this.#index.leaveOut(bad);
  }

  offsetOf(row: number): RowOffset {
    const { bytes, from } = this.#block;
    const start = this.#index.starts[row]!;
    return this.#offset(start, this.#index.numbers[row]!, linesIn(bytes, from, start));
  }

  convert(misfit: (row: number, column: string) => void): Record<string, TableColumn> {
    const columns: Record<string, TableColumn> = {};
    for (const [name, [{ at }, convert]] of this.#columns)
      columns[name] = convert(this.#cells(at), row => misfit(row, name));
    return columns;
  }

  misfitError(row: number, name: string): DataError {
    const [column] = this.#columns.get(name)!;
    const place = this.offsetOf(row);
    return misfitError(this.#source, this.#cells(column.at).text(row), { ...column, ...place });
  }

  /** Indexes the rows. Returns a broken row that ends the reading. */
  #scan(block: Block): BrokenRow | undefined {
    this.#scanner.begin(block);
    this.#index.rows = 0;
    for (;;) {
      const broken = this.#scanner.more(block, this.#index);
      if (broken === undefined || this.skipped === undefined || broken.endless) return broken;
      this.skipped.count(this.#brokenError(broken));
    }
  }

  #cells(at: number): ColumnCells {
    return new ColumnCells(this.#texts, this.#index, at, this.#quote);
  }

  #brokenError(broken: BrokenRow): DataError {
    return brokenRow(this.#source, broken, { width: this.#width, offset: this.#block.offset });
  }

  #offset(at: number, rows: number, lines: number): RowOffset {
    const { from, offset } = this.#block;
    return { byte: offset.byte + at - from, row: offset.row + rows, line: offset.line + lines };
  }
}

/** Returns the number of lines that end in some bytes. */
function linesIn(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) lines++;
  return lines;
}
