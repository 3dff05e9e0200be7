import { functionOf, optionsOf, printed, suggestion } from '@thalweg/tensor/engine';
import { map as mapStream, type Observable } from 'rxjs';
import { checkedItem } from '../core/checks.ts';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import type { TableColumn } from '../core/table.ts';
import { cellsOf } from '../tables/cells.ts';
import { mapped } from '../core/mapped.ts';
import { type ItemContext, ItemKeys, type MapOptions, PlacedItem } from '../core/item-context.ts';
import type { ChangeTable, Reader, TablePlace, Tables } from '../core/reader.ts';

/** Options of {@link mapField}. */
export interface MapFieldOptions<I extends string> extends MapOptions {
  /** The field of the results; by default that of the values, which they replace. */
  readonly into?: I;
}

/**
 * Applies `transform` to one field of each record, and writes the result into that field or another one. Rows of files stay in
 * columns: no record is made, and the function is called once for each category of a table. With `{ seed }` it is called for each
 * record, and gets the context of `map` as well.
 *
 * - **Results** are numbers in all records, or in none
 * - **Throws** {@link DataError} as a stream error for a record without the field, if `transform` returns `undefined` or a
 *   promise, and for a result that is no number after one that is, or the reverse
 *
 * @example
 * const late = fromIterable([{ delay: 20 }, { delay: -3 }]).pipe(mapField('delay', (minutes: number) => minutes > 15, { into: 'late' }));
 * atOnce(late.open().next()) // => { delay: 20, late: true }
 */
export function mapField<const F extends string, V, R, const I extends string = F>(
  field: F,
  transform: (value: V, context: ItemContext) => R,
  options?: MapFieldOptions<I>,
): <S extends Observable<object>>(source: S) => SourceLike<S, Omit<ItemOf<S>, I> & { readonly [K in I]: R }> {
  const { into, seed } = optionsOf('mapField', options as MapFieldOptions<string> | undefined, {
    into: field as string,
    seed: undefined,
  });
  functionOf('mapField', 'the second argument', transform);
  const keys = new ItemKeys('mapField', seed);
  const operator = (source: Observable<Row>): Observable<object> => {
    const results = new Results(field, transform as Transform, seed === undefined ? undefined : keys);
    const record = (record: Row, epoch: number, index: number): object => {
      checkField(field, record);
      return { ...record, [into]: results.of(record[field], epoch, index) };
    };
    const table: ChangeTable = ({ rows, columns }, used, _, place) => {
      checkField(field, columns);
      return {
        rows,
        columns: { ...columns, [into]: results.column(columns[field]!, rows, place, used?.columns[into]?.data) },
      };
    };
    return source instanceof Dataset
      ? (source as Dataset<Row>).derive(
          reader => tablesOf(reader)?.mapped(reader, record, table) ?? mapped(reader, record),
        )
      : source.pipe(mapStream((fields, index) => record(fields, 0, index)));
  };
  return operator as unknown as ReturnType<typeof mapField<F, V, R, I>>;
}

/** Returns the tables of a reader that can be mapped. */
function tablesOf(reader: Reader<Row>): Tables | undefined {
  return reader.openRun === undefined ? reader.tables : undefined;
}

type Row = Readonly<Record<string, unknown>>;

type Transform = (value: unknown, context?: ItemContext) => unknown;

/** The results for one field: numbers in all rows, or in none. */
class Results {
  readonly #field: string;
  readonly #transform: Transform;
  /** The keys of records; `undefined` if the function gets no context. */
  readonly #keys: ItemKeys | undefined;
  /** Undefined before the first result. */
  #areNumbers: boolean | undefined;

  constructor(field: string, transform: Transform, keys: ItemKeys | undefined) {
    this.#field = field;
    this.#transform = transform;
    this.#keys = keys;
  }

  of(value: unknown, epoch: number, index: number): unknown {
    const keys = this.#keys;
    const result =
      keys === undefined ? this.#transform(value) : this.#transform(value, new PlacedItem(keys, epoch, index));
    return typeof result === 'number' && this.#areNumbers === true ? result : this.#first(result);
  }

  /** May write the results over those of another column, which nobody reads any more. */
  column(column: TableColumn, rows: number, { epoch, index }: TablePlace, used?: TableColumn['data']): TableColumn {
    const cells = cellsOf(column);
    const { data, categories, shape, tensors } = column;
    const known: unknown[] = [];
    const apart = this.#keys !== undefined;
    const at =
      categories === undefined || apart
        ? (row: number) => this.of(cells(row), epoch, index + row)
        : (row: number) => (known[1 + (data[row] as number)] ??= this.of(cells(row), epoch, index + row));
    const first = at(0);
    if (typeof first !== 'number')
      return {
        data: Array.from({ length: rows }, (_, row) => (row === 0 ? first : at(row))),
        shape: [],
        dtype: undefined,
      };
    const numbers = used instanceof Float64Array && used.length === rows ? used : new Float64Array(rows);
    numbers[0] = first;
    const transform = this.#transform;
    if (!apart && ArrayBuffer.isView(data) && categories === undefined && shape.length === 0 && tensors !== true)
      for (let row = 1; row < rows; row++) {
        const result = transform(data[row]);
        numbers[row] = typeof result === 'number' ? result : (this.#first(result) as number);
      }
    else for (let row = 1; row < rows; row++) numbers[row] = at(row) as number;
    return { data: numbers, shape: [], dtype: 'float32' };
  }

  /** Checks a result that may be the first one, or wrong. */
  #first(result: unknown): unknown {
    const checked = checkedItem('mapField', result);
    const isNumber = typeof checked === 'number';
    this.#areNumbers ??= isNumber;
    if (isNumber === this.#areNumbers) return checked;
    throw new DataError(
      'mapField',
      `the results for the field '${this.#field}' must be numbers in all records, or in none`,
      `${printed(checked)} after ${isNumber ? 'other values' : 'numbers'}`,
      'Return NaN for a missing number.',
    );
  }
}

function checkField(field: string, record: object): void {
  if (typeof record === 'object' && record !== null && field in record) return;
  const names = typeof record === 'object' && record !== null ? Object.keys(record) : [];
  const given = names.length > 0 ? `the fields ${names.slice(0, 20).join(', ')}` : printed(record);
  throw new DataError('mapField', `a record must have the field '${field}'`, given, suggestion(field, names));
}
