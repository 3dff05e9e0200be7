import { DataError, type Dataset } from '@thalweg/data';
import { optionsOf } from '@thalweg/tensor/engine';
import { type Block, lineEnd, longLine, type ParsedBlock } from '../blocks/block.ts';
import { checkedCount } from '../blocks/row-options.ts';
import { tableFile } from '../blocks/table-file.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import { Schema } from '../schema/schema.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { inUtf8, markSize, unzipped } from '../source/decoding.ts';
import { peekable } from '../source/peekable.ts';

/** Options of {@link lines}. */
export interface LinesOptions {
  /** The name of the source in messages; its path, address or file name by default. */
  readonly name?: string;
  /** The encoding of the file, as `'windows-1252'`; UTF-8 by default, and UTF-16 where a byte order mark says so. */
  readonly encoding?: string;
  /** The most bytes of a line; 2²⁴ by default. */
  readonly maxRowBytes?: number;
}

/**
 * Returns the lines of a text file as a dataset of records `{ text }`, without the ends of the lines (LF or CRLF). Empty lines
 * are records too; after the last line end there is none. `.gz` is decompressed.
 *
 * - **Offset** the byte of a line's start: bytes before it are not read again
 * - **Throws** `DataError` with source and row, as a stream error, for bytes that do not fit the encoding, and a line longer
 *   than `maxRowBytes`
 *
 * @example
 * await lines(new TextEncoder().encode('Call me Ishmael.\n')).open().next() // => { text: 'Call me Ishmael.' }
 */
export function lines(source: ByteSourceLike, options?: LinesOptions): Dataset<{ readonly text: string }> {
  const given = optionsOf('lines', options, { name: undefined, encoding: 'utf-8', maxRowBytes: 2 ** 24 });
  const maxRowBytes = checkedCount('lines', 'maxRowBytes', given.maxRowBytes, 1);
  const bytes = peekable(inUtf8('lines', unzipped(byteSourceOf('lines', source, options?.name)), given.encoding));
  const schema = new Schema(bytes.name, [{ name: 'text', type: 'text' }]);
  return tableFile(bytes, {
    maxRowBytes,
    head: (first, ended) =>
      first.length < 3 && !ended ? undefined : { schema, offset: { byte: markSize(first), row: 0, line: 0 } },
    parser: () => block => parse(bytes.name, block),
  });
}

/** The most lines of a table. */
const MOST_ROWS = 8192;

function parse(source: string, block: Block): ParsedBlock {
  const texts = new ByteTexts(block.bytes);
  const data: string[] = [];
  let at = block.from;
  let failure: DataError | undefined;
  while (at < block.to && data.length < MOST_ROWS) {
    const end = lineEnd(block, at);
    const offset = { ...block.offset, row: block.offset.row + data.length, line: block.offset.line + data.length };
    if (end < 0 && block.full) failure = longLine(source, offset);
    if (end < 0) break;
    const text = texts.text(at, end > at && block.bytes[end - 1] === 13 ? end - 1 : end);
    if (text === undefined) failure = notUtf8(source, offset.row);
    if (text === undefined) break;
    data.push(text);
    at = Math.min(end + 1, block.to);
  }
  const { byte, row, line } = block.offset;
  const rows = data.length;
  const offset = { byte: byte + at - block.from, row: row + rows, line: line + rows };
  const table = rows === 0 ? undefined : { rows, columns: { text: { data, shape: [], dtype: undefined } } };
  return { offset, table, failure };
}

function notUtf8(source: string, row: number): DataError {
  return new DataError(source, 'texts must be UTF-8', `other bytes in row ${row}`, 'Convert the file.', {
    source,
    row,
  });
}
