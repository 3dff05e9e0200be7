import { DataError } from '@thalweg/data';
import type { Block, RowOffset } from '../blocks/block.ts';
import { MOST_HEAD } from '../blocks/row-options.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import { numberOf, TypeGuess } from '../cells/text-values.ts';
import {
  type ChosenColumn,
  chosenColumns,
  MOST_COLUMNS,
  tooManyColumns,
  type TypedColumn,
} from '../schema/columns-options.ts';
import { Schema } from '../schema/schema.ts';
import { markSize } from '../source/decoding.ts';
import { ColumnCells, TEXT_TYPES } from './converter-of.ts';
import type { CsvSettings } from './csv-settings.ts';
import { brokenRow, CR, LF, RowIndex, RowScanner } from './scan-rows.ts';

/** The columns in the first rows of a file. */
export interface CsvHead {
  readonly schema: Schema;
  readonly columns: readonly TypedColumn[];
  /** The number of cells of each row. */
  readonly width: number;
  /** The offset of the first row after the header. */
  readonly offset: RowOffset;
}

/** The most cells of a row, among which columns may be chosen. */
const MOST_CELLS_OF_ROW = 1_000_000;

/** The most cells that are indexed at once. */
const MOST_CELLS = 1 << 16;

/** Returns what the first bytes of a file say, or `undefined` if there must be more of them. */
export function csvHead(source: string, settings: CsvSettings, bytes: Uint8Array, ended: boolean): CsvHead | undefined {
  const texts = new ByteTexts(bytes);
  const start = afterPreamble(bytes, ended, settings.skipLines);
  const tooMany = !ended && bytes.length > MOST_HEAD + settings.maxRowBytes;
  if (start === undefined && tooMany) throw noHeader(source);
  if (start === undefined) return undefined;
  const block: Block = {
    bytes,
    from: start.byte,
    to: bytes.length,
    ended,
    full: bytes.length - start.byte > settings.maxRowBytes,
    offset: start,
  };
  const first = firstRow(source, settings, block, texts);
  if (first === undefined && tooMany) throw noHeader(source);
  if (first === undefined) return undefined;
  const { names, offset } = first;
  const columns = chosenColumns(settings.columns, { source, names, allowed: TEXT_TYPES });
  const guesses = columns.map(() => new TypeGuess());
  const rows = { ...block, from: offset.byte, place: offset, full: false };
  if (!seeRows(settings, rows, texts, columns, guesses, names.length)) return undefined;
  const typed = columns.map(({ type, ...column }, at) => ({
    ...column,
    type: type ?? guesses[at]!.type,
    given: type !== undefined,
    repeats: guesses[at]!.repeats,
  }));
  const schema = new Schema(
    source,
    typed.map(({ name, type }, at) => ({ name, type, missing: guesses[at]!.missing })),
  );
  return { schema, columns: typed, width: names.length, offset };
}

/** Returns the offset after a byte order mark and the lines to leave out. */
function afterPreamble(bytes: Uint8Array, ended: boolean, lines: number): RowOffset | undefined {
  if (bytes.length < 3 && !ended) return undefined;
  let byte = markSize(bytes);
  for (let line = 0; line < lines; line++) {
    while (byte < bytes.length && bytes[byte] !== LF && bytes[byte] !== CR) byte++;
    if (byte + 1 >= bytes.length && !ended) return undefined;
    byte += bytes[byte] === CR && bytes[byte + 1] === LF ? 2 : 1;
  }
  return { byte: Math.min(byte, bytes.length), row: 0, line: lines };
}

/** Returns the names of the columns, and where the first row lies. */
function firstRow(
  source: string,
  { dialect, header, columns, guessesDelimiter, guessesHeader }: CsvSettings,
  block: Block,
  texts: ByteTexts,
): { readonly names: readonly string[]; readonly offset: RowOffset } | undefined {
  if (typeof header !== 'boolean') return { names: checkedNames(source, header), offset: block.offset };
  const scanner = new RowScanner(dialect);
  // No row has no cells, so the first is reported with their number.
  const row = scanner.scan(block, new RowIndex(0, 1));
  if (row === undefined && !block.ended) return undefined;
  if (row === undefined && header) throw noHeader(source);
  if (row !== undefined && row.kind !== 'many') throw brokenRow(source, row, { width: 0, offset: block.offset });
  const cells = row?.cells ?? 0;
  const isChosen = columns.columns !== undefined;
  if (cells > (isChosen ? MOST_CELLS_OF_ROW : MOST_COLUMNS)) throw tooManyColumns(source, cells);
  if (cells === 1 && guessesDelimiter)
    checkDelimiter(source, texts.text(row!.start, scanner.at)?.trim(), dialect.delimiter);
  if (!header) return { names: Array.from({ length: cells }, (_, at) => columnName(at)), offset: block.offset };
  const index = new RowIndex(cells, 1);
  scanner.scan(block, index);
  const names = Array.from({ length: cells }, (_, at) => new ColumnCells(texts, index, at, dialect.quote).text(0));
  if (guessesHeader) checkHeader(source, names);
  const offset = { byte: scanner.at, row: 0, line: block.offset.line + scanner.line };
  return { names: checkedNames(source, names), offset };
}

