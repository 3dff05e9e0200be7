import { DataError, type SourceOffset, type Pulled, type EpochIterator, type Table } from '@thalweg/data';
import { afterRows, fromTables } from '@thalweg/data/engine';
import { checkJson, optionsOf, suggestion } from '@thalweg/tensor/engine';
import { BadRowCounter } from '../blocks/bad-rows.ts';
import { Pending, type RowOffset } from '../blocks/block.ts';
import { FileDataset } from '../blocks/file-dataset.ts';
import { convertRows } from '../blocks/found-rows.ts';
import { checkedCount, rowSettings } from '../blocks/row-options.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import type { FieldValue } from '../schema/field-value.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import type { AbortSignalLike, ByteSource } from '../source/byte-source.ts';
import { markSize, unzipped } from '../source/decoding.ts';
import { host } from '../source/host.ts';
import { whole } from '../source/random-access.ts';
import { exactJson } from './exact-json.ts';
import { ColumnsGuess, isRow, type JsonColumns } from './json-head.ts';
import type { JsonOptions } from './json-options.ts';
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
export function json<Row = Record<string, FieldValue>>(
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
    read: (_: number, index: number, offset?: SourceOffset) =>
      offset === undefined
        ? afterRows(new JsonIterator(rowsFor, 0), index)
        : new JsonIterator(rowsFor, rowOf(bytes.name, offset)),
  };
  const schema = async () => (await load())!.schema;
  return new FileDataset(fromTables<Row>(tables).reader, { schema, badRows: badRows.counts });
}

function rowOf(source: string, offset: SourceOffset): number {
  if (Number.isSafeInteger(offset) && (offset as number) >= 0) return offset as number;
  const advice = 'Build the pipeline as it was when the offset was kept.';
  throw new DataError(source, 'an offset must be one of this file', JSON.stringify(offset), advice, { source });
}

/** The longest text that V8 holds. */
const LONGEST = 2 ** 29 - 24;

/** The options of {@link jsonArray}. */
interface ArrayOptions {
  /** The fields that lead to the array. */
  readonly path: readonly string[];
  readonly maxBytes: number;
}

/**
 * Returns the array in a JSON file to which some fields lead; `undefined` if the signal came before the file was read.
 *
 * - **Throws** `DataError` for what is no JSON or no array
 */
async function jsonArray(
  source: ByteSource,
  { path, maxBytes }: ArrayOptions,
  signal?: AbortSignalLike,
): Promise<readonly unknown[] | undefined> {
  const most = Math.min(maxBytes, LONGEST);
  const requirement = `the file must have at most ${most} bytes, decompressed`;
  const advice = maxBytes < LONGEST ? `${LINES} Or raise maxBytes.` : LINES;
  const bytes = await whole(source, { most, requirement, advice }, signal);
  if (signal?.aborted === true) return undefined;
  const { name } = source;
  try {
    checkJson(bytes);
  } catch (cause) {
    throw new DataError(name, (cause as Error).message, 'more', LINES, { source: name, cause });
  }
  const text = new ByteTexts(bytes).text(markSize(bytes), bytes.length);
  if (text === undefined)
    throw new DataError(name, 'texts must be UTF-8', 'other bytes', 'Convert the file.', { source: name });
  return arrayAt(name, parsed(name, text), path);
}

const LINES = 'Read a file with one object a line with jsonLines(…).';

function parsed(name: string, text: string): unknown {
  try {
    return exactJson(text);
  } catch (cause) {
    const given = (cause instanceof Error ? cause.message : String(cause)).slice(0, 120);
    throw new DataError(name, 'the file must be JSON', given, LINES, { source: name, cause });
  }
}

function arrayAt(name: string, value: unknown, path: readonly string[]): readonly unknown[] {
  let found = value;
  for (const field of path) {
    const isObject = typeof found === 'object' && found !== null;
    const fields = isObject ? Object.keys(found as object) : [];
    if (!fields.includes(field))
      throw new DataError(name, 'at must name a field', `'${field}'`, suggestion(field, fields), { source: name });
    found = (found as Readonly<Record<string, unknown>>)[field];
  }
  if (Array.isArray(found)) return found;
  const fields = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  const array = fields.find(([, value]) => Array.isArray(value))?.[0];
  const where = path.length > 0 ? `[${[...path, array].map(field => `'${field}'`).join(', ')}]` : `'${array}'`;
  const advice = array === undefined ? LINES : `Name its field: { at: ${where} }.`;
  const given = found === null ? 'null' : typeof found === 'object' ? 'an object' : `a ${typeof found}`;
  throw new DataError(name, 'the file must be an array of objects', given, advice, { source: name });
}

/** Rows of JSON in memory, and what converts them. */
interface LoadedRows {
  readonly values: readonly unknown[];
  readonly rows: JsonRows;
}

/** Reads rows of JSON that are in memory once they have been loaded. */
class JsonIterator implements EpochIterator<Table> {
  readonly #load: (signal: AbortSignalLike) => Promise<LoadedRows | undefined>;
  readonly #abort = new (host().AbortController)();
  readonly #pending = new Pending<Table>();
  #loaded: LoadedRows | undefined;
  #row: number;
  #delivered: number | undefined;
  #failure: DataError | undefined;

  /** Loads the rows when the first is asked for; `undefined` if the signal came first. */
  constructor(load: (signal: AbortSignalLike) => Promise<LoadedRows | undefined>, row: number) {
    this.#load = load;
    this.#row = row;
  }

  next(): Pulled<Table> {
    if (this.#abort.signal.aborted) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#loaded === undefined) return this.#pending.wait(this.#begin());
    const { values, rows } = this.#loaded;
    while (this.#row < values.length) {
      const { table, failure, offset } = convertRows(rows, rows, this.#take(values, rows));
      this.#row = offset.row;
      this.#failure = failure;
      if (table !== undefined) this.#delivered = this.#row;
      if (table !== undefined) return table;
      if (failure !== undefined) throw failure;
    }
    return undefined;
  }

  offset(): SourceOffset | undefined {
    return this.#delivered;
  }

  close(): void {
    this.#abort.abort();
    this.#pending.giveUp();
  }

  async #begin(): Promise<Table | undefined> {
    this.#loaded = await this.#load(this.#abort.signal);
    return this.next();
  }

  #take(values: readonly unknown[], rows: JsonRows): { readonly offset: RowOffset; readonly failure?: DataError } {
    rows.rows = 0;
    let row = this.#row;
    for (; row < values.length && rows.rows < rows.capacity; row++) {
      const error = rows.add(values[row], offsetOf(row));
      if (error !== undefined && rows.skipped === undefined) return { offset: offsetOf(row), failure: error };
      if (error !== undefined) rows.skipped!.count(error);
    }
    return { offset: offsetOf(row) };
  }
}

function offsetOf(row: number): RowOffset {
  return { byte: 0, row, line: 0 };
}
