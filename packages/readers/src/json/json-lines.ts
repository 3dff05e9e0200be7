import { DataError } from '@thalweg/data';
import { checkJson, optionsOf } from '@thalweg/tensor/engine';
import type { BadRowCounter } from '../blocks/bad-rows.ts';
import { type Block, lineEnd, longLine, type ParsedBlock, type RowOffset } from '../blocks/block.ts';
import type { FileDataset } from '../blocks/file-dataset.ts';
import { convertRows } from '../blocks/found-rows.ts';
import { checkedCount, MOST_HEAD, rowSettings, type RowSettings } from '../blocks/row-options.ts';
import { tableFile } from '../blocks/table-file.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ColumnChoice } from '../schema/columns-options.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { markSize, unzipped } from '../source/decoding.ts';
import { peekable } from '../source/peekable.ts';
import { exactJson } from './exact-json.ts';
import { ColumnsGuess, isRow, type JsonColumns, type JsonRow } from './json-head.ts';
import type { JsonLinesOptions } from './json-options.ts';
import { JsonRows } from './json-rows.ts';

/**
 * Returns the rows of a file with one JSON object a line (JSON lines, NDJSON) as a dataset of records. Empty lines are left
 * out. `.gz` is decompressed.
 *
 * - **Columns** the fields of the first 1000 rows (`inferRows`), or those that `columns` names; a field that comes later is an
 *   error
 * - **Types** of the values: numbers, booleans, texts, lists and objects; texts that are all dates in ISO 8601 are dates;
 *   numbers, booleans and texts together are text. `types` overrides them by name. A whole number past 2⁵³ is text
 * - **Missing** `null`, and a field that is not there
 * - **Offset** the byte of a row's start: bytes before it are not read again, except the first rows, which give the types
 * - **Throws** `DataError` with source and row, as a stream error, for a line that is no JSON object or has a value that does not
 *   fit
 * - **Source** JSON Lines, jsonlines.org
 *
 * @example
 * const rows = jsonLines(new TextEncoder().encode('{"x": 1, "tags": ["a"]}\n{"x": 2}\n'));
 * await rows.open().next() // => { x: 1, tags: ['a'] }
 */
export function jsonLines<Row = Record<string, FieldValue>>(
  source: ByteSourceLike,
  options?: JsonLinesOptions,
): FileDataset<NoInfer<Row>> {
  const given = optionsOf('jsonLines', options, {
    name: undefined,
    columns: undefined,
    types: undefined,
    missing: [],
    inferRows: 1000,
    badRows: 'fail',
    maxRowBytes: 2 ** 24,
  });
  const maxRowBytes = checkedCount('jsonLines', 'maxRowBytes', given.maxRowBytes, 1);
  const { columns, types } = options ?? {};
  const settings = { ...rowSettings('jsonLines', given), columns, types, maxRowBytes };
  const bytes = peekable(unzipped(byteSourceOf('jsonLines', source, options?.name)));
  return tableFile(bytes, {
    maxRowBytes,
    head: (first, ended) => jsonLinesHead(bytes.name, settings, first, ended),
    parser: (head, badRows) => {
      const rows = new JsonRows(bytes.name, head, {
        missing: settings.missing,
        skipped: settings.skips ? badRows : undefined,
        inLines: true,
      });
      const parser = new JsonLinesParser(bytes.name, rows);
      return block => parser.parse(block);
    },
  });
}

/** The columns in the first lines. */
interface JsonLinesHead extends JsonColumns {
  readonly offset: RowOffset;
}

