import { optionsOf } from '@thalweg/tensor/engine';
import { checkedCount } from '../blocks/checked-count.ts';
import type { FileDataset } from '../blocks/file-dataset.ts';
import { rowSettings } from '../blocks/row-options.ts';
import { tableFile } from '../blocks/table-file.ts';
import type { Cell } from '../schema/cell.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { peekable } from '../source/peekable.ts';
import { unzipped } from '../source/unzipped.ts';
import { jsonLinesHead } from './json-lines-head.ts';
import { JsonLinesParser } from './json-lines-parser.ts';
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
 * - **Position** the byte of a row's start: what lies before is not read again, but for the first rows, which give the types
 * - **Throws** `DataError` with source and row, as a stream error, for a line that is no JSON object or has a value that does not
 *   fit
 * - **Source** JSON Lines, jsonlines.org
 *
 * @example
 * const rows = jsonLines(new TextEncoder().encode('{"x": 1, "tags": ["a"]}\n{"x": 2}\n'));
 * await rows.open().next() // => { x: 1, tags: ['a'] }
 */
export function jsonLines<Row = Record<string, Cell>>(
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
