import type { FileDataset } from '../blocks/file-dataset.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import type { CsvOptions } from './csv-options.ts';
import { delimited } from './delimited.ts';

/**
 * Returns the rows of a CSV file as a dataset of records. Nothing is opened before the first row, or the `schema`, is asked for.
 * `.gz` is decompressed.
 *
 * - **Rows** end in LF, CRLF or CR; empty lines are left out. A cell in quotes may hold delimiters, lines, and quotes that are
 *   doubled; a quote inside a cell without quotes is a letter. The file is UTF-8, with or without a byte order mark, or has the
 *   `encoding` of the options
 * - **Columns** all, or those that `columns` names
 * - **Types** are inferred from the first 1000 rows (`inferRows`): `boolean`, `number` or `date` if every cell that is not
 *   missing is one, else `text`, as for a leading zero (`00501`) and whole numbers past 2⁵³. `types` overrides them by name
 * - **Dates** are `2001-01-31`, also with a time: `2001-01-31T14:30`, with seconds, a fraction, and a zone (`Z`, `+02:00`).
 *   They become milliseconds since 1970; without a zone they are UTC
 * - **Missing** an empty cell, or what `missing` names: `NaN` in columns of numbers and dates, `null` elsewhere
 * - **Offset** the byte of a row's start: bytes before it are not read again, except the first rows, which give the types
 * - **Throws** `DataError` with source and row, as a stream error, for a row with too few or too many cells, a wrong quote, or a
 *   cell that does not fit its column. With `badRows: 'skip'` such rows are left out, and counted in `badRows`
 * - **Source** Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV) Files", RFC 4180, 2005
 *
 * @example
 * const cars = csv(new TextEncoder().encode('model,mpg,year\nford,18,1970-01-01\nfiat,,1971-01-01\n'));
 * String(await cars.schema) // => 'model  text\nmpg    number, missing values\nyear   date'
 * await cars.open().next() // => { model: 'ford', mpg: 18, year: 0 }
 */
export function csv<Row = Record<string, FieldValue>>(
  source: ByteSourceLike,
  options?: CsvOptions,
): FileDataset<NoInfer<Row>> {
  return delimited('csv', ',', source, options);
}