/** Returns what the first bytes of a file say, or `undefined` if there must be more of them. Bad lines are left to the reading. */
function jsonLinesHead(
  source: string,
  settings: RowSettings & ColumnChoice & { readonly maxRowBytes: number },
  bytes: Uint8Array,
  ended: boolean,
): JsonLinesHead | undefined {
  const offset = { byte: markSize(bytes), row: 0, line: 0 };
  const block: Block = { bytes, from: offset.byte, to: bytes.length, ended, full: false, offset };
  const texts = new ByteTexts(bytes);
  const guess = new ColumnsGuess(source, settings);
  const most = settings.inferRows === Infinity ? Infinity : MOST_HEAD;
  let at = block.from;
  while (at < block.to && guess.rows < settings.inferRows && at <= most) {
    const end = lineEnd(block, at);
    if (end < 0) break;
    const row = isBlank(bytes, at, end) ? undefined : rowOf(texts, at, end);
    if (row !== undefined) guess.see(row);
    at = end + 1;
  }
  // A line that is too long is an error of the reading, after the lines before it.
  const enough = guess.rows >= settings.inferRows || ended || at > most || block.to - at > settings.maxRowBytes;
  if (!enough) return undefined;
  return { ...guess.columns(), offset };
}

function rowOf(texts: ByteTexts, from: number, to: number): JsonRow | undefined {
  try {
    checkJson(texts.bytes.subarray(from, to));
    const text = texts.text(from, to);
    const value = text === undefined ? undefined : exactJson(text);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Parses the blocks of one iterator of JSON lines. */
class JsonLinesParser {
  readonly #source: string;
  readonly #rows: JsonRows;
  readonly #skipped: BadRowCounter | undefined;
  #texts = new ByteTexts(new Uint8Array());

  constructor(source: string, rows: JsonRows) {
    this.#source = source;
    this.#rows = rows;
    this.#skipped = rows.skipped;
  }

  parse(block: Block): ParsedBlock {
    if (this.#texts.bytes !== block.bytes) this.#texts = new ByteTexts(block.bytes);
    this.#rows.rows = 0;
    let { offset } = block;
    let failure: DataError | undefined;
    for (let at = block.from; at < block.to && this.#rows.rows < this.#rows.capacity;) {
      const lines = emptyLines(block, at);
      if (lines > 0) {
        at += lines;
        offset = { byte: offset.byte + lines, row: offset.row, line: offset.line + lines };
        continue;
      }
      const end = lineEnd(block, at);
      if (end < 0 && block.full) failure = longLine(this.#source, offset);
      if (end < 0) break;
      const blank = isBlank(block.bytes, at, end);
      const error = blank ? undefined : this.#add(at, end, offset);
      if (error !== undefined && this.#skipped === undefined) failure = error;
      if (failure !== undefined) break;
      if (error !== undefined) this.#skipped!.count(error);
      at = Math.min(end + 1, block.to);
      const byte = block.offset.byte + at - block.from;
      offset = { byte, row: offset.row + (blank ? 0 : 1), line: offset.line + 1 };
    }
    return convertRows(this.#rows, this.#rows, { offset, failure });
  }

  /** Adds the row of a line. Returns what is wrong with it. */
  #add(from: number, to: number, offset: RowOffset): DataError | undefined {
    const text = this.#texts.text(from, to);
    const source = this.#source;
    const { row } = offset;
    const where = `in row ${row} (line ${offset.line + 1})`;
    if (text === undefined)
      return new DataError(source, 'texts must be UTF-8', `other bytes ${where}`, 'Convert the file.', { source, row });
    try {
      checkJson(this.#texts.bytes.subarray(from, to));
      return this.#rows.add(exactJson(text), offset);
    } catch (cause) {
      const requirement = cause instanceof RangeError ? cause.message : 'a line must be JSON';
      const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
      const advice = `Read a file that is one array with json(…). ${SKIP}`;
      return new DataError(source, requirement, `'${short}' ${where}`, advice, { source, row, cause });
    }
  }
}

const SKIP = "Leave bad lines out with { badRows: 'skip' }.";

/** Returns the number of lines without a letter from an offset on. */
function emptyLines({ bytes, to }: Block, from: number): number {
  let at = from;
  while (at < to && bytes[at] === 10) at++;
  return at - from;
}

/** True for a line of spaces, which JSON leaves out. */
function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 32 && bytes[at] !== 13 && bytes[at] !== 9) return false;
  return true;
}