/** Lets the guesses see the first rows. False if there must be more bytes. Broken rows are left to the reading. */
function seeRows(
  { dialect, inferRows, missing, maxRowBytes }: CsvSettings,
  block: Block,
  texts: ByteTexts,
  columns: readonly ChosenColumn[],
  guesses: readonly TypeGuess[],
  width: number,
): boolean {
  const scanner = new RowScanner(dialect);
  const index = new RowIndex(width, Math.max(1, Math.min(Math.floor(MOST_CELLS / Math.max(1, width)), inferRows)));
  scanner.begin(block);
  const most = inferRows === Infinity ? Infinity : MOST_HEAD;
  for (let rows = 0; rows < inferRows && scanner.at <= most;) {
    index.rows = 0;
    const broken = scanner.more(block, index);
    columns.forEach(({ at }, column) => {
      const cells = new ColumnCells(texts, index, at, dialect.quote);
      for (let row = 0; row < Math.min(index.rows, inferRows - rows); row++) {
        const text = cells.text(row);
        if (text !== undefined && missing.has(text)) guesses[column]!.missing = true;
        else guesses[column]!.see(text ?? '');
      }
    });
    rows += index.rows;
    // A row that is too long is an error of the reading, after the rows before it.
    if (broken === undefined && index.rows < index.capacity && rows < inferRows && scanner.at <= most)
      return block.ended || block.to - scanner.at > maxRowBytes;
  }
  return true;
}

/** Refuses a first row of one cell in which another delimiter stands. */
function checkDelimiter(source: string, row: string | undefined, delimiter: number): void {
  const other = [';', '\t', '|', ','].find(
    letter => letter.charCodeAt(0) !== delimiter && row?.includes(letter) === true,
  );
  if (other === undefined) return;
  const given = `'${row!.length > 40 ? `${row!.slice(0, 40)}…` : row}' in the first row`;
  const own = JSON.stringify(String.fromCharCode(delimiter));
  const advice = `Set { delimiter: ${JSON.stringify(other)} }, or { delimiter: ${own} } if there is one column.`;
  throw new DataError(source, 'rows must have cells with this delimiter between them', given, advice, { source });
}

/** Refuses a header of nothing but numbers: it is a row. */
function checkHeader(source: string, names: readonly (string | undefined)[]): void {
  if (!names.every(name => name !== undefined && numberOf(name) !== undefined)) return;
  const given = `'${names.slice(0, 5).join("', '")}'${names.length > 5 ? ', …' : ''}`;
  const advice =
    "Name the columns of a file without header: { header: ['a', 'b'] }. If they have these names: { header: true }.";
  throw new DataError(source, 'the first row must hold the names of the columns', given, advice, { source });
}

function noHeader(source: string): DataError {
  return new DataError(
    source,
    'the first row must hold the names of the columns',
    'no row',
    "Name them yourself if the file may be empty: { header: ['a', 'b'] }.",
    { source },
  );
}

/** Returns the name of a column that has none. */
function columnName(at: number): string {
  return `column${at + 1}`;
}

/**
 * Returns the names of columns, in which one that is empty is named after its number.
 *
 * - **Throws** `DataError` if two are the same, or one is no UTF-8
 */
function checkedNames(source: string, names: readonly (string | undefined)[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((given, at) => {
    if (given === undefined)
      throw new DataError(
        source,
        'the names of columns must be UTF-8',
        `other bytes in column ${at + 1}`,
        "Name the encoding, as in { encoding: 'windows-1252' }, or check whether the file is CSV.",
        {
          source,
        },
      );
    if (given === '__proto__')
      throw new DataError(
        source,
        'a column must have another name than __proto__',
        given,
        'Name the columns yourself.',
        {
          source,
        },
      );
    const name = given === '' ? columnName(at) : given;
    const before = seen.get(name);
    seen.set(name, at);
    if (before === undefined) return name;
    const advice = "Name the columns yourself, and leave the line out: { skipLines: 1, header: ['a', 'b'] }.";
    const places = `'${name}' in columns ${before + 1} and ${at + 1}`;
    throw new DataError(source, 'the names of columns must differ', places, advice, { source });
  });
}
