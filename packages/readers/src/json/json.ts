import { DataError, type Place } from '@thalweg/data';
import { afterRows, fromTables } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { BadRowCounter } from '../blocks/bad-rows.ts';
import { checkedCount } from '../blocks/checked-count.ts';
import { FileDataset } from '../blocks/file-dataset.ts';
import { rowSettings } from '../blocks/row-options.ts';
import type { Cell } from '../schema/cell.ts';
import type { AbortSignalLike } from '../source/byte-source.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { unzipped } from '../source/unzipped.ts';
import { jsonArray } from './json-array.ts';
import { ColumnsGuess, isRow, type JsonColumns } from './json-head.ts';
import type { JsonOptions } from './json-options.ts';
import { JsonReading, type LoadedRows } from './json-reading.ts';
import { JsonRows } from './json-rows.ts';

/** The array of a file, and its columns. */
interface Loaded extends JsonColumns {
  readonly values: readonly unknown[];
}

/**
 * Returns the rows of a JSON file that is an array of objects as a dataset of records. The whole file is read when the first
 * row or the `schema` is asked for, and its rows stay in memory. `.gz` is decompressed. Columns, types and missing values are
 * those of {@link jsonLines}, which reads files of any size.
 *
 * - **Throws** `DataError` with source and row, as a stream error, for a file that is no such array, for one that has more than
 *   `maxBytes` or more values than memory has room for, and for a row that does not fit
 *
 * @example
 * const rows = json(new TextEncoder().encode('{"data": [{"x": 1}, {"x": 2}]}'), { at: 'data' });
 * await rows.open().next() // => { x: 1 }
 */
export function json<Row = Record<string, Cell>>(
  source: ByteSourceLike,
  options?: JsonOptions,
): FileDataset<NoInfer<Row>> {
  const given = optionsOf('json', options, {
    name: undefined,
    at: undefined,
    columns: undefined,
    types: undefined,
    missing: [],
    inferRows: 1000,
    badRows: 'fail',
    maxBytes: 2 ** 27,
  });
  const maxBytes = checkedCount('json', 'maxBytes', given.maxBytes, 1);
  const { columns, types, at } = options ?? {};
  const settings = { ...rowSettings('json', given), columns, types };
  const bytes = unzipped(byteSourceOf('json', source, options?.name));
  const badRows = new BadRowCounter();
  let known: Loaded | undefined;
  const load = async (signal?: AbortSignalLike): Promise<Loaded | undefined> => {
    if (known !== undefined) return known;
    const values = await jsonArray(bytes, { path: at === undefined ? [] : [at].flat(), maxBytes }, signal);
    if (values === undefined) return undefined;
    const guess = new ColumnsGuess(bytes.name, settings);
    for (let at = 0; at < values.length && guess.rows < settings.inferRows; at++) {
      const row = values[at];
      if (isRow(row)) guess.see(row);
    }
    return (known ??= { values, ...guess.columns() });
  };
  const rowsFor = async (signal: AbortSignalLike): Promise<LoadedRows | undefined> => {
    const loaded = await load(signal);
    if (loaded === undefined) return undefined;
    const skipped = settings.skips ? badRows : undefined;
    return {
      values: loaded.values,
      rows: new JsonRows(bytes.name, loaded, { missing: settings.missing, skipped, inLines: false }),
    };
  };
  const tables = {
    read: (_: number, index: number, place?: Place) =>
      place === undefined
        ? afterRows(new JsonReading(rowsFor, 0), index)
        : new JsonReading(rowsFor, rowOf(bytes.name, place)),
  };
  const schema = async () => (await load())!.schema;
  return new FileDataset(fromTables<Row>(tables).reader, { schema, badRows: badRows.counts });
}

function rowOf(source: string, place: Place): number {
  if (Number.isSafeInteger(place) && (place as number) >= 0) return place as number;
  const advice = 'Build the pipeline as it was when the position was kept.';
  throw new DataError(source, 'a place must be one of this file', JSON.stringify(place), advice, { source });
}
